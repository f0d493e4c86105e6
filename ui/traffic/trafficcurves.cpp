// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficcurves.h"

#include "ui/style/colours.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(TrafficCurves)
};

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// What can be told apart by colour-blind eyes too (Okabe and Ito, 2008).
constexpr QColor blue(0x00, 0x72, 0xb2), green(0x00, 0x9e, 0x73), orange(0xe6, 0x9f, 0x00),
    vermilion(0xd5, 0x5e, 0x00), purple(0xcc, 0x79, 0xa7), sky(0x56, 0xb4, 0xe9),
    grey(0x7a, 0x82, 0x88);

/// Even steps that people count in, no finer than what is kept.
qint64 stepFor(qint64 span, qint64 least, size_t most)
{
    constexpr std::array<qint64, 10> steps{
        60, 120, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 86400, 7 * 86400};
    for (const qint64 step : steps)
        if (step >= least && span / step <= qint64(most))
            return step;
    return 30 * qint64(86400);
}

/// How much of the step that begins at `start` was counted. Else the last one, which has only
/// begun, would look as if the mail went away.
qint64 lengthOf(const TrafficSeries &series, qint64 kept, qint64 start, qint64 step, qint64 to)
{
    const qint64 end = to >= series.last() ? to : (to + kept - 1) / kept * kept;
    const qint64 until = std::min(start + step, end);
    const qint64 from = series.first() < until ? std::max(start, series.first()) : start;
    return std::max<qint64>(60, until - from);
}

/// The slots of the steps, empty where nothing was logged.
std::vector<TrafficSlot> slotsOf(
    const TrafficSeries &series, TrafficStep step, TrafficCurves &curves, qint64 from, qint64 to)
{
    std::vector<TrafficSlot> sums;
    const qint64 begin = from - ((from % curves.step) + curves.step) % curves.step;
    for (qint64 start = begin; start < to; start += curves.step) {
        curves.starts.push_back(start);
        curves.lengths.push_back(lengthOf(series, secondsOf(step), start, curves.step, to));
    }
    sums.resize(curves.starts.size());
    for (const TrafficPoint &point : series.points(step, begin, to)) {
        const auto index = size_t((point.start - begin) / curves.step);
        if (index < sums.size())
            sums[index].merge(point.slot);
    }
    return sums;
}

using Value = std::function<double(const TrafficSlot &)>;

void add(TrafficCurves &curves, const std::vector<TrafficSlot> &sums, const QString &name,
    const QString &key, const QColor &hue, const Value &value)
{
    TrafficCurve curve{name, key, hue, {}};
    for (const TrafficSlot &sum : sums)
        curve.values.push_back(value(sum));
    curves.curves.push_back(std::move(curve));
}

void addCount(TrafficCurves &curves, const std::vector<TrafficSlot> &sums, const QString &name,
    TrafficCount count, const QColor &hue)
{
    TrafficCurve curve{name, nameOf(count), hue, {}};
    for (size_t i = 0; i < sums.size(); ++i)
        curve.values.push_back(double(sums[i][count]) * 60 / double(curves.lengths[i]));
    curves.curves.push_back(std::move(curve));
}

void addShare(TrafficCurves &curves, const std::vector<TrafficSlot> &sums, const QString &name,
    TrafficCount part, TrafficCount whole, const QColor &hue)
{
    add(curves, sums, name, nameOf(part), hue, [=](const TrafficSlot &slot) {
        return slot[whole] == 0 ? nothing : 100.0 * double(slot[part]) / double(slot[whole]);
    });
}

void addMail(TrafficCurves &curves, const std::vector<TrafficSlot> &sums)
{
    addCount(curves, sums, Text::tr("received"), TrafficCount::Received, blue);
    addCount(curves, sums, Text::tr("delivered"), TrafficCount::Sent, green);
    addCount(curves, sums, Text::tr("deferred"), TrafficCount::Deferred, orange);
    addCount(curves, sums, Text::tr("bounced"), TrafficCount::Bounced, vermilion);
}

void addRejects(TrafficCurves &curves, const std::vector<TrafficSlot> &sums)
{
    addCount(curves, sums, u"RCPT"_s, TrafficCount::RejectedAtRcpt, vermilion);
    addCount(curves, sums, u"CONNECT"_s, TrafficCount::RejectedAtConnect, blue);
    addCount(curves, sums, u"HELO"_s, TrafficCount::RejectedAtHelo, sky);
    addCount(curves, sums, u"MAIL"_s, TrafficCount::RejectedAtMail, orange);
    addCount(curves, sums, u"DATA"_s, TrafficCount::RejectedAtData, green);
    addCount(curves, sums, Text::tr("end of message"), TrafficCount::RejectedAtEnd, purple);
    addCount(curves, sums, Text::tr("others"), TrafficCount::RejectedElsewhere, grey);
}

void addDelays(TrafficCurves &curves, const std::vector<TrafficSlot> &sums)
{
    const std::array<std::tuple<double, QString, QColor>, 3> shares{
        {{0.99, Text::tr("99 % within"), vermilion}, {0.9, Text::tr("90 % within"), orange},
            {0.5, Text::tr("half within"), green}}};
    for (const auto &[share, name, hue] : shares)
        add(curves, sums, name, u"sent"_s, hue, [share](const TrafficSlot &slot) {
            return slot[TrafficCount::Sent] == 0
                ? nothing
                : slot.delay(DelayPart::Total).percentile(share) / 1000;
        });
}

bool hasAny(const TrafficCurve &curve)
{
    return std::ranges::any_of(curve.values, [](double value) { return value > 0; });
}

}

qsizetype TrafficCurves::indexAt(qint64 time) const
{
    if (starts.empty() || time < starts.front() || time >= starts.back() + step)
        return -1;
    return qsizetype((time - starts.front()) / step);
}

QString TrafficCurves::valueText(double value) const
{
    if (std::isnan(value))
        return Text::tr("nothing");
    const int digits = value >= 100 || value == std::floor(value) ? 0 : value >= 10 ? 1 : 2;
    return QLocale().toString(value, 'f', digits) + u' ' + unit;
}

TrafficCurves curvesOf(
    const TrafficSeries &series, TrafficGraph graph, qint64 from, qint64 to, size_t most)
{
    TrafficCurves curves;
    if (series.last() == 0 || from >= to)
        return curves;
    const TrafficStep step = series.stepFor(from);
    curves.step = stepFor(to - from, secondsOf(step), most);
    const std::vector<TrafficSlot> sums = slotsOf(series, step, curves, from, to);
    curves.unit = graph == TrafficGraph::Tls ? u"%"_s
        : graph == TrafficGraph::Delays      ? u"s"_s
                                             : Text::tr("a minute");
    switch (graph) {
    case TrafficGraph::Mail:
        addMail(curves, sums);
        return curves;
    case TrafficGraph::Rejects:
        addRejects(curves, sums);
        break;
    case TrafficGraph::Tls:
        addShare(curves, sums, Text::tr("clients"), TrafficCount::SessionsInTls,
            TrafficCount::SessionsEnded, blue);
        addShare(curves, sums, Text::tr("other servers"), TrafficCount::SentInTls,
            TrafficCount::SentRemotely, green);
        break;
    case TrafficGraph::Logins:
        addCount(curves, sums, Text::tr("failed"), TrafficCount::LoginFailures, vermilion);
        addCount(curves, sums, Text::tr("authenticated"), TrafficCount::Logins, green);
        break;
    case TrafficGraph::Delays:
        addDelays(curves, sums);
        break;
    }
    std::erase_if(curves.curves, [](const TrafficCurve &curve) { return !hasAny(curve); });
    return curves;
}

QString titleOf(TrafficGraph graph)
{
    switch (graph) {
    case TrafficGraph::Mail:
        return Text::tr("Mail a minute");
    case TrafficGraph::Rejects:
        return Text::tr("Rejects");
    case TrafficGraph::Tls:
        return Text::tr("TLS");
    case TrafficGraph::Logins:
        return Text::tr("Logins");
    case TrafficGraph::Delays:
        return Text::tr("Delays");
    }
    Q_UNREACHABLE_RETURN({});
}

QColor lineColour(const TrafficCurve &curve, const QPalette &palette)
{
    return colours::readable(
        curve.hue, palette.color(QPalette::Base), palette.color(QPalette::Window), 4.5);
}

}
