// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapepicture.h"

#include "core/base/textsafety.h"

#include <algorithm>
#include <numeric>

namespace spoolscope {

namespace {

qint64 largestOf(const ShapeRow &row)
{
    return row.counts.empty() ? 0 : std::ranges::max(row.counts);
}

qint64 sum(const ShapeRow &row, const ShapeCells &cells)
{
    const auto first = row.counts.begin() + cells.firstBucket;
    return std::accumulate(first, row.counts.begin() + cells.lastBucket + 1, qint64(0));
}

}

SharedPicture makePicture(const ShapeSubject &subject)
{
    auto picture = std::make_shared<ShapePicture>();
    const ShapeSettings &settings = picture->settings = subject.settings;
    picture->shape = joinShapes(subject.records, settings.options, settings.queues);
    picture->spellings = joinSpellings(subject.records, settings.options.bySender, settings.queues);
    picture->search = subject.search;
    picture->time = subject.time;
    picture->largestTotal = largestOf(picture->shape.all);
    const QByteArray part = subject.search.toUtf8().toLower();
    for (quint32 row = 0; row < picture->shape.rows.size(); ++row) {
        const ShapeRow &domain = picture->shape.rows[row];
        picture->largest = std::max(picture->largest, largestOf(domain));
        // What is found is what is shown: "<U+202E>" by its name, and "bücher" as it is typed.
        if (part.isEmpty() || domain.domain.toLower().contains(part)
            || text::visible(domain.domain).contains(subject.search, Qt::CaseInsensitive))
            picture->shown.push_back(row);
    }
    for (const SharedRecord &record : subject.records) {
        picture->instances.push_back(record->instance);
        picture->countedAt = picture->countedAt == 0
            ? record->countedAt
            : std::min(picture->countedAt, record->countedAt);
    }
    return picture;
}

qint64 countOf(const ShapePicture &picture, const ShapeCells &cells)
{
    if (cells.isTotal)
        return sum(picture.shape.all, cells);
    qint64 count = 0;
    for (const int place : cells.places)
        count += sum(picture.row(size_t(place)), cells);
    return count;
}

std::expected<Filter, QString> filterOf(
    const ShapePicture &picture, const ShapeCells &cells, qint64 now)
{
    ShapeChoice choice{.firstBucket = cells.firstBucket,
        .lastBucket = cells.lastBucket,
        .queues = picture.settings.queues};
    if (picture.time)
        choice.elapsed = std::max<qint64>(0, now - picture.countedAt);
    // All rows there are say no more than TOTAL does.
    if (!cells.isTotal && cells.places.size() < picture.shape.rows.size()) {
        for (const int place : cells.places) {
            const ShapeRow &row = picture.row(size_t(place));
            choice.domains.push_back({row.domain, picture.spellings.of(row.domain, row.total)});
        }
    }
    return shapeFilter(picture.settings.options, choice);
}

}
