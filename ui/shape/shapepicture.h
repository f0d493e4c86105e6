// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/shapefilter.h"
#include "core/queue/shaperecord.h"
#include "ui/shape/shapesettings.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace spoolscope {

/// A shape made ready to be looked at. Immutable once shared.
struct ShapePicture
{
    ShapeSettings settings = {};
    QueueShape shape = {};
    QString search = {};
    std::vector<quint32> shown = {}; ///< rows of the shape that the search leaves, in its order
    qint64 largest = 0; ///< cell of all rows, shown or not: the colours stay while one searches
    qint64 largestTotal = 0; ///< of a bucket
    ShapeSpellings spellings = {};
    std::vector<InstanceKey> instances = {}; ///< what it is made of
    qint64 countedAt = 0; ///< the oldest of them, seconds since 1970, this machine's clock
    std::optional<qint64> time = {}; ///< what is played back, seconds since 1970; unset: live

    const ShapeRow &row(size_t place) const { return shape.rows[shown[place]]; }
    bool isEmpty() const { return shape.all.total == 0; }
    bool isSearched() const { return !search.isEmpty(); }
};
using SharedPicture = std::shared_ptr<const ShapePicture>;

/// What a picture is made of.
struct ShapeSubject
{
    ShapeSettings settings = {};
    QString search = {}; ///< a part of a domain, in any case
    std::vector<SharedRecord> records = {};
    std::optional<qint64> time = {};
};
SharedPicture makePicture(const ShapeSubject &subject); ///< any thread

/// Cells of a picture: rows by their place in `shown`, buckets without a gap.
struct ShapeCells
{
    bool isTotal = false; ///< the row TOTAL, and none of the others
    std::vector<int> places = {};
    int firstBucket = 0;
    int lastBucket = 0;

    bool operator==(const ShapeCells &) const = default;
};
/// What the cells counted. Parent domains beside their own are counted twice, as they are shown.
qint64 countOf(const ShapePicture &picture, const ShapeCells &cells);
/// As shapeFilter(); `now`: seconds since 1970.
std::expected<Filter, QString> filterOf(
    const ShapePicture &picture, const ShapeCells &cells, qint64 now);

}
