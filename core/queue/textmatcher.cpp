// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/textmatcher.h"

#include "core/queue/bytesearch.h"

#include <QDebug>

#include <algorithm>

namespace spoolscope {

using Form = FilterTerm::Form;

namespace {

constexpr qsizetype shortestPart = 3; ///< bytes of a glob; what is shorter is in most texts

/// Only the last star is ever tried again, which bounds the steps by the product of the lengths.
bool isGlobMatch(QByteArrayView text, QByteArrayView glob, bool keepsCase)
{
    qsizetype at = 0, in = 0, star = -1, starText = 0;
    while (at < text.size()) {
        if (in < glob.size() && glob[in] == '*') {
            star = in++;
            starText = at;
        } else if (in < glob.size() && glob[in] == '?') {
            at += characterSize(text, at);
            ++in;
        } else if (in < glob.size() && glob[in] == (keepsCase ? text[at] : asciiLower(text[at]))) {
            ++at;
            ++in;
        } else if (star >= 0) {
            starText += characterSize(text, starText);
            at = starText;
            in = star + 1;
        } else {
            return false;
        }
    }
    return std::ranges::all_of(glob.sliced(in), [](char c) { return c == '*'; });
}

}

TextMatcher::TextMatcher(const FilterTerm &term)
    : m_form(term.form), m_keepsCase(term.field == FilterField::Id)
{
    if (m_form == Form::Pattern) {
        auto pattern = FilterPattern::compile(term.text);
        if (!pattern) // would match nothing, and everything behind "not"
            qFatal() << "an unchecked pattern:" << pattern.error();
        m_pattern = std::move(*pattern);
        return;
    }
    m_text = folded(term.text.toUtf8());
    m_texts.insert(m_text);
    if (m_form != Form::Glob)
        return;
    const auto isWildcard = [](char c) { return c == '*' || c == '?'; };
    const auto first = std::ranges::find_if(m_text, isWildcard);
    m_prefix = m_text.first(first - m_text.begin());
    const auto last = std::find_if(m_text.rbegin(), m_text.rend(), isWildcard);
    m_suffix = m_text.last(last - m_text.rbegin());
}

bool TextMatcher::test(QByteArrayView text) const
{
    switch (m_form) {
    case Form::Contains:
        return containsFolded(text, m_text);
    case Form::Exact:
        return m_texts.size() > 1 ? m_texts.contains(folded(text.toByteArray()))
                                  : text.size() == m_text.size() && equals(text, m_text);
    case Form::Begins:
        return text.size() >= m_text.size() && equals(text.first(m_text.size()), m_text);
    case Form::Ends:
        return text.size() >= m_text.size() && equals(text.last(m_text.size()), m_text);
    case Form::Glob:
        return isGlobMatch(text);
    case Form::Pattern:
        return m_pattern->isIn(text);
    case Form::Number:
        break;
    }
    return false;
}

QByteArrayList TextMatcher::parts() const
{
    if (m_text.isEmpty()) // in each text at each place
        return {};
    switch (m_form) {
    case Form::Contains:
    case Form::Begins:
    case Form::Ends:
        return {m_text};
    case Form::Exact:
        return m_texts.size() == 1 ? QByteArrayList{m_text} : QByteArrayList();
    case Form::Glob: {
        QByteArrayList parts = QByteArray(m_text).replace('?', '*').split('*');
        parts.removeIf([](const QByteArray &part) { return part.size() < shortestPart; });
        return parts;
    }
    case Form::Pattern: // has its own
    case Form::Number:
        break;
    }
    return {};
}

QByteArray TextMatcher::folded(QByteArray text) const
{
    if (!m_keepsCase)
        std::ranges::transform(text, text.begin(), asciiLower);
    return text;
}

bool TextMatcher::equals(QByteArrayView text, const QByteArray &wanted) const
{
    return m_keepsCase ? text == QByteArrayView(wanted) : equalsFolded(text, wanted);
}

/// What is around the wildcards sorts nearly all texts out.
bool TextMatcher::isGlobMatch(QByteArrayView text) const
{
    return text.size() >= m_prefix.size() + m_suffix.size()
        && equals(text.first(m_prefix.size()), m_prefix)
        && equals(text.last(m_suffix.size()), m_suffix)
        && spoolscope::isGlobMatch(text.sliced(m_prefix.size()),
            QByteArrayView(m_text).sliced(m_prefix.size()), m_keepsCase);
}

}
