// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logsink.h"
#include "core/logs/trafficcounter.h"

#include <QTimeZone>

namespace spoolscope {

/// What was counted, by whom: a value that is never changed once it is shared.
struct CountedTraffic
{
    struct Part
    {
        QString server; ///< the name that was given, or the host in the lines
        QByteArray instance; ///< its syslog_name: "postfix"
        TrafficCounts counts;
    };
    std::vector<Part> parts; ///< in the order in which they were met
    std::vector<LogGap> gaps; ///< the first of them
    quint64 gapCount = 0;
    quint64 foreignLines = 0; ///< of other programs
    quint64 framelessLines = 0; ///< that are no line of a log

    TrafficCounts all() const; ///< of all parts together
    void merge(const CountedTraffic &other); ///< parts of one name become one
};

/// Counts the logs of the instances of one server, or of all hosts in a file. Used by one thread.
class LogCounters final : public LogSink
{
public:
    /// There are a few instances on a host; of what looks like more, the rest is counted as one.
    static constexpr size_t mostParts = 64;

    /// `server`: the name of the one server; empty: by the hosts in the lines. `zone`: as of
    /// TrafficCounter.
    explicit LogCounters(QString server = {}, QTimeZone zone = QTimeZone::utc());

    void add(const LogEvent &event);
    void take(const LogEvent &event) override { add(event); }
    void gap(const LogGap &gap) override;

    /// All so far, for another thread. Copies some hundred kilobytes a part: not for every line.
    std::shared_ptr<const CountedTraffic> snapshot() const;
    size_t residentBytes() const;

private:
    struct Counted
    {
        QByteArray host; ///< empty where the server has a name
        QByteArray instance;
        TrafficCounter counter;
    };
    TrafficCounter &counterFor(const LogLine &line);
    Counted *append(QByteArrayView host, QByteArrayView instance);
    bool isOf(const Counted &counted, const LogLine &line) const;

    const QString m_server;
    const QTimeZone m_zone;
    std::vector<std::unique_ptr<Counted>> m_counted;
    Counted *m_last = nullptr;
    CountedTraffic m_rest; ///< but its parts
};

}
