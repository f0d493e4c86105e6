// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "actinput.h"

#include "core/base/textsafety.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

std::optional<WantedMessage> parseJsonLine(const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const auto id = QueueId::parse(object.value("queue_id"_L1).toString().toUtf8());
    if (!id)
        return {};
    WantedMessage wanted{*id};
    if (object.value("server"_L1).isString())
        wanted.server = object.value("server"_L1).toString();
    if (object.value("instance"_L1).isString())
        wanted.instance = object.value("instance"_L1).toString();
    if (object.value("arrival_time"_L1).isDouble())
        wanted.arrival = object.value("arrival_time"_L1).toInteger();
    if (object.value("message_size"_L1).isDouble())
        wanted.size = object.value("message_size"_L1).toInteger();
    // What is no UTF-8 stands beside it in whole (ExportFormat::JsonLines).
    if (object.value("sender_base64"_L1).isString())
        wanted.sender
            = QByteArray::fromBase64(object.value("sender_base64"_L1).toString().toLatin1());
    else if (object.value("sender"_L1).isString())
        wanted.sender = object.value("sender"_L1).toString().toUtf8();
    return wanted;
}

}

Result<QList<WantedMessage>> parseWantedMessages(const QByteArray &bytes)
{
    QList<WantedMessage> wanted;
    qsizetype number = 0;
    const QByteArrayList lines = bytes.split('\n');
    for (const QByteArray &raw : lines) {
        ++number;
        const QByteArray line = raw.trimmed();
        if (line.isEmpty())
            continue;
        std::optional<WantedMessage> message;
        if (line.startsWith('{'))
            message = parseJsonLine(line);
        else if (const auto id = QueueId::parse(line))
            message = WantedMessage{*id};
        if (!message)
            return failure(ErrorKind::InvalidInput,
                u"line %1 is neither a queue ID nor a line of \"queue --json\": %2"_s.arg(
                    QString::number(number),
                    text::visible(line.first(std::min<qsizetype>(line.size(), 80)))));
        wanted.append(*message);
    }
    if (wanted.isEmpty())
        return failure(ErrorKind::InvalidInput, u"no queue IDs were given; nothing to do"_s);
    return wanted;
}

Result<QList<WantedMessage>> readWantedMessages(const QString &file)
{
    QFile input(file);
    const bool opened
        = file == "-"_L1 ? input.open(stdin, QIODevice::ReadOnly) : input.open(QIODevice::ReadOnly);
    if (!opened)
        return failure(
            ErrorKind::InvalidInput, u"cannot read %1: %2"_s.arg(file, input.errorString()));
    return parseWantedMessages(input.readAll());
}

}
