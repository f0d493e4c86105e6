// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/reasontemplate.h"

#include <algorithm>

namespace spoolscope {

namespace {

constexpr QByteArrayView suspended(
    "delivery temporarily suspended: "); // smtp_connect.c, qmgr_error.c
constexpr QByteArrayView variable("\xe2\x80\xa6"); // "…"
constexpr qsizetype longestName = 12; ///< in capitals; what is longer is made up

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

constexpr bool isLetter(char c)
{
    return isUpper(c) || (c >= 'a' && c <= 'z');
}

/// Of a host name, which may be an internationalised one.
constexpr bool isNameLetter(char c)
{
    return isLetter(c) || uchar(c) >= 0x80;
}

/// Between blanks, brackets and the like. ':' and '=' set names apart from values.
constexpr bool isWordCharacter(char c)
{
    return isNameLetter(c) || isDigit(c) || c == '.' || c == '-' || c == '_' || c == '+' || c == '@'
        || c == '%';
}

bool all(QByteArrayView text, bool (*is)(char))
{
    return !text.isEmpty() && std::ranges::all_of(text, is);
}

bool any(QByteArrayView text, bool (*is)(char))
{
    return std::ranges::any_of(text, is);
}

/// "421" of a reply.
bool isReplyCode(QByteArrayView word)
{
    return word.size() == 3 && all(word, isDigit)
        && (word[0] == '2' || word[0] == '4' || word[0] == '5');
}

/// "4.7.28".
bool isStatusCode(QByteArrayView word)
{
    const qsizetype first = word.indexOf('.'), second = word.indexOf('.', first + 1);
    if (first != 1 || second < 0 || (word[0] != '2' && word[0] != '4' && word[0] != '5'))
        return false;
    const auto isPart = [](QByteArrayView part) { return part.size() <= 3 && all(part, isDigit); };
    return isPart(word.sliced(2, second - 2)) && isPart(word.sliced(second + 1));
}

/// Labels with dots between, the last one of two letters or more.
bool isHostName(QByteArrayView word)
{
    const qsizetype dot = word.lastIndexOf('.');
    if (dot <= 0 || word.size() - dot < 3 || !all(word.sliced(dot + 1), isNameLetter))
        return false;
    char before = '.';
    for (const char c : word) {
        const bool isPart = isNameLetter(c) || isDigit(c) || c == '-' || c == '_';
        if (c == '.' ? before == '.' : !isPart)
            return false;
        before = c;
    }
    return true;
}

/// "TSS04", "UTF-8", "IPv6": a name that happens to end in a digit or two.
bool isNumberedName(QByteArrayView word)
{
    qsizetype letters = 0;
    while (letters < word.size() && isLetter(word[letters]))
        ++letters;
    const QByteArrayView rest
        = word.sliced(letters < word.size() && word[letters] == '-' ? letters + 1 : letters);
    return letters >= 2 && rest.size() <= 2 && all(rest, isDigit);
}

/// Whether the word differs from one message to the next.
bool isVariable(QByteArrayView word, bool isPort)
{
    if (word.contains('@'))
        return true;
    if (all(word, isDigit))
        return !isPort && !isReplyCode(word);
    if (isStatusCode(word) || isNumberedName(word))
        return false;
    if (any(word, isDigit))
        return true; // an IP address, a date, a queue ID
    return isHostName(word) || (word.size() > longestName && all(word, isUpper));
}

class Writer final
{
public:
    void add(QByteArrayView text)
    {
        begin();
        m_text.append(text);
    }
    void addVariable()
    {
        begin();
        // Several in a row are one.
        if (m_text.endsWith(' ') && QByteArrayView(m_text).chopped(1).endsWith(variable))
            m_text.chop(1);
        else if (!m_text.endsWith(variable))
            m_text.append(variable);
    }
    bool isFull() const { return m_text.size() > longestReasonTemplate + variable.size(); }
    QByteArray take()
    {
        if (isFull()) {
            m_text.truncate(m_cut);
            addVariable();
        }
        return std::move(m_text);
    }
    bool endsWith(QByteArrayView text) const { return m_text.endsWith(text); }

private:
    void begin()
    {
        if (m_text.size() <= longestReasonTemplate)
            m_cut = m_text.size();
    }

    QByteArray m_text;
    qsizetype m_cut = 0; ///< between two words: half a one may look like another
};

/// How many bytes from `at` on are a URL; 0: none. Up to a blank or what encloses it.
qsizetype urlLength(QByteArrayView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && isLetter(text[end]))
        ++end;
    if (end == at || !text.sliced(end).startsWith("://"))
        return 0;
    while (end < text.size() && !QByteArrayView(" \t<>()[]{}\"'").contains(text[end]))
        ++end;
    while (text[end - 1] == '.' || text[end - 1] == ',' || text[end - 1] == ';')
        --end;
    return end - at;
}

/// The same of an IPv6 address or a time of the day: hexadecimal digits with two colons or more.
qsizetype colonsLength(QByteArrayView text, qsizetype at)
{
    if (at > 0 && isWordCharacter(text[at - 1]))
        return 0; // the word before it was kept
    qsizetype end = at;
    int colons = 0;
    const auto isHexadecimal
        = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    while (end < text.size() && (isHexadecimal(text[end]) || text[end] == ':' || text[end] == '.'))
        colons += text[end++] == ':';
    // What goes on as another word belongs to that.
    const auto isCut = [&] { return end < text.size() && isWordCharacter(text[end]); };
    while (end > at && (isCut() || text[end - 1] == ':' || text[end - 1] == '.'))
        colons -= text[--end] == ':';
    return colons >= 2 ? end - at : 0;
}

bool isVariableAt(QByteArrayView text, qsizetype at)
{
    return text[at] == variable.front() && text.sliced(at).startsWith(variable);
}

/// A word, with what ends a sentence left out.
qsizetype wordLength(QByteArrayView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && isWordCharacter(text[end]) && !isVariableAt(text, end))
        ++end;
    while (end > at && (text[end - 1] == '.' || text[end - 1] == '-'))
        --end;
    return end - at;
}

}

QByteArrayView withoutSuspension(QByteArrayView reason)
{
    while (reason.startsWith(suspended))
        reason = reason.sliced(suspended.size());
    return reason;
}

QByteArray reasonTemplate(QByteArrayView reason)
{
    reason = withoutSuspension(reason);
    Writer writer;
    for (qsizetype at = 0; at < reason.size() && !writer.isFull();) {
        const char c = reason[at];
        if (reason.sliced(at).startsWith("<>")) { // the null sender where others have an address
            writer.add("<");
            writer.addVariable();
            writer.add(">");
            at += 2;
            continue;
        }
        if (isVariableAt(reason, at)) { // of a template: made once more it is the same
            writer.addVariable();
            at += variable.size();
            continue;
        }
        if (const qsizetype length = std::max(urlLength(reason, at), colonsLength(reason, at))) {
            writer.addVariable();
            at += length;
            continue;
        }
        // "421-4.7.28": each by itself.
        if (isReplyCode(reason.sliced(at, std::min<qsizetype>(3, reason.size() - at)))
            && at + 3 < reason.size() && reason[at + 3] == '-') {
            writer.add(reason.sliced(at, 4));
            at += 4;
            continue;
        }
        const qsizetype length = isWordCharacter(c) ? wordLength(reason, at) : 0;
        if (length == 0) {
            writer.add(reason.sliced(at, 1));
            ++at;
            continue;
        }
        const QByteArrayView word = reason.sliced(at, length);
        if (isVariable(word, writer.endsWith("]:")))
            writer.addVariable();
        else
            writer.add(word);
        at += length;
    }
    return writer.take();
}

}
