// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/shapefilter.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace spoolscope {

namespace {

using Form = FilterTerm::Form;
using Kind = FilterNode::Kind;
using Compare = FilterTerm::Compare;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

constexpr qint64 oldest = qint64(1) << 40; ///< seconds; no message is older

FilterNode node(FilterTerm term)
{
    return {.kind = Kind::Term, .children = {}, .term = std::move(term)};
}

FilterNode joined(Kind kind, std::vector<FilterNode> parts)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    return {.kind = kind, .children = std::move(parts), .term = {}};
}

FilterNode number(FilterField field, Compare compare, qint64 value)
{
    return node({.field = field, .form = Form::Number, .compare = compare, .number = value});
}

/// A text equal to these bytes, but for the case of ASCII letters.
FilterNode equalTo(FilterField field, QByteArrayView bytes)
{
    const QString text = text::exact(bytes);
    if (text.toUtf8() == bytes)
        return node({.field = field, .form = Form::Exact, .text = text});
    // What is not UTF-8 cannot be typed; a pattern sees U+FFFD in its place.
    const QString pattern = u'^' + QRegularExpression::escape(text) + u'$';
    return node({.field = field, .form = Form::Pattern, .text = pattern});
}

/// The least age that belongs to the bucket, as ShapeCounter rounds.
qint64 startOf(const ShapeCounter &counter, int bucket)
{
    qint64 below = -1, at = oldest;
    while (at - below > 1) {
        const qint64 middle = (below + at) / 2;
        (counter.bucketOf(middle) >= bucket ? at : below) = middle;
    }
    return at;
}

class Builder final
{
public:
    Builder(const ShapeOptions &options, const ShapeChoice &choice)
        : m_options(options), m_choice(choice)
    {
    }

    std::expected<Filter, QString> build()
    {
        if (!m_choice.domains.empty())
            addDomains();
        addAges();
        if (m_choice.queues.size() < listedQueues.size())
            addQueues();
        // A message without recipients is not counted.
        if (m_options.bySender || m_choice.domains.empty())
            m_terms.push_back(number(FilterField::Recipients, Compare::Greater, 0));
        auto filter = Filter::of(joined(Kind::And, std::move(m_terms)));
        if (!filter || m_hasMore)
            return std::unexpected(Words::tr("A filter has no room for so many domains. Choose "
                                             "fewer, or all of them in the row TOTAL."));
        return std::move(*filter);
    }

private:
    void addDomains()
    {
        const auto domainField = m_options.bySender ? FilterField::FromDomain : FilterField::Domain;
        const auto addressField = m_options.bySender ? FilterField::Sender : FilterField::To;
        std::vector<FilterNode> alternatives;
        for (const auto &[name, spelling] : m_choice.domains) {
            const bool isParent = name.size() > 1 && name.startsWith('.');
            m_hasMore = m_hasMore || spelling.hasMore;
            if (isParent)
                alternatives.push_back(
                    node({.field = domainField, .form = Form::Ends, .text = text::exact(name)}));
            else if (spelling.hasPlain)
                alternatives.push_back(equalTo(domainField, name));
            for (const QByteArray &address : spelling.addresses)
                alternatives.push_back(equalTo(addressField, address));
        }
        m_terms.push_back(joined(Kind::Or, std::move(alternatives)));
    }

    void addAges()
    {
        const ShapeCounter counter(m_options);
        // A message from the future is in the first bucket.
        if (m_choice.firstBucket > 0 || m_choice.elapsed > 0)
            m_terms.push_back(number(FilterField::Age, Compare::GreaterOrEqual,
                startOf(counter, m_choice.firstBucket) + m_choice.elapsed));
        if (m_choice.lastBucket + 1 < m_options.buckets)
            m_terms.push_back(number(FilterField::Age, Compare::Less,
                startOf(counter, m_choice.lastBucket + 1) + m_choice.elapsed));
    }

    void addQueues()
    {
        std::vector<FilterNode> alternatives;
        for (const QueueName queue : m_choice.queues)
            alternatives.push_back(
                node({.field = FilterField::Queue, .form = Form::Exact, .text = toString(queue)}));
        m_terms.push_back(joined(Kind::Or, std::move(alternatives)));
    }

    const ShapeOptions &m_options;
    const ShapeChoice &m_choice;
    std::vector<FilterNode> m_terms;
    bool m_hasMore = false;
};

}

std::expected<Filter, QString> shapeFilter(const ShapeOptions &options, const ShapeChoice &choice)
{
    return Builder(options, choice).build();
}

}
