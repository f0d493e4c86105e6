// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterterm.h"

#include <QByteArrayView>
#include <QRegularExpression>
#include <QSet>

#include <chrono>

namespace spoolscope {

/// Whether a condition holds. Undecided is what a bound on costs cut off; it stays undecided
/// through "and", "or" and "not" unless the rest decides by itself (Kleene's logic), so that no
/// message is ever taken for a match, or for one beside it, by giving up.
enum class Answer : quint8 { No, Undecided, Yes };

constexpr Answer answer(bool isTrue)
{
    return isTrue ? Answer::Yes : Answer::No;
}

/// The text of one term, made ready for many texts: bytes from outside, which need not be UTF-8.
/// Costs are bounded: linear in a text but for globs (length of the glob times that of the text)
/// and patterns (filterpattern.h). One thread.
class TextMatcher final
{
public:
    explicit TextMatcher(const FilterTerm &term);
    /// Makes an exact matcher take this text as well.
    void addExact(const FilterTerm &term) { m_texts.insert(folded(term.text.toUtf8())); }

    Answer test(QByteArrayView text);
    /// What all patterns together may still cost; null for no bound.
    void setPatternTime(std::chrono::nanoseconds *left) { m_timeLeft = left; }

private:
    QByteArray folded(QByteArray text) const;
    bool equals(QByteArrayView text, const QByteArray &wanted) const;
    bool isGlobMatch(QByteArrayView text) const;
    Answer testPattern(QByteArrayView text);

    FilterTerm::Form m_form;
    bool m_keepsCase; ///< long queue IDs differ by case alone
    QByteArray m_text; ///< folded
    QByteArray m_prefix, m_suffix; ///< Glob: what is before and behind all wildcards
    QSet<QByteArray> m_texts; ///< Exact, where there are several
    QRegularExpression m_pattern;
    std::chrono::nanoseconds *m_timeLeft = nullptr;
};

}
