// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filter.h"
#include "core/queue/queueshape.h"
#include "core/queue/shapespellings.h"

namespace spoolscope {

/// Cells of a shape: some of its rows, and buckets without a gap.
struct ShapeChoice
{
    struct Domain
    {
        QByteArray name; ///< of a ShapeRow
        ShapeSpelling spelling = {};
    };
    std::vector<Domain> domains = {}; ///< none: the row TOTAL
    int firstBucket = 0;
    int lastBucket = 0; ///< that one too
    std::vector<QueueName> queues = {}; ///< those that were counted; at least one
    /// Seconds since the shape was counted, for one that is played back: the same messages are
    /// older by now, and what came since is not meant.
    qint64 elapsed = 0;
};

/// The filter that finds exactly the messages which these cells counted, where it is asked with the
/// clock that the shape was counted to (`elapsed` later). Three kinds of addresses, which Postfix
/// hardly lets into a queue, make it find more: other bytes in the place of one that is not UTF-8,
/// letters beyond ASCII in the other case beside hidden characters, and domains with three dots in
/// a row below a parent domain. Error: a sentence, where a filter has no room for so many domains.
std::expected<Filter, QString> shapeFilter(const ShapeOptions &options, const ShapeChoice &choice);

}
