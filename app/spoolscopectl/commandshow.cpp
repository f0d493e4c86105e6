// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/postfix/messagecontent.h"
#include "core/transport/remotecommand.h"

#include <QJsonArray>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// JSON has no way to say bytes that are no UTF-8: beside the text with U+FFFD stands all of it.
void insertExact(QJsonObject &object, const QString &key, QByteArrayView bytes)
{
    object.insert(key, text::exact(bytes));
    if (!bytes.isValidUtf8())
        object.insert(key + u"_base64"_s, QString::fromLatin1(bytes.toByteArray().toBase64()));
}

QJsonArray envelopeRecord(const QByteArray &key, const QByteArray &value)
{
    QJsonArray record{text::exact(key), text::exact(value)};
    if (!value.isValidUtf8())
        record.append(QString::fromLatin1(value.toBase64()));
    return record;
}

/// A terminal obeys what it is sent: bytes as they are go to files and pipes only.
ExitCode printBytes(const QByteArray &bytes)
{
    if (!isatty(STDOUT_FILENO) || text::visibleLines(bytes) == text::exact(bytes)) {
        print(bytes);
        return ExitCode::Done;
    }
    complain({},
        {ErrorKind::InvalidInput,
            u"the message holds characters that a terminal could take for commands; redirect the "
            u"output to a file"_s});
    return ExitCode::Usage;
}

ExitCode printMessage(Format format, const ServerDefinition &server, const Instance &instance,
    const QueueId &id, const MessageContent &message)
{
    switch (format) {
    case Format::Raw:
        return printBytes(message.raw);
    case Format::Eml:
        return printBytes(message.toEml());
    case Format::Json: {
        QJsonArray envelope;
        for (const auto &[key, value] : message.envelope)
            envelope.append(envelopeRecord(key, value));
        QJsonObject object{{u"server"_s, server.name},
            {u"instance"_s, QString::fromUtf8(instance.name)}, {u"queue_id"_s, id.toString()},
            {u"envelope"_s, envelope}};
        insertExact(object, u"headers"_s, message.headers());
        insertExact(object, u"body"_s, message.body());
        printJson(object);
        return ExitCode::Done;
    }
    default:
        break;
    }
    print(text::visibleLines(message.envelopeText).toUtf8());
    print("\n" + text::visibleLines(message.content).toUtf8());
    return ExitCode::Done;
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
        if (!message) {
            last = message.error();
            return ExitCode::Done;
        }
        found = true;
        return printMessage(call.arguments.format, target.server, target.instance, *id, *message);
    });
    if (found || connected != ExitCode::Done)
        return connected;
    complain(call.servers.first().name, last);
    return exitCodeFor(last);
}

}
