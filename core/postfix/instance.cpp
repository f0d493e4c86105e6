// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/instance.h"

#include <algorithm>

namespace spoolscope {

using namespace Qt::Literals;

QByteArrayList withPrivilege(Privilege privilege, QByteArrayList words)
{
    if (privilege == Privilege::Sudo)
        words = QByteArrayList{"sudo"_ba, "-n"_ba} + words;
    else if (privilege == Privilege::SudoPassword)
        words.prepend("sudo"_ba);
    return words;
}

bool isUsableConfigDirectory(QByteArrayView directory)
{
    constexpr qsizetype longestPath = 4096;
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || QByteArrayView("/._-+@%").contains(c);
    };
    return directory.startsWith('/') && directory.size() <= longestPath
        && std::ranges::all_of(directory, isPlain);
}

}
