// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "arguments.h"

#include "core/postfix/sudoersrules.h"
#include "where.h"

#include <QCommandLineParser>
#include <QHash>

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
        "                                      dsn, queue or server\n"
        "  depth SERVER...                     messages per queue\n"
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
        "  vault purge [--older-than DAYS] [--max-bytes N]\n\n"
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

Result<void> takePositional(Arguments &arguments, QStringList words)
{
    const auto usageError
        = [](const QString &text) { return failure(ErrorKind::InvalidInput, text); };
    static const QStringList commands{u"probe"_s, u"rights"_s, u"queue"_s, u"depth"_s, u"show"_s,
        u"act"_s, u"undo"_s, u"trash"_s, u"journal"_s, u"flush"_s, u"vault"_s};
    if (words.isEmpty())
        return usageError(u"a command is missing: %1"_s.arg(commands.join(u", "_s)));
    arguments.command = words.takeFirst();
    if (!commands.contains(arguments.command))
        return usageError(u"unknown command \"%1\"; use one of: %2"_s.arg(
            arguments.command, commands.join(u", "_s)));
    if (arguments.command == "vault"_L1)
        return takeVault(arguments, words);
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
    if (arguments.filter && !act && arguments.command != "queue"_L1)
        return failure(ErrorKind::InvalidInput, u"--where goes with queue and act only"_s);
    // More likely a shell variable that is not set than a wish.
    if (act && arguments.filter && arguments.filter->isEverything())
        return failure(ErrorKind::InvalidInput,
            u"--where is empty, which would be every message; for that say --where '*'"_s);
    if (arguments.groupBy && arguments.command != "queue"_L1)
        return failure(ErrorKind::InvalidInput, u"--group-by goes with queue only"_s);
    return {};
}

Result<void> takeFilter(Arguments &arguments, const std::optional<QString> &where,
    const std::optional<QString> &groupBy)
{
    if (where) {
        auto filter = parseWhere(*where);
        if (!filter)
            return std::unexpected(filter.error());
        arguments.where = *where;
        arguments.filter = std::move(*filter);
    }
    if (!groupBy)
        return {};
    arguments.groupBy = parseGroupKey(*groupBy);
    if (!arguments.groupBy)
        return failure(ErrorKind::InvalidInput,
            u"--group-by needs one of: %1"_s.arg(groupKeyNames().join(u", "_s)));
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
    if (arguments.limit && arguments.command != "queue"_L1)
        return failure(ErrorKind::InvalidInput, u"--limit goes with queue only"_s);
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
    if (arguments.format == Format::Csv && arguments.command != "queue"_L1)
        return failure(ErrorKind::InvalidInput, u"--csv goes with queue only"_s);
    return {};
}

}

Result<Arguments> parseArguments(const QStringList &words)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(usage());
    parser.addPositionalArgument(u"command"_s, u"what to do"_s, u"COMMAND ARGUMENT..."_s);
    const QCommandLineOption identity(u"identity"_s, u"Private key to log in with."_s, u"file"_s);
    const QCommandLineOption knownHosts(
        u"known-hosts"_s, u"File of host keys to trust."_s, u"file"_s);
    const QCommandLineOption sshConfig(
        u"ssh-config"_s, u"Instead of ~/.ssh/config, as with ssh -F."_s, u"file"_s);
    const QCommandLineOption jump(
        u"jump"_s, u"Jump hosts, as with ssh -J."_s, u"[user@]host[:port],..."_s);
    const QCommandLineOption instance(
        u"instance"_s, u"Only this Postfix instance (name or directory)."_s, u"name"_s);
    const QCommandLineOption ids(
        u"ids"_s, u"Queue IDs, or lines of queue --json, one a line; - is stdin."_s, u"file"_s);
    const QCommandLineOption role(u"role"_s, u"rights: viewer, operator or deleter."_s, u"role"_s);
    const QCommandLineOption account(
        u"user"_s, u"rights: for this account, not the one that logs in."_s, u"name"_s);
    const QCommandLineOption limit(u"limit"_s, u"At most so many messages a server."_s, u"n"_s);
    const QCommandLineOption where(
        u"where"_s, u"Only messages that match; see the manual page."_s, u"filter"_s);
    const QCommandLineOption groupBy(
        u"group-by"_s, u"Count messages by this field; --limit is of groups then."_s, u"field"_s);
    const QCommandLineOption json(u"json"_s, u"One JSON object a line."_s);
    const QCommandLineOption csv(u"csv"_s, u"RFC 4180, safe for spreadsheets."_s);
    const QCommandLineOption raw(u"raw"_s, u"What postcat printed, byte for byte."_s);
    const QCommandLineOption eml(u"eml"_s, u"The message as an .eml file."_s);
    const QCommandLineOption dryRun(u"dry-run"_s, u"Show the plan and change nothing."_s);
    const QCommandLineOption yes(u"yes"_s, u"Carry the plan out without asking."_s);
    const QCommandLineOption destination(
        u"destination"_s, u"Only mail for this domain or [address], as postqueue -s."_s, u"site"_s);
    const QCommandLineOption olderThan(
        u"older-than"_s, u"Remove what was saved before so many days."_s, u"days"_s);
    const QCommandLineOption maxBytes(
        u"max-bytes"_s, u"Remove the oldest until the rest is no larger."_s, u"n"_s);
    const QCommandLineOption reason(
        u"reason"_s, u"Why; the journal keeps it. Needed above 10 messages."_s, u"text"_s);
    const QCommandLineOption toTrash(
        u"trash"_s, u"With act delete: move to the trash instead, as act trash."_s);
    const QCommandLineOption toVault(
        u"vault"_s, u"With act delete: keep a copy of each message first."_s);
    const QCommandLineOption rate(u"rate"_s, u"At most so many messages a minute."_s, u"n"_s);
    const QCommandLineOption script(u"script"_s, u"As a shell script, for review."_s);
    const QCommandLineOption batch(u"batch"_s, u"Never ask for a password or passphrase."_s);
    parser.addOptions({role, account, batch, reason, toTrash, toVault, rate, script, where, groupBy,
        destination, olderThan, maxBytes, identity, knownHosts, sshConfig, jump, instance, ids,
        limit, json, csv, raw, eml, dryRun, yes});
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    if (!parser.parse(words))
        return failure(ErrorKind::InvalidInput, parser.errorText());
    if (parser.isSet(help))
        parser.showHelp();
    if (parser.isSet(version))
        parser.showVersion();

    Arguments arguments;
    arguments.identityFile = parser.value(identity);
    arguments.knownHostsFile = parser.value(knownHosts);
    arguments.sshConfigFile = parser.value(sshConfig);
    arguments.jump = parser.value(jump);
    arguments.instance = parser.value(instance);
    arguments.idsFile = parser.value(ids);
    const auto given = [&](const QCommandLineOption &option) {
        return parser.isSet(option) ? std::optional(parser.value(option)) : std::nullopt;
    };
    if (const auto taken = takeFilter(arguments, given(where), given(groupBy)); !taken)
        return std::unexpected(taken.error());
    arguments.role = parser.value(role);
    arguments.account = parser.value(account);
    arguments.dryRun = parser.isSet(dryRun);
    arguments.yes = parser.isSet(yes);
    arguments.reason = parser.value(reason);
    arguments.vault = parser.isSet(toVault);
    if (parser.isSet(rate))
        arguments.rate
            = std::max(parser.value(rate).toInt(), 0) == 0 ? -1 : parser.value(rate).toInt();
    arguments.batch = parser.isSet(batch);
    int formats = 0;
    for (const auto &[option, format] : {std::pair(&json, Format::Json), {&csv, Format::Csv},
             {&script, Format::Script}, {&raw, Format::Raw}, {&eml, Format::Eml}}) {
        if (parser.isSet(*option)) {
            arguments.format = format;
            ++formats;
        }
    }
    if (formats > 1)
        return failure(ErrorKind::InvalidInput, u"choose one of --json, --csv, --raw, --eml"_s);
    arguments.destination = parser.value(destination);
    if (parser.isSet(destination) && arguments.destination.isEmpty()) // would flush everything
        return failure(ErrorKind::InvalidInput, u"--destination needs a domain"_s);
    for (const auto &[option, number] : {std::pair(&limit, &arguments.limit),
             {&olderThan, &arguments.olderThanDays}, {&maxBytes, &arguments.maxBytes}}) {
        if (!parser.isSet(*option))
            continue;
        bool isNumber = false;
        *number = parser.value(*option).toLongLong(&isNumber);
        if (!isNumber || **number < 0 || (number == &arguments.olderThanDays && **number > 100'000))
            return failure(
                ErrorKind::InvalidInput, u"--%1 needs a number"_s.arg(option->names().first()));
    }
    if (const auto taken = takePositional(arguments, parser.positionalArguments()); !taken)
        return std::unexpected(taken.error());
    if (parser.isSet(toTrash)) {
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
