// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/journalreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qint64 mostMessages = 1 << 25; ///< as many as a snapshot has rows

QDateTime timeOf(const QJsonObject &entry)
{
    return QDateTime::fromString(entry[u"time"].toString(), Qt::ISODateWithMs);
}

Relation relationOf(const QString &text)
{
    for (const Relation relation :
        {Relation::Undo, Relation::Purge, Relation::Finish, Relation::Release}) {
        if (toString(relation) == text)
            return relation;
    }
    return Relation::None;
}

QStringList stringsOf(const QJsonValue &json)
{
    QStringList strings;
    const QJsonArray array = json.toArray();
    for (const QJsonValue &value : array)
        strings.append(value.toString());
    return strings;
}

std::optional<PlannedMessage> messageOf(const QJsonArray &json)
{
    const auto id = QueueId::parse(json.at(0).toString().toLatin1());
    const auto queue = parseQueueName(json.at(4).toString().toLatin1());
    if (!id || !queue)
        return std::nullopt;
    return PlannedMessage{
        {*id, json.at(1).toInteger(), json.at(2).toInteger(), bytesFromJson(json.at(3))}, *queue,
        bytesFromJson(json.at(5)), quint32(std::max<qint64>(0, json.at(6).toInteger()))};
}

}

JournalReader::JournalReader(QStringList detailed) : m_detailed(std::move(detailed))
{
}

void JournalReader::take(const QJsonObject &entry)
{
    const QString what = entry[u"what"].toString();
    if (what == "begin"_L1) {
        begin(entry);
        return;
    }
    const auto place = m_places.constFind(entry[u"op"].toString());
    if (place == m_places.constEnd())
        return;
    OperationRecord &record = m_records[*place];
    if (what == "end"_L1)
        takeOutcome(entry, record, OperationState::Ended);
    else if (what == "report"_L1)
        takeOutcome(entry, record, OperationState::Reported);
    if (record.verdicts.empty())
        return; // only its outcome was asked for
    const auto mark = [&](bool PriorFate::*flag, QStringView rows) {
        for (const size_t row : rowsFromJson(entry[rows].toArray(), record.fates.size()))
            record.fates[row].*flag = true;
    };
    const QString step = entry[u"step"].toString();
    if (what == "messages"_L1) {
        takeMessages(entry, record);
    } else if (step == toString(PlanStep::Holding)) {
        // Sent is as good as done, for what must be looked at afterwards.
        if (what == "send"_L1)
            mark(&PriorFate::held, u"rows");
    } else if (step == toString(PlanStep::Acting)) {
        if (what == "send"_L1)
            mark(&PriorFate::actionSent, u"rows");
        else if (what == "answer"_L1)
            mark(&PriorFate::acted, u"done");
    }
}

void JournalReader::begin(const QJsonObject &entry)
{
    const QString name = entry[u"action"].toString();
    const auto action = actionFrom(name);
    const auto request = requestKindFrom(name);
    const qint64 messages = entry[u"messages"].toInteger(-1);
    const QString id = entry[u"op"].toString();
    if ((!action && !request) || messages < 0 || messages > mostMessages
        || (request && messages > 0) || id.isEmpty() || m_places.contains(id))
        return;
    OperationRecord record;
    OperationHeader &header = record.operation.header;
    header.id = id;
    header.plan = entry[u"plan"].toString();
    header.time = timeOf(entry);
    header.user = entry[u"user"].toString();
    header.program = entry[u"program"].toString();
    if (request)
        header.request = Request{*request, entry[u"subject"].toString()};
    else
        header.action = *action;
    header.relation = relationOf(entry[u"relation"].toString());
    header.of = entry[u"of"].toString();
    header.reason = entry[u"reason"].toString();
    header.key = {entry[u"server"].toString(), bytesFromJson(entry[u"config_directory"])};
    header.serverName = entry[u"server_name"].toString();
    header.address = entry[u"address"].toString();
    header.account = bytesFromJson(entry[u"account"]);
    header.hostKey = entry[u"host_key"].toString().toLatin1();
    header.instanceName = bytesFromJson(entry[u"instance"]);
    header.messages = messages;
    header.bytes = entry[u"bytes"].toInteger();
    header.commands = stringsOf(entry[u"commands"]);
    if (m_detailed.contains(id)) {
        record.messages.reserve(size_t(messages));
        record.verdicts.resize(size_t(messages));
        record.fates.resize(size_t(messages));
    }
    m_places.insert(id, m_records.size());
    m_records.push_back(std::move(record));
}

void JournalReader::takeMessages(const QJsonObject &entry, OperationRecord &record) const
{
    // Rows are counted from the first message, so none may be left out.
    if (entry[u"first"].toInteger(-1) != qint64(record.messages.size()))
        return;
    const QJsonArray list = entry[u"list"].toArray();
    for (const QJsonValue &value : list) {
        auto message = messageOf(value.toArray());
        if (!message || record.messages.size() == record.verdicts.size())
            return;
        record.messages.push_back(std::move(*message));
    }
}

void JournalReader::takeOutcome(
    const QJsonObject &entry, OperationRecord &record, OperationState state) const
{
    Operation &operation = record.operation;
    operation.state = state;
    operation.endedAt = timeOf(entry);
    operation.error = entry[u"error"].toString();
    operation.note = entry[u"note"].toString();
    operation.isUnknown = entry[u"outcome"].toString() == "unknown"_L1;
    const QJsonObject verdicts = entry[u"verdicts"].toObject();
    for (int i = 0; i < verdictCount; ++i) {
        const auto rows = rowsFromJson(
            verdicts[toString(Verdict(i))].toArray(), size_t(operation.header.messages));
        operation.counts[size_t(i)] = qint64(rows.size());
        for (const size_t row : rows) {
            if (row < record.verdicts.size())
                record.verdicts[row] = Verdict(i);
        }
    }
    const QJsonArray lines = entry[u"unexpected"].toArray();
    for (const QJsonValue &line : lines)
        record.unexpected.append(bytesFromJson(line));
}

std::vector<OperationRecord> JournalReader::takeRecords()
{
    m_places.clear();
    return std::exchange(m_records, {});
}

}
