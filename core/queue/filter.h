// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterterm.h"

#include <QString>

#include <expected>
#include <memory>
#include <vector>

namespace spoolscope {

/// Why a text is no filter, and where: UTF-16 units of it, to underline. The length may be 0 only
/// for a fault of the whole text.
struct FilterError
{
    qsizetype offset = 0;
    qsizetype length = 0;
    QString message; ///< one sentence without a full stop at its end

    bool operator==(const FilterError &) const = default;
};

struct FilterNode
{
    enum class Kind : quint8 { And, Or, Not, Term };
    Kind kind = Kind::And; ///< an And of nothing is true for every message
    std::vector<FilterNode> children = {}; ///< of Not: one; of Term: none
    FilterTerm term = {};

    bool operator==(const FilterNode &) const = default;
};

/// Whether any of its terms asks what may be unknown (isOriginField()).
bool mentionsOrigin(const FilterNode &node);

/// Canonical text, which parses to this node if it is one that parsing makes.
QString toString(const FilterNode &node);

/// A question about queued messages, or lines of a log, typed in one line (docs/filter.md). An
/// immutable value, cheap to copy. There is no way from a text with a fault to a Filter, and no
/// default value: whoever means every message says so. Any thread.
class Filter final
{
public:
    static constexpr qsizetype longestText = 64 << 10; ///< UTF-16 units
    static constexpr qsizetype longestPattern = 1000; ///< of a glob or regular expression
    static constexpr int deepestNesting = 100; ///< of parentheses and "not"
    /// Terms but for exact ones joined with "or", which cost as much as one.
    static constexpr int mostTerms = 256;

    static Filter everything();
    /// An empty or blank text is everything(). `fields`: those that may be named.
    static std::expected<Filter, FilterError> parse(
        const QString &text, FilterFields fields = filterFields());

    /// A filter put together from terms, in the form that parse() gives. Error: its canonical text
    /// would be none, or would not mean the same.
    static std::expected<Filter, FilterError> of(
        FilterNode root, FilterFields fields = filterFields());

    bool isEverything() const; ///< because nothing was asked; "*" asks something
    const FilterNode &root() const { return *m_root; }
    /// What is left without the parts that ask what may be unknown: whatever this filter finds,
    /// that one finds as well.
    Filter withoutOrigin() const;
    /// The canonical text, which parses to an equal filter.
    QString toString() const;

    friend bool operator==(const Filter &a, const Filter &b)
    {
        return a.m_root == b.m_root || *a.m_root == *b.m_root;
    }

private:
    explicit Filter(FilterNode root);
    std::shared_ptr<const FilterNode> m_root;
};

}
