// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

#include <array>

namespace spoolscope {

/// What the words of a reject have in common with those of the same restriction: what it is about
/// ("<user@example.com>: ") and what follows the first ';' goes, addresses, URLs, numbers and what
/// is in brackets become "…", of a DNS list "blocked using zen.example.org" stays. Takes no memory
/// but its own; the text is valid until the next call.
class RejectCluster final
{
public:
    /// `before`: "RCPT"; stands before it with a blank.
    QByteArrayView of(QByteArrayView before, QByteArrayView text);

private:
    void put(QByteArrayView bytes);
    void putWord(QByteArrayView word);

    std::array<char, 240> m_text = {};
    size_t m_size = 0;
};

}
