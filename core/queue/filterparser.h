// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filter.h"

#include <QStringView>

namespace spoolscope {

/// Recursive descent over one line:
///
///     or    = and { "or" and }
///     and   = unary { [ "and" ] unary }
///     unary = { "not" } ( "(" or ")" | term )
///     term  = field ":" value | field ( "<" | "<=" | "=" | ">=" | ">" ) quantity | value
///     value = word | '"' text '"' | "/" pattern "/"
class FilterParser final
{
public:
    using Node = std::expected<FilterNode, FilterError>;

    FilterParser(QStringView text, FilterFields fields) : m_text(text), m_fields(fields) { }
    Node parse();

private:
    using Term = std::expected<FilterTerm, FilterError>;

    Node parseOr(int depth);
    Node parseAnd(int depth);
    Node parseUnary(int depth);
    Node parseGroup(int depth);
    Term parseTerm();
    Term parseWord();
    Term parseField(const FilterFieldInfo &field, qsizetype start);
    Term parseComparison(FilterField field, qsizetype start);
    Term parseValue(FilterField field, qsizetype start);
    std::expected<QString, FilterError> takeBare();
    std::expected<QString, FilterError> takeDelimited(QChar delimiter);

    void skipBlanks();
    bool isAtEnd() const { return m_at >= m_text.size(); }
    bool isAt(char16_t c) const { return !isAtEnd() && m_text[m_at] == c; }
    QStringView run() const; ///< up to a blank, parenthesis or quote
    bool isAtKeyword(QStringView keyword) const;
    bool takeKeyword(QStringView keyword);
    FilterError missingOperand() const;

    QStringView m_text;
    FilterFields m_fields;
    qsizetype m_at = 0;
    bool m_isOperandDue = false; ///< the last thing taken was a keyword:
    qsizetype m_keyword = 0, m_keywordSize = 0;
};

}
