// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/dsnstatus.h"

namespace spoolscope {

namespace {

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isClass(char c)
{
    return c == '2' || c == '4' || c == '5';
}

constexpr bool isWordCharacter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'
        || uchar(c) >= 0x80;
}

/// Up to three digits at `at`, which then points behind them.
bool takeDigits(QByteArrayView text, qsizetype &at)
{
    const qsizetype start = at;
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at > start && at - start <= 3;
}

/// The code that has its first dot at `dot`.
QByteArrayView codeAround(QByteArrayView text, qsizetype dot)
{
    if (dot == 0 || !isClass(text[dot - 1]))
        return {};
    const qsizetype start = dot - 1;
    if (start > 0 && (isWordCharacter(text[start - 1]) || text[start - 1] == '.'))
        return {};
    qsizetype at = dot + 1;
    if (!takeDigits(text, at) || at == text.size() || text[at] != '.')
        return {};
    ++at;
    if (!takeDigits(text, at))
        return {};
    if (at < text.size() && isWordCharacter(text[at]))
        return {};
    // A dot may end the sentence; with a number behind it this is an address.
    if (at + 1 < text.size() && text[at] == '.' && isWordCharacter(text[at + 1]))
        return {};
    return text.sliced(start, at - start);
}

/// Whether "421 ", "421-" or the like, of the same class or not, stands before `start`.
bool isBehindReplyCode(QByteArrayView text, qsizetype start)
{
    qsizetype at = start;
    while (at > 0 && start - at < 3 && QByteArrayView(" -#():").contains(text[at - 1]))
        --at;
    return at < start && at >= 3 && isDigit(text[at - 1]) && isDigit(text[at - 2])
        && isClass(text[at - 3]) && (at == 3 || !isWordCharacter(text[at - 4]));
}

}

QByteArrayView dsnStatusIn(QByteArrayView reason)
{
    QByteArrayView first;
    for (qsizetype dot = reason.indexOf('.'); dot >= 0; dot = reason.indexOf('.', dot + 1)) {
        const QByteArrayView code = codeAround(reason, dot);
        if (code.isEmpty())
            continue;
        if (isBehindReplyCode(reason, code.data() - reason.data()))
            return code;
        if (first.isEmpty())
            first = code;
    }
    return first;
}

}
