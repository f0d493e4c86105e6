// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filter.h"

#include <optional>
#include <span>
#include <vector>

namespace spoolscope {

/// A range of ages (seconds) or sizes (bytes), as messages are counted by them.
struct ValueBand
{
    qint64 from = 0;
    std::optional<qint64> to = {}; ///< not within; unset: no end

    bool operator==(const ValueBand &) const = default;
};

std::span<const ValueBand> ageBands(); ///< ascending, without gaps, from 0
std::span<const ValueBand> sizeBands();

/// The index of the band that holds the value; what is below 0 is in the first.
size_t bandOf(std::span<const ValueBand> bands, qint64 value);

/// "age>=1h age<4h": the terms that mean the band; one or two.
std::vector<FilterNode> bandTerms(FilterField field, const ValueBand &band);
/// The same as one node, and as text: what a group of such messages is called.
FilterNode bandNode(FilterField field, const ValueBand &band);
QByteArray bandName(FilterField field, const ValueBand &band);

}
