// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filter.h"

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;
using Form = FilterTerm::Form;

namespace {

bool isPlain(QChar c)
{
    return c.isLetterOrNumber() || QStringView(u"._@+-").contains(c);
}

QString quoted(const FilterTerm &term, const QString &value)
{
    const bool isWord = term.field == FilterField::Anything;
    const auto needsNoQuotes
        = [&](QChar c) { return isPlain(c) || (!isWord && QStringView(u"<>").contains(c)); };
    if (!value.isEmpty() && std::ranges::all_of(value, needsNoQuotes)
        && !(isWord && (isFilterKeyword(value) || findFilterField(value))))
        return value;
    return u'"' + QString(value).replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
}

/// The text as it has to be written so that it comes to mean the same term again.
QString writtenValue(const FilterTerm &term)
{
    const bool isAddress = term.field == FilterField::Sender || term.field == FilterField::To
        || term.field == FilterField::Address || term.field == FilterField::User;
    if (isAddress && term.form == Form::Exact && term.text.isEmpty())
        return u"<>"_s; // as mail people write the null sender
    const bool isGlob = term.form == Form::Glob;
    const auto quoting = isGlob ? FilterQuoting::Bare : FilterQuoting::Quoted;
    for (const QString &value : {term.text, u'<' + term.text + u'>', u'@' + term.text}) {
        if ((!isGlob || !value.startsWith(u'/'))
            && makeFilterTerm(term.field, value, quoting) == term)
            return isGlob ? value : quoted(term, value);
    }
    return quoted(term, term.text);
}

}

QString toString(const FilterTerm &term)
{
    QString text = nameOf(term.field).toString();
    if (term.form == Form::Number) {
        constexpr std::array<QStringView, 5> operators{u"<", u"<=", u"=", u">=", u">"};
        return text.append(operators[size_t(term.compare)]) + writtenQuantity(term);
    }
    if (!text.isEmpty())
        text += u':';
    if (term.form == Form::Pattern)
        return text + u'/' + term.text + u'/';
    if (term.field == FilterField::Dsn && term.form == Form::Begins)
        return text + term.text.chopped(1);
    return text + writtenValue(term);
}

namespace {

void write(QString &text, const FilterNode &node);

/// Within "and" and "not" an "or" needs parentheses; within "not" an "and" does too.
void writeChild(QString &text, const FilterNode &parent, const FilterNode &child)
{
    using Kind = FilterNode::Kind;
    const bool isLoose
        = child.kind == Kind::Or || (child.kind == Kind::And && parent.kind == Kind::Not);
    if (isLoose)
        text += u'(';
    write(text, child);
    if (isLoose)
        text += u')';
}

void write(QString &text, const FilterNode &node)
{
    if (node.kind == FilterNode::Kind::Term)
        text += toString(node.term);
    if (node.kind == FilterNode::Kind::Not)
        text += u"not "_s;
    for (size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0)
            text += node.kind == FilterNode::Kind::Or ? u" or "_s : u" "_s;
        writeChild(text, node, node.children[i]);
    }
}

}

QString toString(const FilterNode &node)
{
    QString text;
    write(text, node);
    return text;
}

QString Filter::toString() const
{
    return spoolscope::toString(*m_root);
}

}
