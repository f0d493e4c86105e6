// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracejson.h"

#include "core/base/textsafety.h"
#include "core/logs/tracetext.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

void put(QJsonObject &object, QLatin1StringView name, QByteArrayView bytes)
{
    object.insert(name, text::exact(bytes));
    if (!bytes.isValidUtf8())
        object.insert(
            QString(name) + u"_base64"_s, QString::fromLatin1(bytes.toByteArray().toBase64()));
}

void putIfAny(QJsonObject &object, QLatin1StringView name, QByteArrayView bytes)
{
    if (!bytes.isEmpty())
        put(object, name, bytes);
}

void putTime(QJsonObject &object, QLatin1StringView name, qint64 microseconds)
{
    if (!microseconds)
        return;
    const QDateTime second
        = QDateTime::fromSecsSinceEpoch(microseconds / 1'000'000, QTimeZone::UTC);
    object.insert(name,
        second.toString(u"yyyy-MM-ddTHH:mm:ss"_s)
            + u".%1Z"_s.arg(microseconds % 1'000'000, 6, 10, QChar(u'0')));
}

QJsonObject hopToJson(const TraceHop &hop)
{
    QJsonObject json{{u"began"_s, nameOf(hop.began)}, {u"ended"_s, nameOf(hop.ended)}};
    if (!hop.server.isEmpty())
        json.insert(u"server", hop.server);
    put(json, "host"_L1, hop.host);
    put(json, "instance"_L1, hop.instance);
    if (hop.queueId)
        json.insert(u"queue_id", hop.queueId->toString());
    if (hop.from >= 0) {
        json.insert(u"from_hop", hop.from);
        json.insert(u"link", nameOf(hop.link));
    }
    putTime(json, "first"_L1, hop.begin);
    putTime(json, "last"_L1, hop.end);
    if (hop.beginDoubt != TraceDoubt::None)
        json.insert(u"begin_unknown", nameOf(hop.beginDoubt));
    if (hop.endDoubt != TraceDoubt::None)
        json.insert(u"end_unknown", nameOf(hop.endDoubt));
    putTime(json, "log_first"_L1, hop.logBegin);
    putTime(json, "log_last"_L1, hop.logEnd);
    if (hop.hasGap)
        json.insert(u"gap", true);
    putIfAny(json, "client"_L1, hop.client);
    putIfAny(json, "client_address"_L1, hop.clientAddress);
    putIfAny(json, "original_client"_L1, hop.originalClient);
    putIfAny(json, "sasl_username"_L1, hop.saslUser);
    putIfAny(json, "message_id"_L1, hop.messageId);
    putIfAny(json, "subject"_L1, hop.subject);
    if (hop.sender)
        put(json, "sender"_L1, *hop.sender);
    if (hop.size)
        json.insert(u"size", hop.size);
    if (hop.recipientCount)
        json.insert(u"recipients", hop.recipientCount);
    return json;
}

QJsonObject stepToJson(const TraceStep &step)
{
    QJsonObject json{{u"hop"_s, step.hop}, {u"event"_s, nameOf(step.kind)}};
    putTime(json, "time"_L1, step.time);
    if (const QLatin1StringView daemon = nameOf(step.daemon); !daemon.isEmpty())
        json.insert(u"daemon", daemon);
    for (const auto &[field, value] : step.fields())
        put(json, nameOf(field), value);
    return json;
}

QJsonObject recipientToJson(const TraceRecipient &recipient)
{
    QJsonObject json{{u"fate"_s, nameOf(recipient.fate)}, {u"hop"_s, recipient.hop},
        {u"attempts"_s, recipient.attempts}};
    if (recipient.address.isEmpty() && recipient.attempts == 0)
        json.insert(u"unnamed", recipient.count);
    else
        put(json, "address"_L1, recipient.address);
    putIfAny(json, "original"_L1, recipient.original);
    putTime(json, "time"_L1, recipient.time);
    putIfAny(json, "relay"_L1, recipient.relay);
    putIfAny(json, "dsn"_L1, recipient.dsn);
    putIfAny(json, "text"_L1, recipient.text);
    if (recipient.ofNotification)
        json.insert(u"notification", true);
    return json;
}

template <typename Value, typename Convert>
QJsonArray toArray(const QList<Value> &values, const Convert &convert)
{
    QJsonArray array;
    for (const Value &value : values)
        array.append(convert(value));
    return array;
}

}

QJsonObject toJson(const Trace &trace)
{
    QJsonObject json{{u"hops"_s, toArray(trace.hops, hopToJson)},
        {u"recipients"_s, toArray(trace.recipients, recipientToJson)},
        {u"steps"_s, toArray(trace.steps, stepToJson)}};
    if (trace.isCut)
        json.insert(u"cut", true);
    if (trace.clockDifference)
        json.insert(u"clock_difference", double(trace.clockDifference) / 1e6);
    if (const QStringList notes = tracetext::notes(trace); !notes.isEmpty())
        json.insert(u"notes", QJsonArray::fromStringList(notes));
    return json;
}

}
