// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/printabletext.h"

#include <QUtf8StringView>

#include <algorithm>

namespace spoolscope {

namespace {

/// Bytes of the UTF-8 sequence beyond ASCII that begins there; 0: none does.
qsizetype sequenceSize(QByteArrayView text)
{
    constexpr qsizetype longest = 4;
    for (qsizetype size = 2; size <= std::min(longest, text.size()); ++size) {
        if (uchar(text.front()) > 0x7f && QUtf8StringView(text.first(size)).isValidUtf8())
            return size;
    }
    return 0;
}

}

std::optional<QByteArray> printableText(QByteArrayView text, std::optional<bool> showsUtf8)
{
    const auto isPlain = [](char c) { return uchar(c) >= 0x20 && uchar(c) < 0x7f; };
    if (std::ranges::all_of(text, isPlain))
        return text.toByteArray();
    const bool isBeyondAscii = std::ranges::any_of(text, [](char c) { return uchar(c) > 0x7f; });
    if (text.contains('\0') || (isBeyondAscii && !showsUtf8))
        return std::nullopt;
    QByteArray shown;
    shown.reserve(text.size());
    while (!text.isEmpty()) {
        const qsizetype size = showsUtf8.value_or(false) ? sequenceSize(text) : 0;
        if (size > 0)
            shown += text.first(size);
        else
            shown += isPlain(text.front()) ? text.front() : '?';
        text = text.sliced(std::max<qsizetype>(size, 1));
    }
    return shown;
}

}
