// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/traceindex.h"

#include <algorithm>
#include <ranges>

// The questions to an index; traceindex.cpp fills it.

namespace spoolscope {

namespace {

TraceStep stepOf(const StepLog &log, const StepLog::Record &record)
{
    TraceStep step;
    step.time = record.time;
    step.kind = record.kind;
    step.daemon = record.daemon;
    step.place = record.place;
    log.forEachField(record,
        [&](LogField field, QByteArrayView value) { step.set(field, value.toByteArray()); });
    return step;
}

bool matches(const StepLog &log, const StepLog::Record &record, const TraceQuery &query)
{
    bool found = false;
    if (query.covers(record.time)) {
        log.forEachField(record, [&](LogField field, QByteArrayView value) {
            found = found || query.matches(field, value);
        });
    }
    return found;
}

/// The newest first, at most `most`.
template <typename T> std::vector<T> newestOf(std::vector<T> found, size_t most, bool &isAll)
{
    isAll = found.size() <= most;
    if (!isAll)
        found.erase(found.begin(), found.end() - qsizetype(most));
    std::ranges::reverse(found);
    return found;
}

}

quint64 TraceIndex::revision() const
{
    const std::scoped_lock lock(m_mutex);
    return m_revision;
}

qint64 TraceIndex::firstTime() const
{
    const std::scoped_lock lock(m_mutex);
    return m_first;
}

qint64 TraceIndex::lastTime() const
{
    const std::scoped_lock lock(m_mutex);
    return m_last;
}

qint64 TraceIndex::forgottenUntil() const
{
    const std::scoped_lock lock(m_mutex);
    return std::max(m_steps.forgottenUntil(), m_refusals.forgottenUntil());
}

size_t TraceIndex::residentBytes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_steps.residentBytes() + m_refusals.residentBytes()
        + m_messages.capacity() * sizeof(Message) + m_byId.residentBytes()
        + m_byMessageId.residentBytes();
}

std::vector<quint32> TraceIndex::withQueueId(const QueueId &id) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<quint32> found;
    for (Entry entry = m_byId.find(quint32(qHash(id))); entry != HashSlots::none;
        entry = m_messages[entry].olderOfId) {
        if (m_messages[entry].id == id)
            found.push_back(m_messages[entry].number);
    }
    return found;
}

std::vector<quint32> TraceIndex::withMessageId(QByteArrayView messageId, size_t most) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<quint32> found;
    const auto hash = quint32(qHash(messageId, QHashSeed::globalSeed()));
    for (Entry entry = m_byMessageId.find(hash); entry != HashSlots::none && found.size() < most;
        entry = m_messages[entry].olderOfMessageId) {
        if (messageIdOf(m_messages[entry]) == messageId)
            found.push_back(m_messages[entry].number);
    }
    return found;
}

std::vector<quint32> TraceIndex::find(const TraceQuery &query, size_t most, bool &isAll) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<quint32> found;
    m_steps.forEach([&](const StepLog::Record &record) {
        if (!(found.empty() || found.back() != record.owner) || !matches(m_steps, record, query))
            return;
        found.push_back(record.owner);
    });
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return newestOf(std::move(found), most, isAll);
}

std::vector<LoggedMessage> TraceIndex::refusals(
    const TraceQuery &query, size_t most, bool &isAll) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<StepLog::Place> places;
    m_refusals.forEach([&](const StepLog::Record &record) {
        if (matches(m_refusals, record, query))
            places.push_back(record.place);
    });
    std::vector<LoggedMessage> found;
    for (const StepLog::Place place : newestOf(std::move(places), most, isAll)) {
        const StepLog::Record record = m_refusals.at(place);
        const Origin &origin = m_origins[record.owner];
        LoggedMessage message;
        message.host = origin.host;
        message.instance = origin.instance;
        message.steps.push_back(stepOf(m_refusals, record));
        found.push_back(std::move(message));
    }
    return found;
}

std::optional<LoggedMessage> TraceIndex::message(quint32 number) const
{
    const std::scoped_lock lock(m_mutex);
    const Message *known = withNumber(number);
    if (!known)
        return std::nullopt;
    LoggedMessage message;
    message.number = number;
    message.host = m_origins[known->origin].host;
    message.instance = m_origins[known->origin].instance;
    message.queueId = known->id;
    StepLog::Place place = known->last;
    for (; m_steps.has(place); place = m_steps.at(place).before)
        message.steps.push_back(stepOf(m_steps, m_steps.at(place)));
    std::ranges::reverse(message.steps);
    message.isForgotten = place != 0;
    message.isEnded = known->has(IsEnded);
    message.hasGap = std::ranges::any_of(m_gaps, [&](const auto &gap) {
        const bool endsBefore = gap.second && gap.second < known->begin;
        return !endsBefore && !(message.isEnded && gap.first >= known->end);
    });
    return message;
}

}
