// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logcounters.h"

namespace spoolscope {

namespace {

constexpr size_t mostGaps = 1000;
constexpr QByteArrayView others("(others)"); // no name of an instance

}

TrafficCounts CountedTraffic::all() const
{
    TrafficCounts all = parts.empty() ? TrafficCounts() : parts.front().counts;
    for (size_t i = 1; i < parts.size(); ++i)
        all.merge(parts[i].counts);
    return all;
}

void CountedTraffic::merge(const CountedTraffic &other)
{
    for (const Part &theirs : other.parts) {
        const auto ours = std::ranges::find_if(parts, [&](const Part &part) {
            return part.server == theirs.server && part.instance == theirs.instance;
        });
        if (ours == parts.end())
            parts.push_back(theirs);
        else
            ours->counts.merge(theirs.counts);
    }
    for (const LogGap &gap : other.gaps)
        if (gaps.size() < mostGaps)
            gaps.push_back(gap);
    gapCount += other.gapCount;
    foreignLines += other.foreignLines;
    framelessLines += other.framelessLines;
}

LogCounters::LogCounters(QString server, QTimeZone zone)
    : m_server(std::move(server)), m_zone(std::move(zone))
{
}

bool LogCounters::isOf(const Counted &counted, const LogLine &line) const
{
    return counted.instance == line.instance && (!m_server.isEmpty() || counted.host == line.host);
}

TrafficCounter &LogCounters::counterFor(const LogLine &line)
{
    if (m_last && isOf(*m_last, line))
        return m_last->counter;
    const auto found
        = std::ranges::find_if(m_counted, [&](const auto &one) { return isOf(*one, line); });
    if (found != m_counted.end()) {
        m_last = found->get();
        return m_last->counter;
    }
    if (m_counted.size() + 1 < mostParts)
        m_last = append(m_server.isEmpty() ? line.host : QByteArrayView(), line.instance);
    else if (m_counted.size() < mostParts)
        append({}, others);
    return m_counted.back()->counter;
}

LogCounters::Counted *LogCounters::append(QByteArrayView host, QByteArrayView instance)
{
    m_counted.push_back(std::unique_ptr<Counted>(
        new Counted{host.toByteArray(), instance.toByteArray(), TrafficCounter(m_zone)}));
    return m_counted.back().get();
}

void LogCounters::add(const LogEvent &event)
{
    if (event.line.isPostfix())
        counterFor(event.line).take(event);
    else if (event.kind == LogEventKind::NoLine)
        ++m_rest.framelessLines;
    else
        ++m_rest.foreignLines;
}

void LogCounters::gap(const LogGap &gap)
{
    ++m_rest.gapCount;
    if (m_rest.gaps.size() < mostGaps)
        m_rest.gaps.push_back(gap);
}

std::shared_ptr<const CountedTraffic> LogCounters::snapshot() const
{
    auto snapshot = std::make_shared<CountedTraffic>(m_rest);
    for (const auto &counted : m_counted) {
        const QString server = m_server.isEmpty() ? QString::fromUtf8(counted->host) : m_server;
        snapshot->parts.push_back({server, counted->instance, counted->counter.counts()});
    }
    return snapshot;
}

size_t LogCounters::residentBytes() const
{
    size_t bytes = sizeof(*this);
    for (const auto &counted : m_counted)
        bytes += counted->counter.residentBytes();
    return bytes;
}

}
