// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapewords.h"

#include "core/base/textsafety.h"
#include "ui/style/humanize.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace spoolscope::shapewords {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 300; ///< bytes of a domain that are shown
constexpr qint64 minutesADay = 24 * 60;
constexpr qint64 mostMinutes = 120; ///< what is longer is said in hours

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Shape)
};

struct Bounds
{
    qint64 first = 0;
    std::optional<qint64> end; ///< minutes
};

Bounds boundsOf(const QueueShape &shape, int bucket)
{
    const std::vector<qint64> starts = shape.bucketStarts();
    const auto next = size_t(bucket) + 1;
    return {
        starts[size_t(bucket)], next < starts.size() ? std::optional(starts[next]) : std::nullopt};
}

enum class Unit { Minutes, Hours, Days };

/// The one that both are short in.
Unit unitFor(qint64 first, qint64 last)
{
    if (last <= mostMinutes)
        return Unit::Minutes;
    return first % minutesADay == 0 && last % minutesADay == 0 ? Unit::Days : Unit::Hours;
}

/// "80", "1:20" for 80 minutes in hours, "2".
QString inUnit(qint64 minutes, Unit unit)
{
    const QLocale locale;
    if (unit == Unit::Minutes)
        return locale.toString(minutes);
    if (unit == Unit::Days)
        return locale.toString(minutes / minutesADay);
    const QString hours = locale.toString(minutes / 60);
    return minutes % 60 == 0 ? hours : u"%1:%2"_s.arg(hours).arg(minutes % 60, 2, 10, QChar(u'0'));
}

QString nameOf(Unit unit)
{
    return unit == Unit::Minutes ? Words::tr("min")
        : unit == Unit::Hours    ? Words::tr("h")
                                 : Words::tr("d");
}

}

QString duration(qint64 minutes)
{
    const QLocale locale;
    QStringList parts;
    const auto add = [&](qint64 number, const QString &unit) {
        if (number > 0)
            parts.append(locale.toString(number) + u' ' + unit);
    };
    add(minutes / minutesADay, Words::tr("d"));
    add(minutes % minutesADay / 60, Words::tr("h"));
    add(minutes % 60, Words::tr("min"));
    return parts.isEmpty() ? locale.toString(0) + u' ' + Words::tr("min") : parts.join(u' ');
}

QString bucketHead(const QueueShape &shape, int bucket)
{
    const auto [first, end] = boundsOf(shape, bucket);
    if (!end && first == 0)
        return Words::tr("any age");
    const Unit unit = unitFor(first, end.value_or(first));
    if (!end)
        return Words::tr("≥ %1 %2").arg(inUnit(first, unit), nameOf(unit));
    if (first == 0)
        return Words::tr("< %1 %2").arg(inUnit(*end, unit), nameOf(unit));
    return Words::tr("%1–%2 %3").arg(inUnit(first, unit), inUnit(*end, unit), nameOf(unit));
}

QString bucketAge(const QueueShape &shape, int bucket)
{
    return agesText(shape, bucket, bucket);
}

QString agesText(const QueueShape &shape, int first, int last)
{
    const qint64 start = boundsOf(shape, first).first;
    const std::optional<qint64> end = boundsOf(shape, last).end;
    if (!end)
        return start == 0 ? Words::tr("of any age")
                          : Words::tr("%1 old or older").arg(duration(start));
    if (start == 0)
        return Words::tr("less than %1 old").arg(duration(*end));
    return Words::tr("%1 to %2 old").arg(duration(start), duration(*end));
}

QString domainHead(const ShapeRow &row)
{
    if (row.domain.isEmpty())
        return Words::tr("(empty)");
    return text::visibleStart(row.domain, longestName);
}

QString counted(qint64 count, bool bySender)
{
    // Plural forms take an int; what is larger has the same one.
    const int number = int(std::min<qint64>(count, std::numeric_limits<int>::max()));
    return bySender ? Words::tr("%Ln message(s)", nullptr, number)
                    : Words::tr("%Ln recipient(s)", nullptr, number);
}

QString share(qint64 part, qint64 whole)
{
    if (whole == 0)
        return {};
    const double percent = 100.0 * double(part) / double(whole);
    if (part > 0 && percent < 1)
        return Words::tr("< 1 %");
    if (part < whole && percent > 99)
        return Words::tr("> 99 %");
    return Words::tr("%1 %").arg(QLocale().toString(std::llround(percent)));
}

QStringList cell(const ShapePicture &picture, const ShapeRow &row, int bucket)
{
    const qint64 count = row.counts[size_t(bucket)];
    const bool isTotal = &row == &picture.shape.all;
    QStringList lines{isTotal ? Words::tr("All domains") : domainHead(row),
        counted(count, picture.settings.options.bySender) + u", "_s
            + bucketAge(picture.shape, bucket)};
    if (isTotal)
        lines.append(Words::tr("%1 of all").arg(share(count, row.total)));
    else if (count > 0)
        lines.append(Words::tr("%1 of this domain, %2 of all that old")
                .arg(share(count, row.total),
                    share(count, picture.shape.all.counts[size_t(bucket)])));
    return lines;
}

QStringList total(const ShapePicture &picture, const ShapeRow &row)
{
    const bool isTotal = &row == &picture.shape.all;
    QStringList lines{isTotal ? Words::tr("All domains") : domainHead(row),
        counted(row.total, picture.settings.options.bySender)};
    if (!isTotal)
        lines.append(Words::tr("%1 of all").arg(share(row.total, picture.shape.all.total)));
    return lines;
}

QString title(const ShapeSettings &settings)
{
    return settings.options.bySender ? Words::tr("Messages by sender's domain and age")
                                     : Words::tr("Recipients by domain and age");
}

QString queues(const ShapeSettings &settings)
{
    if (settings.queues.size() == listedQueues.size())
        return Words::tr("all queues");
    QStringList names;
    for (const QueueName queue : settings.queues)
        names.append(toString(queue));
    return names.join(u", "_s);
}

}
