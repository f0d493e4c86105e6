// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trafficcounts.h"

#include <QColor>
#include <QPalette>
#include <QString>

namespace spoolscope {

/// What a chart of the traffic page shows.
enum class TrafficGraph {
    Mail, ///< a minute: received, delivered, deferred, bounced
    Rejects, ///< a minute, by the phase of the SMTP dialogue
    Tls, ///< shares in per cent
    Logins, ///< a minute
    Delays, ///< percentiles in seconds
};

struct TrafficCurve
{
    QString name; ///< as it stands beside the line
    QString key; ///< stable: "rejected_at_rcpt"; what a click asks for
    QColor hue; ///< before it is fitted to a palette
    std::vector<double> values; ///< one for each start; NaN: nothing to tell
};

/// Values over time, ready to be drawn. Pure.
struct TrafficCurves
{
    std::vector<qint64> starts; ///< seconds since 1970, evenly spaced
    qint64 step = 60; ///< seconds from one to the next
    /// Seconds of each step that were counted: fewer where the log begins, or the time is now.
    std::vector<qint64> lengths;
    QString unit; ///< "a minute", "%", "s"
    std::vector<TrafficCurve> curves; ///< none is 0 all along, but for mail

    bool isEmpty() const { return curves.empty() || starts.empty(); }
    /// The one that `time` falls in; -1 for none.
    qsizetype indexAt(qint64 time) const;
    /// What a value is, with its unit: "3.2 a minute".
    QString valueText(double value) const;
};

/// Of [from, to), seconds since 1970, in no more than `most` steps.
TrafficCurves curvesOf(
    const TrafficSeries &series, TrafficGraph graph, qint64 from, qint64 to, size_t most = 240);

QString titleOf(TrafficGraph graph);

/// The curve's colour as a line on the palette's base.
QColor lineColour(const TrafficCurve &curve, const QPalette &palette);

}
