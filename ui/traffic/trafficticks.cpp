// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficticks.h"

#include <QDateTime>
#include <QLocale>

#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 minute = 60, hour = 3600, day = 86400;

qint64 stepFor(qint64 span, int most)
{
    constexpr std::array steps{minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute,
        30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day,
        30 * day, 90 * day};
    for (const qint64 step : steps)
        if (span / step < most)
            return step;
    constexpr qint64 year = 365 * day;
    return year * (1 + span / year / most);
}

QString textOf(const QDateTime &time, qint64 step, qint64 span)
{
    const QLocale locale;
    if (step >= 30 * day)
        return locale.toString(time.date(), u"MMM yyyy"_s);
    const bool isMidnight = time.time().msecsSinceStartOfDay() == 0;
    if (step >= day || (isMidnight && span > day / 2))
        return locale.toString(time.date(), u"ddd d"_s);
    return time.time().toString(u"HH:mm"_s);
}

}

std::vector<TrafficTick> trafficTicks(qint64 from, qint64 to, int most, const QTimeZone &zone)
{
    std::vector<TrafficTick> ticks;
    if (from >= to || most < 1)
        return ticks;
    const qint64 step = stepFor(to - from, most);
    // Days by the date: with summer time they are not all as long.
    const QDate first = QDateTime::fromSecsSinceEpoch(from, zone).date();
    if (step >= day) {
        const qint64 days = step / day;
        const qint64 back = first.toJulianDay() % days;
        for (QDate date = first.addDays(-back); date.startOfDay(zone).toSecsSinceEpoch() < to;
            date = date.addDays(days)) {
            const QDateTime time = date.startOfDay(zone);
            if (time.toSecsSinceEpoch() >= from)
                ticks.push_back({time.toSecsSinceEpoch(), textOf(time, step, to - from)});
        }
        return ticks;
    }
    const qint64 midnight = first.startOfDay(zone).toSecsSinceEpoch();
    for (qint64 time = midnight; time < to; time += step) {
        // After a change of the clock the next round time is not a step away.
        const QDateTime shown = QDateTime::fromSecsSinceEpoch(time, zone);
        const qint64 past = shown.time().msecsSinceStartOfDay() / 1000 % step;
        if (past != 0)
            time += past <= step / 2 ? -past : step - past;
        if (time >= from && time < to && (ticks.empty() || ticks.back().time < time))
            ticks.push_back(
                {time, textOf(QDateTime::fromSecsSinceEpoch(time, zone), step, to - from)});
    }
    return ticks;
}

}
