// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/spoolscope/commandline.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("CommandLine", text);
}

}

Result<Arguments> parseCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        tr(QT_TRANSLATE_NOOP("CommandLine", "Desktop console for Postfix mail queues.")));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption identity(u"identity"_s,
        tr(QT_TRANSLATE_NOOP("CommandLine", "Private key for the servers named here.")), u"file"_s);
    const QCommandLineOption knownHosts(u"known-hosts"_s,
        tr(QT_TRANSLATE_NOOP("CommandLine", "Host keys of the servers named here.")), u"file"_s);
    const QCommandLineOption sshConfig(u"ssh-config"_s,
        tr(QT_TRANSLATE_NOOP(
            "CommandLine", "Instead of ~/.ssh/config, for the servers named here.")),
        u"file"_s);
    const QCommandLineOption screenshot(u"screenshot"_s,
        tr(QT_TRANSLATE_NOOP("CommandLine",
            "List all servers, draw the window into a PNG file and exit. For documentation and "
            "tests.")),
        u"file"_s);
    const QCommandLineOption readWrite(u"read-write"_s,
        tr(QT_TRANSLATE_NOOP(
            "CommandLine", "Allow changes on the servers named here, which start read-only.")));
    parser.addOptions({identity, knownHosts, sshConfig, screenshot, readWrite});
    parser.addPositionalArgument(u"servers"_s,
        tr(QT_TRANSLATE_NOOP(
            "CommandLine", "ssh://[user@]host[:port] or local:, instead of the stored servers.")),
        u"[servers...]"_s);
    if (!parser.parse(arguments))
        return failure(ErrorKind::InvalidInput, parser.errorText());
    parser.process(arguments);

    Arguments result;
    result.screenshotFile = parser.value(screenshot);
    for (const QString &address : parser.positionalArguments()) {
        auto server = parseServerAddress(address);
        if (!server)
            return std::unexpected(server.error());
        server->endpoint.identityFile = parser.value(identity);
        server->endpoint.knownHostsFile = parser.value(knownHosts);
        server->endpoint.configFile = parser.value(sshConfig);
        server->isReadOnly = !parser.isSet(readWrite);
        result.servers += *server;
    }
    return result;
}

}
