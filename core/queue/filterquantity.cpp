// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterterm.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <span>

namespace spoolscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

struct Unit
{
    QStringView suffix;
    qint64 factor;
};
// The largest first, as the canonical text takes the first that divides.
constexpr std::array timeUnits{
    Unit{u"w", 604'800}, Unit{u"d", 86'400}, Unit{u"h", 3600}, Unit{u"m", 60}, Unit{u"s", 1}};
constexpr std::array sizeUnits{
    Unit{u"G", 1 << 30}, Unit{u"M", 1 << 20}, Unit{u"k", 1 << 10}, Unit{u"", 1}};
constexpr std::array plainUnits{Unit{u"", 1}};

std::span<const Unit> unitsOf(FilterField field)
{
    if (field == FilterField::Age)
        return timeUnits;
    return field == FilterField::Size ? std::span<const Unit>(sizeUnits) : plainUnits;
}

}

std::expected<FilterTerm, QString> makeFilterTerm(
    FilterField field, FilterTerm::Compare compare, QStringView quantity)
{
    const auto end
        = std::ranges::find_if_not(quantity, [](QChar c) { return c >= u'0' && c <= u'9'; });
    const auto digits = quantity.first(end - quantity.begin());
    const auto suffix = quantity.sliced(digits.size());
    const auto units = unitsOf(field);
    const auto unit = std::ranges::find_if(units, [&](const Unit &candidate) {
        return candidate.suffix.compare(suffix, Qt::CaseInsensitive) == 0;
    });
    if (digits.isEmpty() || unit == units.end()) {
        if (field == FilterField::Age)
            return std::unexpected(
                Words::tr("an age is a whole number and one of s, m, h, d, w: 2h"));
        if (field == FilterField::Size)
            return std::unexpected(
                Words::tr("a size is a whole number of bytes, or one with k, M or G: 1M"));
        return std::unexpected(Words::tr("a number of recipients is a whole number: 10"));
    }
    bool isNumber = false;
    FilterTerm term{.field = field, .form = FilterTerm::Form::Number, .compare = compare};
    const qint64 count = digits.toLongLong(&isNumber);
    if (!isNumber || qMulOverflow(count, unit->factor, &term.number))
        return std::unexpected(Words::tr("this number is too large"));
    return term;
}

QString writtenQuantity(const FilterTerm &term)
{
    const auto units = unitsOf(term.field);
    const auto unit = std::ranges::find_if(units, [&](const Unit &candidate) {
        return term.number != 0 ? term.number % candidate.factor == 0 : candidate.factor == 1;
    });
    return QString::number(term.number / unit->factor).append(unit->suffix);
}

}
