// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/shapefilter.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

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

/// With every character that is not a plain one by its number, so that a line of text can hold it.
QString patternFor(const QString &text)
{
    QString pattern;
    for (const uint c : text.toUcs4()) {
        if (c >= 0x80 || c < 0x20 || c == 0x7f)
            pattern += u"\\x{"_s + QString::number(c, 16) + u'}';
        else
            pattern += QRegularExpression::escape(QString(QChar(ushort(c))));
    }
    return pattern;
}

/// A text equal to these bytes, or that ends in them, but for the case of ASCII letters. What is
/// not UTF-8, or would hide in the line or turn it around, cannot be typed and read: a pattern
/// names it, and sees U+FFFD in the place of the former. So does it a domain with a dot at its end,
/// which is left out of what is typed.
FilterNode matching(FilterField field, Form form, QByteArrayView bytes)
{
    const QString text = text::exact(bytes);
    const bool isDomain = field == FilterField::Domain || field == FilterField::FromDomain;
    const bool losesDot = isDomain && bytes.size() > 1 && bytes.endsWith('.');
    if (!losesDot && text.toUtf8() == bytes && text::visible(bytes) == text)
        return node({.field = field, .form = form, .text = text});
    const QString start = form == Form::Exact ? u"^"_s : QString();
    return node({.field = field, .form = Form::Pattern, .text = start + patternFor(text) + u"$"_s});
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
                alternatives.push_back(matching(domainField, Form::Ends, name));
            else if (spelling.hasPlain)
                alternatives.push_back(matching(domainField, Form::Exact, name));
            for (const QByteArray &address : spelling.addresses)
                alternatives.push_back(matching(addressField, Form::Exact, address));
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
        alternatives.reserve(m_choice.queues.size());
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
