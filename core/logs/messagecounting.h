// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/messagetable.h"
#include "core/logs/reasonmemo.h"
#include "core/logs/trafficplace.h"

namespace spoolscope {

/// Counts messages and recipients, by pflogsumm's definitions (docs/logs.md).
class MessageCounting final
{
public:
    void client(const LogEvent &event, TrafficPlace &place);
    void pickup(const LogEvent &event, TrafficPlace &place);
    void queued(const LogEvent &event, TrafficPlace &place);
    void delivery(const LogEvent &event, TrafficPlace &place);
    void removed(const LogEvent &event) { m_messages.remove(TopSketch::hashOf(event.queueId)); }
    size_t residentBytes() const { return m_messages.residentBytes(); }

private:
    /// The address that is counted: its domain in small letters. Valid until the next call.
    QByteArrayView counted(QByteArrayView address);
    void arrived(const LogEvent &event, TrafficPlace &place, bool byPickup);
    void countSender(
        QByteArrayView from, quint64 key, bool byPickup, quint64 size, TrafficPlace &place);
    void sent(const LogEvent &event, quint64 delay, TrafficPlace &place);
    void countDelays(const LogEvent &event, quint64 delay, TrafficPlace &place);
    void deferred(const LogEvent &event, quint64 delay, TrafficPlace &place);
    void bounced(const LogEvent &event, TrafficPlace &place);

    /// From the beginning of a message to its sender.
    struct Arrival
    {
        quint64 key = 0;
        quint8 size = 0;
        std::array<char, 63> host = {}; ///< pflogsumm's name of the client
    };
    Arrival &arrivalOf(quint64 key) { return m_arrivals[key % m_arrivals.size()]; }

    MessageTable m_messages;
    std::vector<Arrival> m_arrivals = std::vector<Arrival>(4096);
    std::array<char, TopSketch::longestText> m_address = {};
    ReasonMemo m_reasons;
};

/// What pflogsumm counts a client under: the end of its name, "example.com" of mx1.example.com and
/// "example.co.uk" of mx1.example.co.uk, or its address. Capital letters as they are.
QByteArrayView sendingHost(QByteArrayView name, QByteArrayView address);

}
