// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filter.h"
#include "core/queue/groupkey.h"

#include <QByteArrayList>

#include <array>
#include <expected>

namespace spoolscope {

enum class FacetMark : quint8 {
    Included, ///< a message must have this value, or another included one of the same key
    Excluded, ///< a message must not have it
};

/// A filter seen as choices of values by key ("domain:gmail.com", "not queue:hold") and the rest,
/// all of which must hold. Whatever was typed so is a choice: the text of the filter is all there
/// is. A value is spelled as QueueGroup::value is. Immutable but for assignment.
class FacetFilter final
{
public:
    explicit FacetFilter(const Filter &filter);

    const QByteArrayList &values(GroupKey key, FacetMark mark) const
    {
        return m_choices[size_t(key)].values[size_t(mark)];
    }
    bool hasChoice(GroupKey key) const;
    /// The rest and all choices. Error: with what was toggled it is longer than a filter may be.
    std::expected<Filter, FilterError> filter() const;
    /// Parts of the filter that this was made of.
    Filter choiceOf(GroupKey key) const; ///< everything() where nothing is chosen
    Filter rest() const;

    /// The same with the value marked; with the mark taken away where it is marked so already.
    FacetFilter toggled(GroupKey key, const QByteArray &value, FacetMark mark) const;
    FacetFilter cleared(GroupKey key) const;

    /// "domain:gmail.com" for a value; error for one that the language cannot say, a sentence.
    static std::expected<FilterNode, QString> nodeFor(GroupKey key, const QByteArray &value);

private:
    struct Choice
    {
        std::array<QByteArrayList, 2> values; ///< by mark
    };
    bool take(const FilterNode &node);
    std::vector<FilterNode> nodesOf(GroupKey key) const;
    void takeBands(GroupKey key, std::vector<FilterNode> &others);

    std::array<Choice, allGroupKeys.size()> m_choices;
    std::vector<FilterNode> m_rest;
};

}
