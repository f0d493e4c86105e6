// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/refreshpace.h"

#include <algorithm>

namespace spoolscope::refreshpace {

namespace {

constexpr int share = 50; ///< the cost may be one part in so many

}

milliseconds pauseAfterCount(milliseconds cost)
{
    return std::clamp<milliseconds>(cost * share, shortestCount, longest);
}

milliseconds pauseAfterListing(milliseconds cost)
{
    return std::clamp<milliseconds>(cost * share, shortestListing, longest);
}

bool isListingDue(const Look &look)
{
    const milliseconds pause = pauseAfterListing(look.listingCost);
    if (!look.hasCounts)
        return look.sinceListing >= std::max(pause, shortestUncounted);
    return look.sinceListing >= (look.hasChanged ? pause : std::min(pause * quietFactor, longest));
}

}
