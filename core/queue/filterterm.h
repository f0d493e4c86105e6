// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterfield.h"

#include <QString>

#include <expected>

namespace spoolscope {

/// One condition. All comparisons of text ignore the case of ASCII letters, but for Id.
struct FilterTerm
{
    enum class Form : quint8 {
        Contains,
        Exact,
        Begins,
        Ends,
        Glob, ///< * and ? on the whole value
        Pattern, ///< regular expression, somewhere in the value, ignoring case
        Number,
    };
    enum class Compare : quint8 { Less, LessOrEqual, Equal, GreaterOrEqual, Greater };

    FilterField field = FilterField::Anything;
    Form form = Form::Contains;
    QString text = {};
    Compare compare = Compare::Equal;
    qint64 number = 0; ///< seconds, bytes or recipients

    bool operator==(const FilterTerm &) const = default;
};

/// How a value was written: what may be a wildcard in one may not be in the other.
enum class FilterQuoting : quint8 { Bare, Quoted, Pattern };

/// A term for a value after "field:", or for a bare word. Error: a sentence.
std::expected<FilterTerm, QString> makeFilterTerm(
    FilterField field, const QString &value, FilterQuoting quoting);
/// A term for "age>2h": `quantity` is "2h". Error: a sentence.
std::expected<FilterTerm, QString> makeFilterTerm(
    FilterField field, FilterTerm::Compare compare, QStringView quantity);

QString writtenQuantity(const FilterTerm &term); ///< "2h" of "age>2h"
QString toString(const FilterTerm &term); ///< canonical

}
