// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logclock.h"

#include "core/logs/logwords.h"

#include <QDateTime>

#include <chrono>

namespace spoolscope {

namespace {

constexpr qint64 perSecond = 1'000'000;
constexpr qint64 perMinute = 60;
constexpr qint64 perHour = 60 * perMinute;
constexpr qint64 perDay = 24 * perHour;

/// Clocks are set back, and servers' lines mixed, by less than this.
constexpr qint64 yearTolerance = 2 * perDay;
/// A clock may be ahead of the one that `newest` was read from.
constexpr qint64 newestTolerance = perDay + perHour;
/// Where an hour comes twice: a step back by more is the second one.
constexpr qint64 foldTolerance = perMinute;

// Mmm dd hh:mm:ss
constexpr qsizetype shortMinute = 12;
constexpr qsizetype shortSize = 15;
// yyyy-mm-ddThh:mm:ss
constexpr qsizetype fullMinute = 16;
constexpr qsizetype fullSize = 19;

constexpr int twoDigits(const char *at)
{
    return LogWords::isDigit(at[0]) && LogWords::isDigit(at[1]) ? (at[0] - '0') * 10 + (at[1] - '0')
                                                                : -1;
}

/// 1 to 12; 0 for none.
int monthNamed(const char *at)
{
    constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t i = 0; i < names.size(); i += 3)
        if (names.compare(i, 3, std::string_view(at, 3)) == 0)
            return int(i / 3) + 1;
    return 0;
}

bool isDate(int year, int month, int day)
{
    const std::chrono::year_month_day date{std::chrono::year(year),
        std::chrono::month(unsigned(month)), std::chrono::day(unsigned(day))};
    return date.ok();
}

/// Seconds since 1970 as if local time were UTC.
qint64 localSeconds(int year, int month, int day, qint64 secondOfDay)
{
    const std::chrono::sys_days date{std::chrono::year(year) / std::chrono::month(unsigned(month))
        / std::chrono::day(unsigned(day))};
    return date.time_since_epoch().count() * perDay + secondOfDay;
}

int yearOf(qint64 seconds)
{
    const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    return int(std::chrono::year_month_day(day).year());
}

/// ".123456", as far as there is one, in microseconds.
qint64 takeFraction(LogWords &words)
{
    if (!words.take('.') && !words.take(','))
        return 0;
    qint64 micros = 0;
    qint64 place = perSecond / 10;
    for (const char digit : words.takeDigits()) {
        micros += (digit - '0') * place;
        place /= 10;
    }
    return micros;
}

/// "Z", "+01:00" or "+0100": seconds east of Greenwich.
std::optional<qint64> takeZone(LogWords &words)
{
    if (words.take('Z') || words.take('z'))
        return 0;
    const bool isWest = words.front() == '-';
    if (words.size() < 5 || !(isWest || words.front() == '+'))
        return std::nullopt;
    const QByteArrayView text = words.rest();
    const qsizetype minutesAt = text[3] == ':' ? 4 : 3;
    if (text.size() < minutesAt + 2)
        return std::nullopt;
    const int hours = twoDigits(text.data() + 1);
    const int minutes = twoDigits(text.data() + minutesAt);
    if (hours < 0 || minutes < 0)
        return std::nullopt;
    words.skip(minutesAt + 2);
    const qint64 east = hours * perHour + minutes * perMinute;
    return isWest ? -east : east;
}

constexpr bool isTimeOfDay(int hour, int minute)
{
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

constexpr bool isSecond(int second)
{
    return second >= 0 && second <= 60; // a leap second's
}

}

LogClock::LogClock(QTimeZone zone, qint64 newest)
    : m_zone(zone.isValid() ? std::move(zone) : QTimeZone::utc())
    , m_isUtc(m_zone == QTimeZone::utc())
    , m_newest(newest)
{
}

qsizetype LogClock::read(QByteArrayView line, qint64 &time)
{
    if (line.size() <= shortSize)
        return 0;
    return LogWords::isDigit(line.front()) ? readFull(line, time) : readShort(line, time);
}

qsizetype LogClock::readShort(QByteArrayView line, qint64 &time)
{
    const int second = twoDigits(line.data() + shortMinute + 1);
    if (line[shortMinute] != ':' || !isSecond(second) || !LogWords::isUpper(line.front()))
        return 0;
    if (std::memcmp(line.data(), m_short.text.data(), shortMinute) != 0 && !enterShort(line))
        return 0;
    LogWords words(line.sliced(shortSize));
    const qint64 fraction = takeFraction(words);
    if (!words.take(' '))
        return 0;
    m_last = m_short.start + second;
    time = m_last * perSecond + fraction;
    return line.size() - words.size();
}

bool LogClock::enterShort(QByteArrayView line)
{
    const char *at = line.data();
    const int month = monthNamed(at);
    const int day = at[4] == ' ' && LogWords::isDigit(at[5]) ? at[5] - '0' : twoDigits(at + 4);
    const int hour = twoDigits(at + 7);
    const int minute = twoDigits(at + 10);
    if (month == 0 || at[3] != ' ' || day < 1 || at[6] != ' ' || at[9] != ':'
        || !isTimeOfDay(hour, minute))
        return false;
    const qint64 secondOfDay = hour * perHour + minute * perMinute;
    const auto year = yearFor(month, day, secondOfDay);
    if (!year)
        return false;
    const qint64 local = localSeconds(*year, month, day, secondOfDay);
    m_short.start = utcFor(local);
    m_lastLocal = local;
    m_hasLast = true;
    std::memcpy(m_short.text.data(), at, shortMinute);
    return true;
}

qint64 LogClock::latest() const
{
    return (m_newest > 0 ? m_newest : QDateTime::currentSecsSinceEpoch()) + newestTolerance;
}

std::optional<int> LogClock::yearFor(int month, int day, qint64 secondOfDay) const
{
    constexpr int mostBetweenLeapYears = 8; // 1896 and 1904, 2096 and 2104
    const qint64 most = latest();
    const auto local = [&](int year) { return localSeconds(year, month, day, secondOfDay); };
    if (m_hasLast) {
        const int first = yearOf(m_lastLocal) - 1;
        for (int year = first; year <= first + 1 + mostBetweenLeapYears; ++year)
            if (isDate(year, month, day) && local(year) >= m_lastLocal - yearTolerance) {
                if (local(year) <= most)
                    return year;
                break;
            }
    }
    const int last = yearOf(most);
    for (int year = last; year >= last - mostBetweenLeapYears; --year)
        if (isDate(year, month, day) && local(year) <= most)
            return year;
    return std::nullopt;
}

qint64 LogClock::utcFor(qint64 local) const
{
    if (m_isUtc)
        return local;
    const auto offsetAt
        = [this](qint64 utc) { return m_zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(utc)); };
    // Of two days that the change of an hour lies between, if there is one.
    const qint64 early = local - offsetAt(local - perDay);
    const qint64 late = local - offsetAt(local + perDay);
    const bool isEarly = early + offsetAt(early) == local;
    const bool isLate = late + offsetAt(late) == local;
    if (!isEarly || !isLate || early == late)
        return isLate && !isEarly ? late : early;
    const qint64 first = std::min(early, late);
    return m_hasLast && first < m_last - foldTolerance ? std::max(early, late) : first;
}

qsizetype LogClock::readFull(QByteArrayView line, qint64 &time)
{
    if (line.size() <= fullSize)
        return 0;
    const int second = twoDigits(line.data() + fullMinute + 1);
    if (line[fullMinute] != ':' || !isSecond(second))
        return 0;
    if (std::memcmp(line.data(), m_full.text.data(), fullMinute) != 0 && !enterFull(line))
        return 0;
    LogWords words(line.sliced(fullSize));
    const qint64 fraction = takeFraction(words);
    const auto east = takeZone(words);
    if (!words.take(' '))
        return 0;
    const qint64 start = east ? m_full.start - *east : utcFor(m_full.start);
    if (!east) {
        m_last = start + second;
        m_hasLast = true;
        m_lastLocal = m_full.start;
    }
    time = (start + second) * perSecond + fraction;
    return line.size() - words.size();
}

bool LogClock::enterFull(QByteArrayView line)
{
    const char *at = line.data();
    const int century = twoDigits(at);
    const int yearOfCentury = twoDigits(at + 2);
    const int month = twoDigits(at + 5);
    const int day = twoDigits(at + 8);
    const int hour = twoDigits(at + 11);
    const int minute = twoDigits(at + 14);
    if (century < 19 || yearOfCentury < 0 || at[4] != '-' || month < 1 || at[7] != '-' || day < 1
        || !(at[10] == 'T' || at[10] == ' ') || at[13] != ':' || !isTimeOfDay(hour, minute)
        || !isDate(century * 100 + yearOfCentury, month, day))
        return false;
    m_full.start = localSeconds(
        century * 100 + yearOfCentury, month, day, hour * perHour + minute * perMinute);
    std::memcpy(m_full.text.data(), at, fullMinute);
    return true;
}

}
