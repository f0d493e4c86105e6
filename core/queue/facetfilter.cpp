// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/facetfilter.h"

#include "core/queue/snapshotfacts.h"
#include "core/queue/valueband.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <utility>

namespace spoolscope {

using Kind = FilterNode::Kind;

namespace {

struct Value
{
    GroupKey key;
    QByteArray value;
};

std::span<const ValueBand> bandsOf(GroupKey key)
{
    return key == GroupKey::Age ? ageBands() : sizeBands();
}

bool isBanded(GroupKey key)
{
    return key == GroupKey::Age || key == GroupKey::Size;
}

/// A reason is looked for in a text, which is no choice of a value.
bool isChosen(GroupKey key)
{
    return key != GroupKey::Reason;
}

std::optional<GroupKey> keyOf(FilterField field)
{
    const auto key = std::ranges::find(allGroupKeys, field, fieldOf);
    return key == allGroupKeys.end() || !isChosen(*key) ? std::nullopt : std::optional(*key);
}

/// The value that a node asks for, where it asks for one.
std::optional<Value> valueOf(const FilterNode &node)
{
    const FilterTerm &term
        = node.kind == Kind::And && !node.children.empty() ? node.children.front().term : node.term;
    const auto key = keyOf(term.field);
    if (!key || (node.kind != Kind::Term && node.kind != Kind::And))
        return {};
    if (isBanded(*key)) {
        for (const ValueBand &band : bandsOf(*key))
            if (bandNode(term.field, band) == node)
                return Value{*key, bandName(term.field, band)};
        return {};
    }
    if (node.kind != Kind::Term || term.form != FilterTerm::Form::Exact)
        return {};
    return Value{*key, term.text.toUtf8()};
}

bool isSame(const QByteArray &a, const QByteArray &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

void add(QByteArrayList &values, const QByteArray &value)
{
    const auto known = [&](const QByteArray &other) { return isSame(other, value); };
    if (std::ranges::none_of(values, known))
        values.append(value);
}

/// All of them, as one node; an And of nothing is true.
FilterNode allOf(std::vector<FilterNode> nodes)
{
    std::vector<FilterNode> flat;
    for (FilterNode &node : nodes) {
        if (node.kind == Kind::And)
            std::ranges::move(node.children, std::back_inserter(flat));
        else
            flat.push_back(std::move(node));
    }
    return flat.size() == 1 ? std::move(flat.front()) : FilterNode{.children = std::move(flat)};
}

/// A part of a filter is one.
Filter partOf(std::vector<FilterNode> nodes)
{
    auto filter = Filter::parse(toString(allOf(std::move(nodes))));
    if (!filter)
        qFatal() << "a part of a filter is none:" << filter.error().message;
    return std::move(*filter);
}

}

FacetFilter::FacetFilter(const Filter &filter)
{
    const FilterNode &root = filter.root();
    const bool isAnd = root.kind == Kind::And;
    std::vector<FilterNode> others;
    for (const FilterNode &node : isAnd ? root.children : std::vector{root})
        if (!take(node))
            others.push_back(node);
    for (const GroupKey key : {GroupKey::Age, GroupKey::Size})
        takeBands(key, others);
    m_rest = std::move(others);
}

/// "domain:a", "(domain:a or domain:b)" and "not domain:a"; the first for a key is what includes.
bool FacetFilter::take(const FilterNode &node)
{
    if (node.kind == Kind::Not) {
        const auto value = valueOf(node.children.front());
        if (value)
            add(m_choices[size_t(value->key)].values[size_t(FacetMark::Excluded)], value->value);
        return value.has_value();
    }
    const std::vector<FilterNode> alone{node};
    std::optional<GroupKey> key;
    QByteArrayList values;
    for (const FilterNode &part : node.kind == Kind::Or ? node.children : alone) {
        const auto value = valueOf(part);
        if (!value || (key && *key != value->key))
            return false;
        key = value->key;
        add(values, value->value);
    }
    QByteArrayList &included = m_choices[size_t(*key)].values[size_t(FacetMark::Included)];
    if (!included.isEmpty())
        return false; // both must hold: one is part of the rest
    included = values;
    return true;
}

/// A band of two bounds was taken apart: "age>=1h age<4h" are two parts of the filter.
void FacetFilter::takeBands(GroupKey key, std::vector<FilterNode> &others)
{
    QByteArrayList &included = m_choices[size_t(key)].values[size_t(FacetMark::Included)];
    const FilterField field = fieldOf(key);
    for (const ValueBand &band : bandsOf(key)) {
        const std::vector<FilterNode> terms = bandTerms(field, band);
        const auto isThere
            = [&](const FilterNode &term) { return std::ranges::contains(others, term); };
        if (terms.size() < 2 || !std::ranges::all_of(terms, isThere) || !included.isEmpty())
            continue;
        std::erase_if(
            others, [&](const FilterNode &node) { return std::ranges::contains(terms, node); });
        included.append(bandName(field, band));
    }
}

bool FacetFilter::hasChoice(GroupKey key) const
{
    return std::ranges::any_of(m_choices[size_t(key)].values,
        [](const QByteArrayList &values) { return !values.isEmpty(); });
}

std::expected<FilterNode, QString> FacetFilter::nodeFor(GroupKey key, const QByteArray &value)
{
    const FilterField field = fieldOf(key);
    if (isBanded(key)) {
        for (const ValueBand &band : bandsOf(key))
            if (bandName(field, band) == value)
                return bandNode(field, band);
    }
    if (isOfOrigin(key) && value == unknownValue())
        return std::unexpected(
            QCoreApplication::translate("Filter", "No filter finds what is not known."));
    const FilterNode node{.kind = Kind::Term,
        .term
        = {.field = field, .form = FilterTerm::Form::Exact, .text = QString::fromUtf8(value)}};
    // What cannot be written and read again, such as a byte that is not UTF-8, would mean something
    // else.
    const auto read = Filter::parse(toString(node));
    if (node.term.text.toUtf8() != value || !read || !(read->root() == node))
        return std::unexpected(
            QCoreApplication::translate("Filter", "A filter cannot name this value."));
    return node;
}

/// What must hold so that the choices for the key do.
std::vector<FilterNode> FacetFilter::nodesOf(GroupKey key) const
{
    const auto nodes = [&](FacetMark mark) {
        std::vector<FilterNode> list;
        for (const QByteArray &value : values(key, mark))
            if (auto node = nodeFor(key, value))
                list.push_back(std::move(*node));
        return list;
    };
    std::vector<FilterNode> parts;
    std::vector<FilterNode> included = nodes(FacetMark::Included);
    if (included.size() == 1)
        parts.push_back(std::move(included.front()));
    else if (!included.empty())
        parts.push_back({.kind = Kind::Or, .children = std::move(included)});
    for (FilterNode &node : nodes(FacetMark::Excluded))
        parts.push_back({.kind = Kind::Not, .children = {std::move(node)}});
    return parts;
}

Filter FacetFilter::choiceOf(GroupKey key) const
{
    return partOf(nodesOf(key));
}

Filter FacetFilter::rest() const
{
    return partOf(m_rest);
}

std::expected<Filter, FilterError> FacetFilter::filter() const
{
    std::vector<FilterNode> nodes = m_rest;
    for (const GroupKey key : allGroupKeys)
        std::ranges::move(nodesOf(key), std::back_inserter(nodes));
    return Filter::parse(toString(allOf(std::move(nodes))));
}

FacetFilter FacetFilter::toggled(GroupKey key, const QByteArray &value, FacetMark mark) const
{
    FacetFilter result = *this;
    Choice &choice = result.m_choices[size_t(key)];
    const auto isMeant = [&](const QByteArray &other) { return isSame(other, value); };
    const bool wasMarked = std::ranges::any_of(values(key, mark), isMeant);
    for (QByteArrayList &values : choice.values)
        values.removeIf(isMeant);
    if (!wasMarked && nodeFor(key, value))
        choice.values[size_t(mark)].append(value);
    return result;
}

FacetFilter FacetFilter::cleared(GroupKey key) const
{
    FacetFilter result = *this;
    result.m_choices[size_t(key)] = {};
    return result;
}

}
