// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <optional>

namespace spoolscope {

/// How often a queue is looked at unasked: counted often, listed seldom. What a look costs the
/// server decides when the next one may be, so that each kind takes at most two hundredths of its
/// time. Pure.
namespace refreshpace {

using std::chrono::milliseconds;

inline constexpr milliseconds shortestCount = std::chrono::seconds(10);
inline constexpr milliseconds shortestListing = std::chrono::seconds(20);
/// For a queue that cannot be counted, so that every look is a listing.
inline constexpr milliseconds shortestUncounted = std::chrono::minutes(1);
inline constexpr milliseconds longest = std::chrono::minutes(30);
/// A queue whose counts stay the same is listed this many times more seldom: mail may be tried
/// again, or come and go in equal numbers.
inline constexpr int quietFactor = 5;

/// From the end of one to the beginning of the next.
milliseconds pauseAfterCount(milliseconds cost);
milliseconds pauseAfterListing(milliseconds cost);

/// What is known of one queue.
struct Look
{
    milliseconds sinceListing{}; ///< since its end
    milliseconds listingCost{};
    bool hasCounts = false; ///< the account may count
    bool hasChanged = false; ///< by the counts, since the listing
};
bool isListingDue(const Look &look);

}

}
