// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterpattern.h"
#include "core/queue/filterterm.h"

#include <QByteArrayList>
#include <QSet>

#include <optional>

namespace spoolscope {

/// The text of one term, made ready for many texts: bytes from outside, which need not be UTF-8.
/// Costs are linear in a text, times the length of a glob or the size of a pattern
/// (filterpattern.h).
class TextMatcher final
{
public:
    explicit TextMatcher(const FilterTerm &term); ///< of makeFilterTerm()
    /// Makes an exact matcher take this text as well.
    void addExact(const FilterTerm &term) { m_texts.insert(folded(term.text.toUtf8())); }

    bool test(QByteArrayView text) const;
    /// What is in each text that passes, for indexOfFolded(); none where that cannot be told.
    QByteArrayList parts() const;
    /// Whether each text passes that has the only one of parts().
    bool isPartEnough() const { return m_form == FilterTerm::Form::Contains; }

private:
    QByteArray folded(QByteArray text) const;
    bool equals(QByteArrayView text, const QByteArray &wanted) const;
    bool isGlobMatch(QByteArrayView text) const;

    FilterTerm::Form m_form;
    bool m_keepsCase; ///< long queue IDs differ by case alone
    QByteArray m_text; ///< folded
    QByteArray m_prefix, m_suffix; ///< Glob: what is before and behind all wildcards
    QSet<QByteArray> m_texts; ///< Exact, where there are several
    std::optional<FilterPattern> m_pattern; ///< of Pattern
};

}
