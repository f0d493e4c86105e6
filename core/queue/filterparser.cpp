// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterparser.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace spoolscope {

using Kind = FilterNode::Kind;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Filter)
};

std::unexpected<FilterError> fault(qsizetype offset, qsizetype length, const QString &message)
{
    return std::unexpected(FilterError{offset, length, message});
}

bool endsWord(QChar c)
{
    return c.isSpace() || c == u'(' || c == u')' || c == u'"';
}

bool isNameLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-';
}

/// One of its kind stands for itself; one within its like becomes part of it.
FilterNode joined(Kind kind, std::vector<FilterNode> parts)
{
    if (parts.size() == 1)
        return std::move(parts.front());
    FilterNode node{.kind = kind};
    for (FilterNode &part : parts) {
        if (part.kind == kind)
            std::ranges::move(part.children, std::back_inserter(node.children));
        else
            node.children.push_back(std::move(part));
    }
    return node;
}

QString fieldNames(FilterFields fields)
{
    QStringList names;
    for (const FilterFieldInfo &field : fields)
        names.append(field.name.toString());
    return names.join(QStringLiteral(", "));
}

}

FilterParser::Node FilterParser::parse()
{
    skipBlanks();
    if (isAtEnd())
        return FilterNode{};
    Node node = parseOr(0);
    if (node && !isAtEnd()) // nothing else ends an "or" early
        return fault(m_at, 1, Words::tr("there is no ( for this )"));
    return node;
}

FilterParser::Node FilterParser::parseOr(int depth)
{
    std::vector<FilterNode> parts;
    do {
        Node part = parseAnd(depth);
        if (!part)
            return part;
        parts.push_back(std::move(*part));
    } while (takeKeyword(u"or"));
    return joined(Kind::Or, std::move(parts));
}

FilterParser::Node FilterParser::parseAnd(int depth)
{
    std::vector<FilterNode> parts;
    do {
        Node part = parseUnary(depth);
        if (!part)
            return part;
        parts.push_back(std::move(*part));
        takeKeyword(u"and");
    } while (!(isAtEnd() || isAt(u')') || isAtKeyword(u"or")) || m_isOperandDue);
    return joined(Kind::And, std::move(parts));
}

FilterParser::Node FilterParser::parseUnary(int depth)
{
    if (isAtEnd() || isAt(u')') || isAtKeyword(u"and") || isAtKeyword(u"or"))
        return std::unexpected(missingOperand());
    if (depth > Filter::deepestNesting)
        return fault(m_at, 1, Words::tr("this is nested too deeply"));
    if (takeKeyword(u"not")) {
        Node child = parseUnary(depth + 1);
        if (!child)
            return child;
        return FilterNode{.kind = Kind::Not, .children = {std::move(*child)}};
    }
    if (isAt(u'('))
        return parseGroup(depth + 1);
    auto term = parseTerm();
    if (!term)
        return std::unexpected(term.error());
    m_isOperandDue = false;
    skipBlanks();
    return FilterNode{.kind = Kind::Term, .term = std::move(*term)};
}

FilterParser::Node FilterParser::parseGroup(int depth)
{
    const qsizetype start = m_at++;
    skipBlanks();
    if (isAt(u')'))
        return fault(start, m_at + 1 - start, Words::tr("there is nothing between ( and )"));
    const auto unclosed = fault(start, 1, Words::tr("there is no ) for this ("));
    if (isAtEnd())
        return unclosed;
    Node node = parseOr(depth);
    if (!node)
        return node;
    if (!isAt(u')'))
        return unclosed;
    ++m_at;
    skipBlanks();
    return node;
}

FilterParser::Term FilterParser::parseTerm()
{
    const qsizetype start = m_at;
    if (isAt(u'"') || isAt(u'/'))
        return parseValue(FilterField::Anything, start);
    const auto nameEnd = std::find_if_not(m_text.begin() + m_at, m_text.end(), isNameLetter);
    const QStringView name = m_text.sliced(m_at, nameEnd - m_text.begin() - m_at);
    const FilterFieldInfo *field = findFilterField(name, m_fields);
    m_at += name.size();
    if (isAt(u':') && !name.isEmpty()) {
        ++m_at;
        if (!field)
            return fault(start, name.size() + 1,
                Words::tr("there is no field \"%1\"; there are %2; to look for this text, put it "
                          "in quotes")
                    .arg(name, fieldNames(m_fields)));
        return parseField(*field, start);
    }
    if (field && field->isNumber) {
        skipBlanks();
        if (isAt(u'<') || isAt(u'=') || isAt(u'>'))
            return parseComparison(field->field, start);
    }
    if (field && !field->isNumber && (isAt(u'<') || isAt(u'=') || isAt(u'>')))
        return fault(
            start, name.size() + 1, Words::tr("%1 takes a colon: %1:value").arg(field->name));
    m_at = start;
    return parseWord();
}

FilterParser::Term FilterParser::parseWord()
{
    const qsizetype start = m_at;
    const QStringView word = run();
    if (word.contains(u':'))
        return fault(start, word.size(), Words::tr("a text with a colon needs quotes"));
    if (word.contains(u'<') || word.contains(u'>'))
        return fault(start, word.size(),
            std::ranges::any_of(m_fields, &FilterFieldInfo::isNumber)
                ? Words::tr("only age, size and rcpts are compared, as in age>2h; a text with < or "
                            "> needs quotes")
                : Words::tr("a text with < or > needs quotes"));
    return parseValue(FilterField::Anything, start);
}

FilterParser::Term FilterParser::parseField(const FilterFieldInfo &field, qsizetype start)
{
    if (isAt(u'('))
        return fault(start, m_at + 1 - start,
            Words::tr("%1: takes one value; write (%1:a or %1:b)").arg(field.name));
    if (isAtEnd() || m_text[m_at].isSpace() || isAt(u')'))
        return fault(start, m_at - start,
            Words::tr("%1: needs a value right behind the colon; \"\" is the empty one")
                .arg(field.name));
    return parseValue(field.field, start);
}

FilterParser::Term FilterParser::parseComparison(FilterField field, qsizetype start)
{
    using Compare = FilterTerm::Compare;
    const QChar sign = m_text[m_at++];
    const bool withEqual = sign != u'=' && isAt(u'=');
    m_at += withEqual ? 1 : 0;
    const Compare compare = sign == u'=' ? Compare::Equal
        : sign == u'<'                   ? (withEqual ? Compare::LessOrEqual : Compare::Less)
                                         : (withEqual ? Compare::GreaterOrEqual : Compare::Greater);
    skipBlanks();
    const QStringView quantity = run();
    m_at += quantity.size();
    auto term = makeFilterTerm(field, compare, quantity);
    if (!term)
        return fault(start, m_at - start, term.error());
    return std::move(*term);
}

/// The value at hand, for the term that began at `start`.
FilterParser::Term FilterParser::parseValue(FilterField field, qsizetype start)
{
    const auto quoting = isAt(u'"') ? FilterQuoting::Quoted
        : isAt(u'/')                ? FilterQuoting::Pattern
                                    : FilterQuoting::Bare;
    const auto value = quoting == FilterQuoting::Bare ? takeBare() : takeDelimited(m_text[m_at]);
    if (!value)
        return std::unexpected(value.error());
    if (!isAtEnd() && !m_text[m_at].isSpace() && !isAt(u'(') && !isAt(u')'))
        return fault(m_at, std::max<qsizetype>(1, run().size()),
            quoting == FilterQuoting::Bare ? Words::tr("quotes go around the whole value")
                                           : Words::tr("a blank is missing before this"));
    auto term = makeFilterTerm(field, *value, quoting);
    if (!term)
        return fault(start, m_at - start, term.error());
    return std::move(*term);
}

std::expected<QString, FilterError> FilterParser::takeBare()
{
    const QStringView word = run();
    m_at += word.size();
    return word.toString();
}

/// In quotes a backslash makes the next quote or backslash plain; patterns keep theirs.
std::expected<QString, FilterError> FilterParser::takeDelimited(QChar delimiter)
{
    const bool isQuoted = delimiter == u'"';
    const qsizetype start = m_at++;
    QString value;
    for (; !isAtEnd(); ++m_at) {
        const QChar c = m_text[m_at];
        if (c == delimiter) {
            ++m_at;
            return value;
        }
        const QChar next = m_at + 1 < m_text.size() ? m_text[m_at + 1] : QChar();
        if (c == u'\\' && (isQuoted ? next == u'"' || next == u'\\' : !next.isNull())) {
            if (!isQuoted)
                value += c;
            value += next;
            ++m_at;
        } else {
            value += c;
        }
    }
    return fault(start, m_text.size() - start,
        isQuoted ? Words::tr("the closing quote is missing")
                 : Words::tr("the closing / is missing; a text that begins with / needs quotes"));
}

void FilterParser::skipBlanks()
{
    while (!isAtEnd() && m_text[m_at].isSpace())
        ++m_at;
}

QStringView FilterParser::run() const
{
    const auto end = std::find_if(m_text.begin() + m_at, m_text.end(), endsWord);
    return m_text.sliced(m_at, end - m_text.begin() - m_at);
}

bool FilterParser::isAtKeyword(QStringView keyword) const
{
    return run().compare(keyword, Qt::CaseInsensitive) == 0;
}

bool FilterParser::takeKeyword(QStringView keyword)
{
    if (!isAtKeyword(keyword))
        return false;
    m_isOperandDue = true;
    m_keyword = m_at;
    m_keywordSize = keyword.size();
    m_at += keyword.size();
    skipBlanks();
    return true;
}

FilterError FilterParser::missingOperand() const
{
    if (isAtKeyword(u"and") || isAtKeyword(u"or"))
        return {m_at, run().size(), Words::tr("\"%1\" needs something before it").arg(run())};
    if (m_isOperandDue)
        return {m_keyword, m_keywordSize,
            Words::tr("\"%1\" needs something behind it")
                .arg(m_text.sliced(m_keyword, m_keywordSize))};
    return {m_at, 1, Words::tr("there is no ( for this )")};
}

}
