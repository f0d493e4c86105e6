// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/trafficcounter.h"

#include <QDateTime>

#include <chrono>
#include <cstring>

namespace spoolscope {

namespace {

constexpr qint64 perMinute = 60'000'000; // microseconds
constexpr qint64 tolerance = 86400; // seconds that a server's clock may be ahead

/// A clock that is wrong by years, as before its server heard of the time, must not push the rest
/// out of the series.
bool isPlausible(qint64 seconds)
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return seconds <= std::chrono::duration_cast<std::chrono::seconds>(now).count() + tolerance;
}

/// "+02:00" of an RFC 3339 stamp, in seconds; 0 for "Z", none for another stamp.
std::optional<qint64> writtenZone(QByteArrayView line)
{
    if (line.size() < 26 || line[4] != '-' || line[10] != 'T')
        return {};
    qsizetype at = 19;
    while (at < line.size() && (line[at] == '.' || (line[at] >= '0' && line[at] <= '9')))
        ++at;
    if (at < line.size() && line[at] == 'Z')
        return 0;
    if (at + 6 > line.size() || (line[at] != '+' && line[at] != '-') || line[at + 3] != ':')
        return {};
    const auto digit = [&](qsizetype i) { return qint64(line[at + i] - '0'); };
    const qint64 seconds = ((digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5)) * 60;
    return std::abs(seconds) > 86400 ? 0 : line[at] == '-' ? -seconds : seconds;
}

TrafficCount ofSeverity(LogSeverity severity)
{
    switch (severity) {
    case LogSeverity::Error:
        return TrafficCount::Errors;
    case LogSeverity::Fatal:
        return TrafficCount::Fatals;
    case LogSeverity::Panic:
        return TrafficCount::Panics;
    default:
        return TrafficCount::Warnings;
    }
}

/// "warning: " goes.
QByteArrayView withoutSeverity(QByteArrayView message, LogSeverity severity)
{
    const QLatin1StringView word = nameOf(severity);
    const qsizetype at = message.indexOf(QByteArrayView(word));
    const qsizetype end = at + word.size() + 2;
    return at < 0 || end > message.size() ? message : message.sliced(end);
}

}

TrafficCounter::TrafficCounter(QTimeZone zone) : m_zone(std::move(zone))
{
}

void TrafficCounter::beginMinute(const LogEvent &event)
{
    const qint64 minute = event.line.time / perMinute;
    m_counts.take(m_minute * 60, m_ahead, m_slot);
    m_slot = {};
    m_slot.mostSessions = m_sessions.open();
    m_minute = event.line.time > 0 && isPlausible(minute * 60) ? minute : 0;
    const auto written = writtenZone(event.line.raw);
    m_ahead = written
        ? *written
        : m_zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(m_minute * 60, QTimeZone::utc()));
}

void TrafficCounter::take(const LogEvent &event)
{
    if (!event.line.isPostfix())
        return;
    // Where the time is not plausible every line goes by here, which does no harm but time.
    if (event.line.time / perMinute != m_minute)
        beginMinute(event);
    TrafficPlace place{m_slot, m_counts};
    countLine(event, place);
    count(event, place);
}

void TrafficCounter::countLine(const LogEvent &event, TrafficPlace &place)
{
    place.add(TrafficCount::Lines);
    ++m_counts.events[size_t(event.kind)];
    const qint64 time = event.line.time;
    if (m_counts.firstTime == 0 || (time < m_counts.firstTime && time > 0))
        m_counts.firstTime = time;
    m_counts.lastTime = std::max(m_counts.lastTime, time);
    // "warning: header Subject: ..." is a check's action and no trouble.
    if (event.severity != LogSeverity::Info && event.kind != LogEventKind::RejectWarning)
        countHealth(event, place);
}

void TrafficCounter::countHealth(const LogEvent &event, TrafficPlace &place)
{
    const size_t daemon = std::min(size_t(event.line.daemon), countedDaemons - 1);
    ++m_counts.severities[daemon][size_t(event.severity)];
    place.add(ofSeverity(event.severity));
    const QByteArrayView text = withoutSeverity(event.line.message, event.severity);
    const QByteArray &reason = m_warnings.of(text).text;
    std::array<char, TopSketch::longestText> shown;
    size_t size = 0;
    const auto put = [&](QByteArrayView bytes) {
        const size_t part = std::min(size_t(bytes.size()), shown.size() - size);
        std::memcpy(shown.data() + size, bytes.data(), part);
        size += part;
    };
    put(event.line.daemonName);
    put(" ");
    put(QByteArrayView(nameOf(event.severity)));
    put(": ");
    put(reason);
    ++place.top(TopList::Warnings, {shown.data(), qsizetype(size)}).count;
}

void TrafficCounter::count(const LogEvent &event, TrafficPlace &place)
{
    switch (event.kind) {
    case LogEventKind::Connect:
        return m_sessions.connect(event, place);
    case LogEventKind::Disconnect:
        return m_sessions.disconnect(event, place);
    case LogEventKind::Client:
        return m_messages.client(event, place);
    case LogEventKind::Pickup:
        return m_messages.pickup(event, place);
    case LogEventKind::Queued:
        return m_messages.queued(event, place);
    case LogEventKind::Delivery:
        m_sessions.delivery(event, place);
        return m_messages.delivery(event, place);
    case LogEventKind::Removed:
        return m_messages.removed(event);
    case LogEventKind::Tls:
        return m_sessions.tls(event, place);
    case LogEventKind::SaslFailure:
        return m_sessions.saslFailure(event, place);
    case LogEventKind::Reject:
        return m_refusals.reject(event, place);
    case LogEventKind::MilterReject:
        return m_refusals.milterReject(event, place);
    default:
        return countRest(event, place);
    }
}

void TrafficCounter::countRest(const LogEvent &event, TrafficPlace &place)
{
    switch (event.kind) {
    case LogEventKind::RejectWarning:
    case LogEventKind::Hold:
    case LogEventKind::Discard:
    case LogEventKind::Redirect:
    case LogEventKind::Filter:
    case LogEventKind::OtherCheck:
        return m_refusals.other(event, place);
    case LogEventKind::MilterOther:
        return m_refusals.milterOther(event, place);
    case LogEventKind::PostscreenConnect:
    case LogEventKind::PostscreenPass:
    case LogEventKind::PostscreenListed:
    case LogEventKind::PostscreenTest:
    case LogEventKind::DnsListed:
        return m_refusals.screen(event, place);
    case LogEventKind::LostConnection:
        return place.add(TrafficCount::LostConnections);
    case LogEventKind::Timeout:
        return place.add(TrafficCount::Timeouts);
    case LogEventKind::Expired:
        return place.add(TrafficCount::Expired);
    case LogEventKind::Start:
        return place.add(TrafficCount::Starts);
    case LogEventKind::Reload:
        return place.add(TrafficCount::Reloads);
    case LogEventKind::ProcessEnd:
        return place.add(TrafficCount::ProcessFailures);
    case LogEventKind::Throttle:
        return place.add(TrafficCount::Throttles);
    case LogEventKind::Unparsed:
        ++m_counts.unparsed[std::min(size_t(event.line.daemon), countedDaemons - 1)];
        return place.add(TrafficCount::Unparsed);
    default:
        return;
    }
}

TrafficCounts TrafficCounter::counts() const
{
    TrafficCounts counts = m_counts;
    counts.take(m_minute * 60, m_ahead, m_slot);
    return counts;
}

size_t TrafficCounter::residentBytes() const
{
    return sizeof(*this) + m_counts.topBytes() + m_messages.residentBytes();
}

}
