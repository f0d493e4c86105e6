// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QTimeZone>

#include <vector>

namespace spoolscope {

/// A mark on an axis of time.
struct TrafficTick
{
    qint64 time = 0; ///< seconds since 1970
    QString text; ///< "14:30", "Mon 28", as wide as the step needs

    bool operator==(const TrafficTick &) const = default;
};

/// Round times in [from, to), no more than `most` (or one), at even distances by the clock on the
/// wall; at least the day where a time would not say which. Pure.
std::vector<TrafficTick> trafficTicks(
    qint64 from, qint64 to, int most, const QTimeZone &zone = QTimeZone::systemTimeZone());

}
