// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "arguments.h"

#include "core/postfix/sudoersrules.h"
#include "options.h"

#include <QCommandLineParser>
#include <QFile>
#include <QHash>

#include <utility>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

QString usage()
{
    return QStringLiteral(
        "Reads and acts on the queues of Postfix servers over SSH, with nothing installed "
        "there.\n\n"
        "  probe SERVER                        what the host runs and what the account may do\n"
        "  rights SERVER --role viewer|operator|deleter [--user NAME]\n"
        "                                      sudo rules for exactly that\n"
        "  queue SERVER... [--json|--csv]      every queued message [--limit N]\n"
        "        [--where FILTER]              only those, as in 'domain:gmail.com age>2h'\n"
        "        [--group-by FIELD]            counted by sender, from-domain, domain, reason,\n"
        "                                      cause, cluster, dsn, queue or server\n"
        "  depth SERVER...                     messages per queue\n"
        "  shape SERVER... [--json|--csv]      recipients by domain and age, as qshape prints "
        "them\n"
        "        [--queue NAME]... [--where FILTER] [--sender] [--parents [--min-subdomains N]]\n"
        "        [--buckets N] [--bucket-time MINUTES] [--linear] [--width N]\n"
        "  show SERVER ID [--raw|--eml|--json] one message\n"
        "  act trash|delete|hold|release|requeue|return|retry SERVER... --ids FILE|-\n"
        "        [--reason TEXT] [--vault] [--rate N] [--dry-run] [--yes]\n"
        "        [--where FILTER]              instead of --ids\n"
        "  flush SERVER... [--destination SITE] try all deferred mail, or that for one domain, "
        "now\n"
        "  undo OPERATION                      take a hold or a move to the trash back\n"
        "  trash list | restore OPERATION | purge OPERATION | purge --older-than DAYS\n"
        "  journal list | show OPERATION | verify | export OPERATION [--script]\n"
        "  journal finish|release|report OPERATION   after an interruption\n"
        "  vault list [--json]                 messages backed up before they were deleted\n"
        "  vault show ID [--raw|--eml|--json]  one of them\n"
        "  vault restore ID [SERVER]           submit it again; it gets a new queue ID\n"
        "  vault purge [--older-than DAYS] [--max-bytes N]\n"
        "  log parse [FILE...|-] --json        what each line of a mail log says\n"
        "  log follow SERVER... [--since TIME] [--json]\n"
        "                                      lines of their mail logs as they come\n"
        "  log summary [FILE|SERVER]... [--since TIME] [--json|--html]\n"
        "                                      what happened, as pflogsumm counts it\n"
        "  log trace [FILE|SERVER]... QUERY [--since TIME] [--json]\n"
        "                                      what happened to a message, by queue ID, "
        "Message-ID,\n"
        "                                      address or client\n"
        "  knowledge [--json]                  causes and providers that are known, and from "
        "where\n\n"
        "SERVER is a stored name, ssh://[user@]host[:port] or local:\n"
        "Exit status: 0 done, 2 usage, 3 cannot connect or log in, 4 host key refused,\n"
        "5 not permitted, 6 incomplete, 7 outcome unknown.");
}

Result<void> takeVault(Arguments &arguments, QStringList words)
{
    const auto usageError
        = [](const QString &text) { return failure(ErrorKind::InvalidInput, text); };
    static const QStringList actions{u"list"_s, u"show"_s, u"restore"_s, u"purge"_s};
    arguments.action = words.isEmpty() ? QString() : words.takeFirst();
    if (!actions.contains(arguments.action))
        return usageError(u"vault needs one of: %1"_s.arg(actions.join(u", "_s)));
    const bool restore = arguments.action == "restore"_L1;
    if (restore || arguments.action == "show"_L1) {
        if (words.isEmpty())
            return usageError(
                u"vault %1 needs an ID, as vault list shows it"_s.arg(arguments.action));
        arguments.messageId = words.takeFirst();
    }
    if (words.size() > (restore ? 1 : 0))
        return usageError(u"vault %1 does not take \"%2\""_s.arg(arguments.action, words.last()));
    arguments.servers = words;
    if (arguments.action == "purge"_L1 && !arguments.olderThanDays && !arguments.maxBytes)
        return usageError(u"vault purge needs --older-than DAYS or --max-bytes N"_s);
    return {};
}

/// undo OPERATION, trash list|restore|purge [OPERATION], journal VERB [OPERATION]
Result<void> takeOperation(Arguments &arguments, QStringList words)
{
    const auto usageError
        = [](const QString &text) { return failure(ErrorKind::InvalidInput, text); };
    static const QHash<QString, QStringList> verbs{
        {u"trash"_s, {u"list"_s, u"restore"_s, u"purge"_s}},
        {u"journal"_s,
            {u"list"_s, u"show"_s, u"verify"_s, u"export"_s, u"finish"_s, u"release"_s,
                u"report"_s}}};
    const QStringList known = verbs.value(arguments.command);
    if (!known.isEmpty()) {
        arguments.action = words.isEmpty() ? QString() : words.takeFirst();
        if (!known.contains(arguments.action))
            return usageError(u"%1 needs one of: %2"_s.arg(arguments.command, known.join(u", "_s)));
    }
    const QString what = (arguments.command + u' ' + arguments.action).trimmed();
    const bool takesNone = arguments.action == "list"_L1 || arguments.action == "verify"_L1;
    const bool isPurge = arguments.action == "purge"_L1;
    if (words.size() > (takesNone ? 0 : 1))
        return usageError(u"%1 does not take \"%2\""_s.arg(what, words.last()));
    if (words.isEmpty() && !takesNone && !isPurge)
        return usageError(
            u"%1 needs an operation, as journal list shows it; the beginning of its name will do"_s
                .arg(what));
    if (isPurge && words.isEmpty() && !arguments.olderThanDays)
        return usageError(u"trash purge needs an operation or --older-than DAYS"_s);
    if (!words.isEmpty())
        arguments.messageId = words.first();
    return {};
}

/// What names a server and no file: an address, or a name that no file here has.
bool isServer(const QString &word)
{
    return word.contains("://"_L1) || word.startsWith("local:"_L1)
        || (word != "-"_L1 && !word.contains(u'/') && !QFile::exists(word));
}

/// log follow SERVER..., log parse [FILE...], log summary [FILE|SERVER]...
Result<void> takeLog(Arguments &arguments, QStringList words)
{
    const auto usageError
        = [](const QString &text) { return failure(ErrorKind::InvalidInput, text); };
    static const QStringList actions{u"follow"_s, u"parse"_s, u"summary"_s, u"trace"_s};
    arguments.action = words.isEmpty() ? QString() : words.takeFirst();
    if (!actions.contains(arguments.action))
        return usageError(u"log needs one of: %1"_s.arg(actions.join(u", "_s)));
    const bool isFollowing = arguments.action == "follow"_L1;
    if (isFollowing && words.isEmpty())
        return usageError(u"log follow needs a server: a stored name, ssh://host or local:"_s);
    if (arguments.action == "parse"_L1 && arguments.format != Format::Json)
        return usageError(u"log parse prints JSON; say --json"_s);
    if (arguments.action == "trace"_L1) {
        if (words.isEmpty())
            return usageError(
                u"log trace needs a queue ID, a Message-ID, an address or a client"_s);
        arguments.wanted = words.takeLast();
    }
    if (words.isEmpty())
        words.append(u"-"_s); // stdin
    for (const QString &word : std::as_const(words)) {
        const bool takesServer = arguments.action != "parse"_L1 && isServer(word);
        (isFollowing || takesServer ? arguments.servers : arguments.logWords).append(word);
    }
    if (arguments.action == "trace"_L1 && !arguments.servers.isEmpty()
        && !arguments.logWords.isEmpty())
        return usageError(u"log trace reads servers or files, not both: %1 is no server here"_s.arg(
            arguments.logWords.first()));
    return {};
}

Result<void> takePositional(Arguments &arguments, QStringList words)
{
    const auto usageError
        = [](const QString &text) { return failure(ErrorKind::InvalidInput, text); };
    static const QStringList commands{u"probe"_s, u"rights"_s, u"queue"_s, u"depth"_s, u"shape"_s,
        u"show"_s, u"act"_s, u"undo"_s, u"trash"_s, u"journal"_s, u"flush"_s, u"vault"_s,
        u"knowledge"_s, u"log"_s};
    if (words.isEmpty())
        return usageError(u"a command is missing: %1"_s.arg(commands.join(u", "_s)));
    arguments.command = words.takeFirst();
    if (!commands.contains(arguments.command))
        return usageError(u"unknown command \"%1\"; use one of: %2"_s.arg(
            arguments.command, commands.join(u", "_s)));
    if (arguments.command == "vault"_L1)
        return takeVault(arguments, words);
    if (arguments.command == "log"_L1)
        return takeLog(arguments, words);
    if (arguments.command == "knowledge"_L1)
        return words.isEmpty() ? Result<void>()
                               : usageError(u"knowledge does not take \"%1\""_s.arg(words.last()));
    static const QStringList onOperations{u"undo"_s, u"trash"_s, u"journal"_s};
    if (onOperations.contains(arguments.command))
        return takeOperation(arguments, words);
    if (arguments.command == "act"_L1) {
        static const QStringList actions{u"hold"_s, u"release"_s, u"requeue"_s, u"delete"_s,
            u"trash"_s, u"return"_s, u"retry"_s};
        arguments.action = words.isEmpty() ? QString() : words.takeFirst();
        if (!actions.contains(arguments.action))
            return usageError(u"act needs one of: %1"_s.arg(actions.join(u", "_s)));
    }
    if (arguments.command == "show"_L1) {
        if (words.size() != 2)
            return usageError(u"show needs a server and a queue ID"_s);
        arguments.messageId = words.takeLast();
    }
    if (words.isEmpty())
        return usageError(
            u"%1 needs a server: a stored name, ssh://host or local:"_s.arg(arguments.command));
    if ((arguments.command == "probe"_L1 || arguments.command == "rights"_L1) && words.size() > 1)
        return usageError(u"%1 takes one server"_s.arg(arguments.command));
    arguments.servers = words;
    return {};
}

Result<void> checkFilter(const Arguments &arguments)
{
    const bool act = arguments.command == "act"_L1;
    const bool lists = arguments.command == "queue"_L1 || arguments.command == "shape"_L1;
    if (arguments.filter && !act && !lists)
        return failure(ErrorKind::InvalidInput, u"--where goes with queue, shape and act only"_s);
    // More likely a shell variable that is not set than a wish.
    if (act && arguments.filter && arguments.filter->isEverything())
        return failure(ErrorKind::InvalidInput,
            u"--where is empty, which would be every message; for that say --where '*'"_s);
    if (arguments.origins && arguments.command != "queue"_L1)
        return failure(ErrorKind::InvalidInput, u"--origins goes with queue only"_s);
    if (arguments.groupBy && arguments.command != "queue"_L1)
        return failure(ErrorKind::InvalidInput, u"--group-by goes with queue only"_s);
    return {};
}

Result<void> checkOptions(const Arguments &arguments)
{
    const bool act = arguments.command == "act"_L1;
    if (act && arguments.idsFile.isEmpty() == !arguments.filter)
        return failure(ErrorKind::InvalidInput,
            u"act needs either --ids FILE (or - for stdin) or --where FILTER"_s);
    static const QStringList changing{u"act"_s, u"undo"_s, u"trash"_s, u"journal"_s};
    if (!act && !arguments.idsFile.isEmpty())
        return failure(ErrorKind::InvalidInput, u"--ids goes with act only"_s);
    if (!changing.contains(arguments.command)
        && (arguments.dryRun || arguments.yes || !arguments.reason.isEmpty()))
        return failure(ErrorKind::InvalidInput,
            u"--dry-run, --yes and --reason go with act, undo, trash and journal only"_s);
    if (arguments.rate < 0 || (arguments.rate > 0 && !act))
        return failure(
            ErrorKind::InvalidInput, u"--rate needs a number above 0 and goes with act only"_s);
    if (arguments.vault && !(act && arguments.action == "delete"_L1))
        return failure(ErrorKind::InvalidInput, u"--vault goes with act delete only"_s);
    if (arguments.format == Format::Script
        && !(arguments.command == "journal"_L1 && arguments.action == "export"_L1))
        return failure(ErrorKind::InvalidInput, u"--script goes with journal export only"_s);
    if (const auto checked = checkFilter(arguments); !checked)
        return checked;
    const bool rights = arguments.command == "rights"_L1;
    if (rights && !sudoRoleFrom(arguments.role))
        return failure(
            ErrorKind::InvalidInput, u"rights needs --role viewer, operator or deleter"_s);
    if (!rights && (!arguments.role.isEmpty() || !arguments.account.isEmpty()))
        return failure(ErrorKind::InvalidInput, u"--role and --user go with rights only"_s);
    if (rights && arguments.format != Format::Text)
        return failure(
            ErrorKind::InvalidInput, u"rights prints a file for sudo and nothing else"_s);
    const bool isSummary = arguments.command == "log"_L1 && arguments.action == "summary"_L1;
    if (arguments.limit && arguments.command != "queue"_L1 && !isSummary)
        return failure(ErrorKind::InvalidInput, u"--limit goes with queue and log summary only"_s);
    const bool isFollow = arguments.command == "log"_L1 && arguments.action == "follow"_L1;
    if (arguments.since && !isSummary && !isFollow)
        return failure(
            ErrorKind::InvalidInput, u"--since goes with log summary and log follow only"_s);
    if (!isSummary && arguments.format == Format::Html)
        return failure(ErrorKind::InvalidInput, u"--html goes with log summary only"_s);
    const bool vault = arguments.command == "vault"_L1;
    const bool show = arguments.command == "show"_L1 || (vault && arguments.action == "show"_L1);
    if (!arguments.destination.isEmpty() && arguments.command != "flush"_L1)
        return failure(ErrorKind::InvalidInput, u"--destination goes with flush only"_s);
    if ((arguments.olderThanDays || arguments.maxBytes)
        && !(arguments.action == "purge"_L1 && (vault || !arguments.maxBytes)))
        return failure(ErrorKind::InvalidInput,
            u"--older-than and --max-bytes go with purge only, --max-bytes with that of the vault"_s);
    if (!show && (arguments.format == Format::Raw || arguments.format == Format::Eml))
        return failure(ErrorKind::InvalidInput, u"--raw and --eml go with show only"_s);
    const bool shape = arguments.command == "shape"_L1;
    if (arguments.format == Format::Csv && arguments.command != "queue"_L1 && !shape)
        return failure(ErrorKind::InvalidInput, u"--csv goes with queue and shape only"_s);
    if (!shape && !arguments.shapeOption.isEmpty())
        return failure(
            ErrorKind::InvalidInput, u"--%1 goes with shape only"_s.arg(arguments.shapeOption));
    return {};
}

}

Result<Arguments> parseArguments(const QStringList &words)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(usage());
    parser.addPositionalArgument(u"command"_s, u"what to do"_s, u"COMMAND ARGUMENT..."_s);
    parser.addOptions(options());
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    if (!parser.parse(words))
        return failure(ErrorKind::InvalidInput, parser.errorText());
    if (parser.isSet(help))
        parser.showHelp();
    if (parser.isSet(version))
        parser.showVersion();

    Arguments arguments;
    if (const auto taken = takeOptions(parser, arguments); !taken)
        return std::unexpected(taken.error());
    if (const auto taken = takePositional(arguments, parser.positionalArguments()); !taken)
        return std::unexpected(taken.error());
    if (parser.isSet(u"trash"_s)) {
        if (arguments.action != "delete"_L1 || arguments.vault)
            return failure(
                ErrorKind::InvalidInput, u"--trash goes with act delete, without --vault"_s);
        arguments.action = u"trash"_s;
    }
    if (const auto checked = checkOptions(arguments); !checked)
        return std::unexpected(checked.error());
    return arguments;
}

}
