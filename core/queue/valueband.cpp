// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/valueband.h"

#include <QByteArrayList>

#include <algorithm>
#include <array>

namespace spoolscope {

namespace {

constexpr qint64 minute = 60, hour = 60 * minute, day = 24 * hour;
constexpr qint64 kilo = 1024, mega = 1024 * kilo;

// qmgr(8) tries a message again after five minutes at first, after little more than an hour at
// last, and gives it back after five days.
constexpr std::array ages{ValueBand{0, 10 * minute}, ValueBand{10 * minute, hour},
    ValueBand{hour, 4 * hour}, ValueBand{4 * hour, day}, ValueBand{day, 3 * day},
    ValueBand{3 * day, {}}};
constexpr std::array sizes{ValueBand{0, 10 * kilo}, ValueBand{10 * kilo, 100 * kilo},
    ValueBand{100 * kilo, mega}, ValueBand{mega, 10 * mega}, ValueBand{10 * mega, {}}};

}

std::span<const ValueBand> ageBands()
{
    return ages;
}

std::span<const ValueBand> sizeBands()
{
    return sizes;
}

size_t bandOf(std::span<const ValueBand> bands, qint64 value)
{
    size_t band = 0;
    while (bands[band].to && value >= *bands[band].to)
        ++band;
    return band;
}

std::vector<FilterNode> bandTerms(FilterField field, const ValueBand &band)
{
    using Compare = FilterTerm::Compare;
    const auto term = [field](Compare compare, qint64 number) {
        return FilterNode{.kind = FilterNode::Kind::Term,
            .term = {.field = field,
                .form = FilterTerm::Form::Number,
                .compare = compare,
                .number = number}};
    };
    std::vector<FilterNode> terms;
    if (band.from > 0)
        terms.push_back(term(Compare::GreaterOrEqual, band.from));
    if (band.to)
        terms.push_back(term(Compare::Less, *band.to));
    return terms;
}

FilterNode bandNode(FilterField field, const ValueBand &band)
{
    std::vector<FilterNode> terms = bandTerms(field, band);
    return terms.size() == 1 ? std::move(terms.front()) : FilterNode{.children = std::move(terms)};
}

QByteArray bandName(FilterField field, const ValueBand &band)
{
    QByteArrayList names;
    for (const FilterNode &node : bandTerms(field, band))
        names.append(toString(node.term).toUtf8());
    return names.join(' ');
}

}
