// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queueid.h"

namespace spoolscope {

namespace {

// mail_queue.h, Postfix 2.9 to 3.11: six or more base 52 digits of seconds, exactly four of
// microseconds, 'z', and the inode in base 51, which has no 'z'.
constexpr qsizetype longTimeSize = 10;
// Five hexadecimal digits of microseconds; the inode takes 1 to 16 more.
constexpr qsizetype shortTimeSize = 5;
constexpr qsizetype shortMaximum = shortTimeSize + 16;

constexpr bool isHexadecimal(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

/// Digits and letters without vowels, so that no ID spells a word.
constexpr bool isSafeAlphabet(char c)
{
    if (c >= '0' && c <= '9')
        return true;
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'z' && lower != 'a' && lower != 'e' && lower != 'i'
        && lower != 'o' && lower != 'u' && ((c >= 'A' && c <= 'Z') || c == lower);
}

constexpr char longSeparator = 'z';

constexpr quint8 shortDigit = 1;
constexpr quint8 longDigit = 2;

/// What each byte may be. A listing has a million IDs, so each byte is looked at once.
constexpr auto digitKinds = [] {
    std::array<quint8, 256> kinds = {};
    for (size_t byte = 0; byte < kinds.size(); ++byte) {
        const auto c = char(byte);
        kinds[byte]
            = quint8((isHexadecimal(c) ? shortDigit : 0) | (isSafeAlphabet(c) ? longDigit : 0));
    }
    return kinds;
}();

bool hasLongTime(QByteArrayView text)
{
    // The inode has no 'z', so the last one is the separator; the time may well have some.
    const qsizetype separator = text.lastIndexOf(longSeparator);
    return separator >= longTimeSize && separator < text.size() - 1;
}

}

std::optional<QueueId> QueueId::parse(QByteArrayView text)
{
    if (text.size() <= shortTimeSize || text.size() > maximumLength)
        return std::nullopt;
    quint8 kinds = shortDigit | longDigit;
    for (const char c : text)
        kinds &= digitKinds[quint8(c)];
    const bool isShort = (kinds & shortDigit) && text.size() <= shortMaximum;
    if (!isShort && (!(kinds & longDigit) || !hasLongTime(text)))
        return std::nullopt;
    QueueId id;
    std::ranges::copy(text, id.m_text.begin());
    id.m_size = quint8(text.size());
    return id;
}

bool QueueId::isLong() const
{
    return bytes().contains(longSeparator);
}

}
