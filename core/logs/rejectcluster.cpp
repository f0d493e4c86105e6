// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/rejectcluster.h"

#include <algorithm>
#include <cstring>

namespace spoolscope {

namespace {

constexpr QByteArrayView variable("\xe2\x80\xa6"); // "…"

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// "554 5.7.1 " where it stands there.
QByteArrayView withoutCodes(QByteArrayView text)
{
    qsizetype at = 0;
    while (at < text.size() && (isDigit(text[at]) || text[at] == '.'))
        ++at;
    if (at < 3 || at >= text.size() || text[at] != ' ')
        return text;
    const QByteArrayView rest = text.sliced(at + 1);
    return rest.size() > 6 && isDigit(rest[0]) && rest[1] == '.' ? withoutCodes(rest) : rest;
}

QByteArrayView withoutSubject(QByteArrayView text)
{
    if (!text.startsWith('<'))
        return text;
    const qsizetype end = text.indexOf(QByteArrayView(">: "));
    return end < 0 ? text : text.sliced(end + 3);
}

QByteArrayView listed(QByteArrayView text)
{
    const qsizetype at = text.indexOf(QByteArrayView("blocked using "));
    return at < 0 ? QByteArrayView() : text.sliced(at);
}

/// A name of a DNS list stays as it is.
bool varies(QByteArrayView word)
{
    bool isNumber = true;
    for (qsizetype i = 0; i < word.size(); ++i) {
        const char c = word[i];
        if (c == '@' || c == '[' || c == '<' || (c == '/' && i > 0 && word[i - 1] == '/'))
            return true;
        isNumber = isNumber && (isDigit(c) || c == '.' || c == ':' || c == '/');
    }
    return isNumber && !word.isEmpty() && isDigit(word[0]);
}

bool isMark(char c)
{
    return c == ',' || c == ':' || c == '.' || c == ')';
}

}

void RejectCluster::put(QByteArrayView bytes)
{
    const size_t size = std::min(size_t(bytes.size()), m_text.size() - m_size);
    std::memcpy(m_text.data() + m_size, bytes.data(), size);
    m_size += size;
}

void RejectCluster::putWord(QByteArrayView word)
{
    QByteArrayView bare = word;
    while (!bare.isEmpty() && isMark(bare.back()))
        bare.chop(1);
    put(varies(bare) ? variable : bare);
    put(word.sliced(bare.size()));
}

QByteArrayView RejectCluster::of(QByteArrayView before, QByteArrayView text)
{
    m_size = 0;
    put(before);
    const QByteArrayView list = listed(text);
    QByteArrayView rest = list.isEmpty() ? withoutSubject(withoutCodes(text)) : list;
    if (const qsizetype end = rest.indexOf(';'); end >= 0)
        rest.truncate(end);
    while (!rest.isEmpty() && m_size + 40 < m_text.size()) {
        const qsizetype blank = rest.indexOf(' ');
        const QByteArrayView word = blank < 0 ? rest : rest.first(blank);
        rest = blank < 0 ? QByteArrayView() : rest.sliced(blank + 1);
        if (word.isEmpty())
            continue;
        if (m_size > 0)
            put(QByteArrayView(" "));
        putWord(word);
    }
    return {m_text.data(), qsizetype(m_size)};
}

}
