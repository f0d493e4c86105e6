// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logrecord.h"

#include <QHashFunctions>

#include <algorithm>
#include <functional>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array statusNames{""_L1, "sent"_L1, "deferred"_L1, "bounced"_L1, "expired"_L1,
    "deliverable"_L1, "undeliverable"_L1, ""_L1};
static_assert(statusNames.size() == logStatusCount);

}

QLatin1StringView nameOf(LogStatus status)
{
    return statusNames[size_t(status)];
}

LogStatus logStatusOf(QByteArrayView word)
{
    if (word.isEmpty())
        return LogStatus::None;
    const auto match = std::ranges::find_if(statusNames,
        [&](QLatin1StringView name) { return QByteArrayView(name.data(), name.size()) == word; });
    return match == statusNames.end() ? LogStatus::Other : LogStatus(match - statusNames.begin());
}

namespace {

template <typename Combine> void combine(LogTally &tally, const LogTally &other, Combine how)
{
    const auto all
        = [&](auto &to, const auto &from) { std::ranges::transform(to, from, to.begin(), how); };
    all(tally.daemons, other.daemons);
    all(tally.severities, other.severities);
    all(tally.statuses, other.statuses);
    tally.lines = how(tally.lines, other.lines);
}

}

void LogTally::add(const LogTally &other)
{
    combine(*this, other, std::plus());
}

void LogTally::subtract(const LogTally &other)
{
    combine(*this, other, std::minus());
}

quint32 logIdHash(QByteArrayView id)
{
    const size_t hash = qHash(id, 0);
    return quint32(hash ^ (hash >> 32));
}

}
