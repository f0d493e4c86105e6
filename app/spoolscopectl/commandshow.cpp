// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/postfix/messagecontent.h"
#include "core/transport/remotecommand.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

void printMessage(Format format, const ServerDefinition &server, const Instance &instance,
    const QueueId &id, const MessageContent &message)
{
    switch (format) {
    case Format::Raw:
        print(message.raw);
        return;
    case Format::Eml:
        print(message.toEml());
        return;
    case Format::Json: {
        QJsonArray envelope;
        for (const auto &[key, value] : message.envelope)
            envelope.append(QJsonArray{QString::fromUtf8(key), QString::fromUtf8(value)});
        printJson({{u"server"_s, server.name}, {u"instance"_s, QString::fromUtf8(instance.name)},
            {u"queue_id"_s, id.toString()}, {u"envelope"_s, envelope},
            {u"headers"_s, QString::fromUtf8(message.headers())},
            {u"body"_s, QString::fromUtf8(message.body())}});
        return;
    }
    default:
        break;
    }
    // A terminal obeys what it is sent, so nothing of the message reaches it as a control.
    print(text::visibleLines(message.envelopeText).toUtf8());
    print("\n" + text::visibleLines(message.content).toUtf8());
}

}

ExitCode show(const Call &call)
{
    const auto id = QueueId::parse(call.arguments.messageId.toUtf8());
    if (!id) {
        complain({},
            {ErrorKind::InvalidInput, u"\"%1\" is not a queue ID"_s.arg(call.arguments.messageId)});
        return ExitCode::Usage;
    }
    // An ID may exist in one instance and not in another: the first that has it is shown.
    bool found = false;
    Error last{ErrorKind::Permission,
        u"the account may not read messages here; log in as root or let it run postcat -q with sudo"_s};
    const ExitCode connected = forEachTarget(call, [&](const Target &target) {
        if (found || !target.rights.readMessage)
            return ExitCode::Done;
        const auto answer = run(*target.link.transport,
            readMessageCommand(target.instance, *target.rights.readMessage, *id), call.stop);
        const auto message = answer.and_then([](const CommandOutput &output) {
            return parseMessage(output.output, output.errors, output.exitCode);
        });
        if (message) {
            printMessage(call.arguments.format, target.server, target.instance, *id, *message);
            found = true;
        } else {
            last = message.error();
        }
        return ExitCode::Done;
    });
    if (found || connected != ExitCode::Done)
        return connected;
    complain(call.servers.first().name, last);
    return exitCodeFor(last);
}

}
