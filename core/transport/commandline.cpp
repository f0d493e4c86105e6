// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/commandline.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

namespace {

bool isOneOf(char c, QByteArrayView set)
{
    return set.contains(c);
}

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Whether the word means itself without quotes. At the start of a word '=' is a path search in
/// zsh, '%' a process in fish and '@' arithmetic in csh; in the first word '=' is an assignment.
bool isPlain(QByteArrayView word, bool isFirst)
{
    if (word.isEmpty() || isOneOf(word.front(), "=%@") || (isFirst && word.contains('=')))
        return false;
    return std::ranges::all_of(
        word, [](char c) { return isLetterOrDigit(c) || isOneOf(c, "_@%+=:,./-"); });
}

/// Single quotes around what every shell leaves alone there. Three bytes do not: the quote itself,
/// the backslash (an escape in fish even there) and '!' (history in csh even there).
void appendQuoted(QByteArray &text, QByteArrayView word)
{
    bool quoted = false;
    const auto setQuoted = [&](bool on) {
        if (quoted != on)
            text += '\'';
        quoted = on;
    };
    for (const char c : word) {
        setQuoted(!isOneOf(c, "'\\!"));
        if (c == '\'')
            text += "\"'\"";
        else if (!quoted)
            text += '\\';
        if (c != '\'')
            text += c;
    }
    if (word.isEmpty())
        text += "''";
    setQuoted(false);
}

QByteArray joinQuoted(const QByteArrayList &words)
{
    QByteArray text;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (i > 0)
            text += ' ';
        if (isPlain(words[i], i == 0))
            text += words[i];
        else
            appendQuoted(text, words[i]);
    }
    return text;
}

}

Result<QByteArray> quoteForShell(const QByteArrayList &words)
{
    for (const QByteArray &word : words) {
        if (std::ranges::any_of(word, [](char c) { return c == '\0' || c == '\n' || c == '\r'; }))
            return failure(ErrorKind::InvalidInput,
                QCoreApplication::translate("CommandLine",
                    "A command argument holds a line break or a zero byte, which no shell can be "
                    "handed safely. Remove it and try again."),
                word);
    }
    return joinQuoted(words);
}

QString displayText(const CommandLine &command)
{
    // Only shown, so a line break need not be refused here: it is quoted like any other byte.
    return QString::fromUtf8(joinQuoted(command.arguments));
}

}
