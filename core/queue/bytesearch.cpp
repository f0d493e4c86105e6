// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/bytesearch.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace spoolscope {

namespace {

constexpr auto lowerCase = [] {
    std::array<char, 256> table{};
    for (size_t i = 0; i < table.size(); ++i)
        table[i] = char(i >= 'A' && i <= 'Z' ? i + ('a' - 'A') : i);
    return table;
}();

/// Sixteen bytes in one register; GCC and Clang make of it what the processor has.
using Block [[gnu::vector_size(16)]] = unsigned char;
constexpr qsizetype blockSize = 16;

/// One byte in either case: bytes with `caseBit` set are compared with `lower`.
struct Wanted
{
    Block lower, caseBit;

    explicit Wanted(char c)
    {
        const bool isLetter = c >= 'a' && c <= 'z';
        std::memset(&lower, c, sizeof lower);
        std::memset(&caseBit, isLetter ? 'a' - 'A' : 0, sizeof caseBit);
    }

    Block in(const char *text) const
    {
        Block block;
        std::memcpy(&block, text, sizeof block);
        return Block((block | caseBit) == lower);
    }
};

bool isAny(Block block)
{
    std::array<quint64, 2> halves;
    std::memcpy(halves.data(), &block, sizeof block);
    return (halves[0] | halves[1]) != 0;
}

bool isAt(const char *text, QByteArrayView folded)
{
    for (const char c : folded) {
        if (asciiLower(*text++) != c)
            return false;
    }
    return true;
}

const char *findWithin(const char *first, const char *last, QByteArrayView folded)
{
    for (; first <= last; ++first) {
        if (isAt(first, folded))
            return first;
    }
    return nullptr;
}

/// `text` is not shorter than `folded`, which is not empty.
const char *find(QByteArrayView text, QByteArrayView folded)
{
    const char *at = text.data();
    const char *const last = at + (text.size() - folded.size()); // where it may begin
    if (last - at < blockSize - 1)
        return findWithin(at, last, folded);
    const Wanted front(folded.front()), back(folded.back());
    const auto findAt = [&](const char *place) -> const char * {
        return isAny(front.in(place)&back.in(place + folded.size() - 1))
            ? findWithin(place, place + blockSize - 1, folded)
            : nullptr;
    };
    for (; last - at >= blockSize - 1; at += blockSize) {
        if (const char *found = findAt(at))
            return found;
    }
    // The rest by the last whole block, some places of which were looked at before.
    return at <= last ? findAt(last - (blockSize - 1)) : nullptr;
}

}

char asciiLower(char c)
{
    return lowerCase[uchar(c)];
}

bool equalsFolded(QByteArrayView text, QByteArrayView folded)
{
    return isAt(text.data(), folded);
}

bool containsFolded(QByteArrayView text, QByteArrayView folded)
{
    return indexOfFolded(text, folded) >= 0;
}

qsizetype indexOfFolded(QByteArrayView text, QByteArrayView folded, qsizetype from)
{
    if (folded.isEmpty())
        return from;
    if (text.size() - from < folded.size())
        return -1;
    const char *const found = find(text.sliced(from), folded);
    return found ? found - text.data() : -1;
}

bool isAscii(QByteArrayView text)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    Block seen{};
    for (; end - at >= blockSize; at += blockSize) {
        Block block;
        std::memcpy(&block, at, sizeof block);
        seen |= block;
    }
    const auto isHigh = [](uchar c) { return c >= 0x80; };
    return !isAny(Block(seen & 0x80)) && std::none_of(at, end, isHigh);
}

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

}
