// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/textmatcher.h"

#include "core/queue/bytesearch.h"
#include "core/queue/filterpattern.h"

#include <QStringConverter>

#include <algorithm>
#include <limits>

namespace spoolscope {

using Form = FilterTerm::Form;

namespace {

/// Bytes of the character at `at`; one where it is not UTF-8 (RFC 3629).
qsizetype characterSize(QByteArrayView text, qsizetype at)
{
    const auto byte = [&](qsizetype i) { return uchar(at + i < text.size() ? text[at + i] : 0); };
    const auto follows = [&](qsizetype i) { return (byte(i) & 0xc0) == 0x80; };
    const uchar first = byte(0);
    const uchar second = byte(1);
    if (first < 0xc2 || first > 0xf4 || !follows(1))
        return 1;
    if (first < 0xe0)
        return 2;
    // Too long a form, a surrogate, or beyond the last code point.
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0)
        || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second >= 0x90) || !follows(2))
        return 1;
    if (first < 0xf0)
        return 3;
    return follows(3) ? 4 : 1;
}

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
        m_pattern = boundedPattern(term.text);
        m_pattern.optimize();
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

Answer TextMatcher::test(QByteArrayView text)
{
    switch (m_form) {
    case Form::Contains:
        return answer(containsFolded(text, m_text));
    case Form::Exact:
        return answer(m_texts.size() > 1 ? m_texts.contains(folded(text.toByteArray()))
                                         : text.size() == m_text.size() && equals(text, m_text));
    case Form::Begins:
        return answer(text.size() >= m_text.size() && equals(text.first(m_text.size()), m_text));
    case Form::Ends:
        return answer(text.size() >= m_text.size() && equals(text.last(m_text.size()), m_text));
    case Form::Glob:
        return answer(isGlobMatch(text));
    case Form::Pattern:
        return testPattern(text);
    case Form::Number:
        break;
    }
    return Answer::No;
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

Answer TextMatcher::testPattern(QByteArrayView text)
{
    if (m_timeLeft && m_timeLeft->count() <= 0)
        return Answer::Undecided;
    if (text.size() > longestPatternText)
        return Answer::Undecided;
    // Unlike QString::fromUtf8(), without swallowing a byte order mark.
    using Flag = QStringConverter::Flag;
    QStringDecoder decoder(QStringConverter::Utf8, Flag::Stateless | Flag::ConvertInitialBom);
    const QString decoded = decoder(text);
    const auto started = std::chrono::steady_clock::now();
    const auto match = m_pattern.match(decoded, 0, QRegularExpression::NormalMatch,
        QRegularExpression::DontCheckSubjectStringMatchOption);
    if (m_timeLeft)
        *m_timeLeft -= std::chrono::steady_clock::now() - started;
    // Invalid is what Qt makes of any answer of PCRE2 but "match" and "no match".
    return match.isValid() ? answer(match.hasMatch()) : Answer::Undecided;
}

}
