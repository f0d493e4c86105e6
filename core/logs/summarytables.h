// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logsummary.h"

/// The tables that summarize() puts together. Each is of all instances.
namespace spoolscope::summarytables {

SummaryTable messages(const TrafficCounts &counts);
SummaryTable perDay(const TrafficCounts &counts);
SummaryTable perHour(const TrafficCounts &counts);
SummaryTable delays(const TrafficCounts &counts);
SummaryTable rejects(const TrafficCounts &counts); ///< by phase and by whom
SummaryTable connections(const TrafficCounts &counts);
SummaryTable health(const TrafficCounts &counts);
SummaryTable reading(const CountedTraffic &counted, const TrafficCounts &counts);
/// A list with its count and, where `second` is not empty, the other count under that head.
SummaryTable list(
    const TopSketch &top, size_t most, const QString &title, const QString &second = {});
SummaryTable addresses(const TopSketch &top, size_t most, const QString &title,
    quint64 TopEntry::*by); ///< with bytes
SummaryTable domains(const TopSketch &top, size_t most, const QString &title,
    const QString &second); ///< with bytes and delays

}
