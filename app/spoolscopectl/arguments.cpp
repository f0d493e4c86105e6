// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "arguments.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

QString usage()
{
    return QStringLiteral(
        "Reads and acts on the queues of Postfix servers over SSH, with nothing installed "
        "there.\n\n"
        "  probe SERVER                        what the host runs and what the account may do\n"
        "  queue SERVER... [--json|--csv]      every queued message [--limit N]\n"
        "  depth SERVER...                     messages per queue\n"
        "  show SERVER ID [--raw|--eml|--json] one message\n"
        "  act hold|release|requeue|delete SERVER... --ids FILE|- [--dry-run] [--yes]\n\n"
        "SERVER is a stored name, ssh://[user@]host[:port] or local:\n"
        "Exit status: 0 done, 2 usage, 3 cannot connect or log in, 4 host key refused,\n"
        "5 not permitted, 6 incomplete, 7 outcome unknown.");
}

Result<void> takePositional(Arguments &arguments, QStringList words)
{
    const auto usageError
        = [](const QString &text) { return failure(ErrorKind::InvalidInput, text); };
    if (words.isEmpty())
        return usageError(u"a command is missing: probe, queue, depth, show or act"_s);
    arguments.command = words.takeFirst();
    static const QStringList commands{u"probe"_s, u"queue"_s, u"depth"_s, u"show"_s, u"act"_s};
    if (!commands.contains(arguments.command))
        return usageError(u"unknown command \"%1\"; use one of: %2"_s.arg(
            arguments.command, commands.join(u", "_s)));
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
    if (arguments.command == "probe"_L1 && words.size() > 1)
        return usageError(u"probe takes one server"_s);
    arguments.servers = words;
    return {};
}

Result<void> checkOptions(const Arguments &arguments)
{
    const bool act = arguments.command == "act"_L1;
    if (act && arguments.idsFile.isEmpty())
        return failure(ErrorKind::InvalidInput, u"act needs --ids FILE (or - for stdin)"_s);
    if (!act && (!arguments.idsFile.isEmpty() || arguments.dryRun || arguments.yes))
        return failure(ErrorKind::InvalidInput, u"--ids, --dry-run and --yes go with act only"_s);
    if (arguments.limit && arguments.command != "queue"_L1)
        return failure(ErrorKind::InvalidInput, u"--limit goes with queue only"_s);
    const bool show = arguments.command == "show"_L1;
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
    const QCommandLineOption limit(u"limit"_s, u"At most so many messages a server."_s, u"n"_s);
    const QCommandLineOption json(u"json"_s, u"One JSON object a line."_s);
    const QCommandLineOption csv(u"csv"_s, u"RFC 4180, safe for spreadsheets."_s);
    const QCommandLineOption raw(u"raw"_s, u"What postcat printed, byte for byte."_s);
    const QCommandLineOption eml(u"eml"_s, u"The message as an .eml file."_s);
    const QCommandLineOption dryRun(u"dry-run"_s, u"Show the plan and change nothing."_s);
    const QCommandLineOption yes(u"yes"_s, u"Carry the plan out without asking."_s);
    parser.addOptions({identity, knownHosts, sshConfig, jump, instance, ids, limit, json, csv, raw,
        eml, dryRun, yes});
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
    arguments.dryRun = parser.isSet(dryRun);
    arguments.yes = parser.isSet(yes);
    int formats = 0;
    for (const auto &[option, format] : {std::pair(&json, Format::Json), {&csv, Format::Csv},
             {&raw, Format::Raw}, {&eml, Format::Eml}}) {
        if (parser.isSet(*option)) {
            arguments.format = format;
            ++formats;
        }
    }
    if (formats > 1)
        return failure(ErrorKind::InvalidInput, u"choose one of --json, --csv, --raw, --eml"_s);
    if (parser.isSet(limit)) {
        bool isNumber = false;
        arguments.limit = parser.value(limit).toLongLong(&isNumber);
        if (!isNumber || *arguments.limit < 0)
            return failure(ErrorKind::InvalidInput, u"--limit needs a number"_s);
    }
    if (const auto taken = takePositional(arguments, parser.positionalArguments()); !taken)
        return std::unexpected(taken.error());
    if (const auto checked = checkOptions(arguments); !checked)
        return std::unexpected(checked.error());
    return arguments;
}

}
