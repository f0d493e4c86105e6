// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/storedtraffic.h"

#include <QString>

/// The lines behind a number, in the language of the log page's filter. Pure.
namespace spoolscope::trafficwords {

/// Of a value of a chart: "since:... until:... status:deferred". `key`: TrafficCurve::key.
QString filterFor(const QString &key, const TrafficRange &range);
/// Of a row of a list; of some lists those that are like it, as their texts leave out what differs
/// from one line to the next.
QString filterFor(TopList list, const QByteArray &text, const TrafficRange &range);
/// Of an instance. `server`: as shown.
QString filterFor(const QString &server, const QByteArray &instance, const TrafficRange &range);

QString titleOf(TopList list); ///< "Senders"
QString secondOf(TopList list); ///< heading of the second count; empty: there is none
QString countOf(TopList list); ///< heading of the first one

}
