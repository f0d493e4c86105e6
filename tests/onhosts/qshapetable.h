// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>

#include <algorithm>

namespace spoolscope {

/// The lines of a table of qshape's, to be compared with ours: it leaves the order of rows that are
/// equal in total and length to chance, and fits names by bytes, where we do it by characters.
inline QByteArrayList comparableTable(const QByteArray &table)
{
    QByteArrayList lines = table.split('\n');
    for (QByteArray &line : lines) {
        if (std::ranges::any_of(line, [](char c) { return quint8(c) >= 0x80; }))
            line = line.simplified();
    }
    std::ranges::sort(lines);
    return lines;
}

}
