// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trafficcounts.h"

#include <QString>

namespace spoolscope::trafficwords {

/// The lines behind a value of a chart, in the language of the log page's filter:
/// "since:... until:... status:deferred". `key`: TrafficCurve::key. Seconds since 1970.
QString filterFor(const QString &key, qint64 from, qint64 to);
/// The lines behind a row of a list; empty where no filter names them.
QString filterFor(TopList list, const QByteArray &text, qint64 from, qint64 to);

QString titleOf(TopList list); ///< "Senders"
QString secondOf(TopList list); ///< heading of the second count; empty: there is none
QString countOf(TopList list); ///< heading of the first one

}
