// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

namespace spoolscope {

/// 'A' to 'Z' as 'a' to 'z', any other byte as it is.
char asciiLower(char c);

/// Whether `text` is `folded` without regard to the case of ASCII letters, as is every function
/// here; `folded` is in lower case already. The sizes are equal.
bool equalsFolded(QByteArrayView text, QByteArrayView folded);

/// Whether `folded` is somewhere in `text`. Looks at sixteen places at once for the first and the
/// last byte, which is several times as fast as byte by byte: a queue may hold hundreds of
/// megabytes of reasons.
bool containsFolded(QByteArrayView text, QByteArrayView folded);
/// Where it begins first, from `from` on (at most the size); -1 for nowhere.
qsizetype indexOfFolded(QByteArrayView text, QByteArrayView folded, qsizetype from = 0);

bool isAscii(QByteArrayView text);

/// Bytes of the character at `at`; one where it is not UTF-8 (RFC 3629).
qsizetype characterSize(QByteArrayView text, qsizetype at);

}
