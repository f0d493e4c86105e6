// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterrun.h"
#include "core/queue/groupvalues.h"

#include <array>
#include <span>

namespace spoolscope {

struct FacetValue
{
    QByteArray value; ///< as QueueGroup::value
    qint64 messages = 0;

    bool operator==(const FacetValue &) const = default;
};

/// What there is to choose from for one key.
struct Facet
{
    std::vector<FacetValue> values; ///< most messages first, then by value; not all of them
    qint64 distinct = 0; ///< how many there are

    bool operator==(const Facet &) const = default;
};

using Facets = std::array<Facet, allGroupKeys.size()>; ///< by key; that of Reason stays empty

struct FacetRequest
{
    Filter filter = Filter::everything();
    /// By key: values that do not hold this text, in any case, are left out.
    std::array<QString, allGroupKeys.size()> searches = {};
    size_t most = 50; ///< values of one key
};

/// One snapshot of the fleet, as it is filtered and counted.
struct FacetSource
{
    CountedSnapshot counted;
    FilterContext context;
};

/// Counts messages by all keys at once. A key's counts are of the messages that match all of the
/// filter but its own choices (FacetFilter), so that they say what another choice would find; a
/// message counts once for each value it has, and one without recipients for none of theirs, nor
/// one of unknown origin for any client, user or subject. Nothing when stopped. For a worker
/// thread; pure.
std::optional<Facets> countFacets(const FacetRequest &request, std::span<const FacetSource> sources,
    const std::stop_token &stop = {});

}
