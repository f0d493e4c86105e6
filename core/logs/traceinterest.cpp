// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/traceinterest.h"

namespace spoolscope {

void TraceInterest::add(const QByteArray &queueId)
{
    if (!queueId.isEmpty() && !isFull())
        m_queueIds.insert(queueId);
}

bool TraceInterest::wants(const LogEvent &event)
{
    if (event.kind == LogEventKind::Foreign)
        return true; // the index knows which messages it has
    const QByteArray queueId = QByteArray::fromRawData(event.queueId.data(), event.queueId.size());
    if (event.queueId.isEmpty()) {
        bool matches = event.kind != LogEventKind::Reject
            && event.kind != LogEventKind::MilterReject && event.kind != LogEventKind::ProxyReject;
        event.forEachField([&](LogField field, QByteArrayView value) {
            matches = matches || m_query.matches(field, value);
        });
        return matches;
    }
    if (m_queueIds.contains(queueId) || (m_query.queueId && event.queueId == m_query.text))
        return true;
    bool matches = false;
    event.forEachField([&](LogField field, QByteArrayView value) {
        if (field == LogField::MessageId && value.startsWith('<') && value.endsWith('>'))
            value = value.sliced(1).chopped(1);
        matches = matches || m_query.matches(field, value)
            || (field == LogField::MessageId && m_messageIds.contains(value.toByteArray()));
    });
    if (matches)
        add(event.queueId.toByteArray());
    return matches;
}

bool TraceInterest::learn(const TraceAnswer &found)
{
    for (const Trace &trace : found.traces) {
        for (const TraceHop &hop : trace.hops) {
            if (!hop.messageId.isEmpty() && m_messageIds.size() < most)
                m_messageIds.insert(hop.messageId);
            if (hop.queueId)
                add(hop.queueId->toByteArray());
        }
        for (const TraceStep &step : trace.steps) {
            for (const LogField field :
                {LogField::NextQueueId, LogField::NewQueueId, LogField::OrigQueueId})
                add(step.value(field));
        }
    }
    const qsizetype known = m_queueIds.size() + m_messageIds.size();
    const bool isMore = known > m_known;
    m_known = known;
    return isMore;
}

}
