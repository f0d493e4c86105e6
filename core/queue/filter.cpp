// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filter.h"

#include "core/queue/filterparser.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <iterator>

namespace spoolscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

/// How many terms have to be remembered for each text of a queue.
int costOf(const FilterNode &node)
{
    using Kind = FilterNode::Kind;
    if (node.kind == Kind::Term)
        return 1;
    int cost = 0;
    QSet<FilterField> exact;
    for (const FilterNode &child : node.children) {
        if (node.kind == Kind::Or && child.kind == Kind::Term
            && child.term.form == FilterTerm::Form::Exact)
            exact.insert(child.term.field);
        else
            cost += costOf(child);
    }
    return cost + int(exact.size());
}

}

bool mentionsOrigin(const FilterNode &node)
{
    return node.kind == FilterNode::Kind::Term ? isOriginField(node.term.field)
                                               : std::ranges::any_of(node.children, mentionsOrigin);
}

Filter::Filter(FilterNode root) : m_root(std::make_shared<const FilterNode>(std::move(root)))
{
}

Filter Filter::everything()
{
    return Filter(FilterNode{});
}

std::expected<Filter, FilterError> Filter::parse(const QString &text, FilterFields fields)
{
    const auto fault = [&](const QString &message) {
        return std::unexpected(FilterError{0, text.size(), message});
    };
    if (text.size() > longestText)
        return fault(Words::tr("a filter may be %1 characters long").arg(longestText));
    auto root = FilterParser(text, fields).parse();
    if (!root)
        return std::unexpected(root.error());
    if (costOf(*root) > mostTerms)
        return fault(Words::tr("this has more than %1 terms").arg(mostTerms));
    return Filter(std::move(*root));
}

std::expected<Filter, FilterError> Filter::of(FilterNode root, FilterFields fields)
{
    Filter filter(std::move(root));
    auto parsed = parse(filter.toString(), fields);
    if (parsed && *parsed != filter)
        return std::unexpected(
            FilterError{.message = Words::tr("this cannot be written as a filter")});
    return parsed;
}

Filter Filter::withoutOrigin() const
{
    using Kind = FilterNode::Kind;
    if (!mentionsOrigin(*m_root))
        return *this;
    if (m_root->kind != Kind::And)
        return everything();
    FilterNode rest;
    std::ranges::remove_copy_if(
        m_root->children, std::back_inserter(rest.children), mentionsOrigin);
    // As it would be parsed: an And of one is that one.
    return Filter(rest.children.size() == 1 ? FilterNode(rest.children.front()) : std::move(rest));
}

bool Filter::isEverything() const
{
    return *m_root == FilterNode{};
}

}
