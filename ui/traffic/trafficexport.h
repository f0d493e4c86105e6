// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/logs/logcounters.h"

#include <memory>

namespace spoolscope {

enum class TrafficFormat { Html, Pdf, Text, Json };
inline constexpr std::array trafficFormats{
    TrafficFormat::Html, TrafficFormat::Pdf, TrafficFormat::Text, TrafficFormat::Json};

QString displayName(TrafficFormat format); ///< "PDF document"
QString suffixOf(TrafficFormat format); ///< "pdf"

/// The summary report, in one step: an older file stays whole until the new one is. Any thread.
Result<void> saveTraffic(const QString &file, const CountedTraffic &counted, TrafficFormat format);

}
