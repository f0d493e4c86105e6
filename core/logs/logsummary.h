// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logcounters.h"

#include <QJsonObject>

namespace spoolscope {

struct SummaryOptions
{
    QTimeZone zone = QTimeZone::utc(); ///< in which times are shown
    size_t most = 10; ///< rows of each list
};

/// A part of a report: numbers, and in the last column what they are of. The texts are shown as
/// they are; what came from a log went through text::visible.
struct SummaryTable
{
    QString title;
    QStringList heads; ///< of the columns; may be empty
    std::vector<QStringList> rows;
    QString note; ///< a sentence below it; may be empty
};

/// What happened, for a person: in the spirit of pflogsumm(1), whose figures have the same names
/// and definitions (docs/logs.md). Tables without rows are left out.
struct LogSummary
{
    QString title;
    QStringList facts; ///< one line each: whose logs, from when to when, what is missing
    std::vector<SummaryTable> tables;
};

LogSummary summarize(const CountedTraffic &counted, const SummaryOptions &options = {});

QString summaryText(const LogSummary &summary); ///< for a terminal or a mail
/// A page that stands by itself: no scripts, nothing that is loaded. All text is escaped. Fit for
/// QTextDocument.
QString summaryHtml(const LogSummary &summary);

/// The same figures for programs, and more of them: names do not change.
QJsonObject summaryJson(const CountedTraffic &counted, const SummaryOptions &options = {});

/// Percentiles of a delay that a summary shows.
inline constexpr std::array summaryShares{0.5, 0.9, 0.95, 0.99};

}
