// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "snapshotlines.h"

#include <algorithm>
#include <iterator>

namespace spoolscope {

QByteArrayList snapshotLines(const QueueSnapshot &snapshot)
{
    QByteArrayList lines;
    for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row) {
        QByteArray line = snapshot.id(row).toByteArray() + ' '
            + toBytes(snapshot.queue(row)).toByteArray() + ' '
            + QByteArray::number(snapshot.arrival(row)) + ' '
            + QByteArray::number(snapshot.size(row)) + (snapshot.forcedExpire(row) ? " !" : " ")
            + '<' + snapshot.sender(row).toByteArray() + '>';
        for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
            const auto [address, reason] = snapshot.recipient(row, i);
            line += " {" + snapshot.text(address).toByteArray() + '|'
                + snapshot.text(reason).toByteArray() + '}';
        }
        lines.append(line);
    }
    std::ranges::sort(lines);
    return lines;
}

QByteArray difference(const QueueSnapshot &actual, const QueueSnapshot &expected)
{
    constexpr qsizetype shown = 6;
    const QByteArrayList mine = snapshotLines(actual);
    const QByteArrayList theirs = snapshotLines(expected);
    QByteArrayList only;
    std::ranges::set_difference(mine, theirs, std::back_inserter(only));
    QByteArray text;
    for (const QByteArray &line : only.first(std::min(shown, only.size())))
        text += "+ " + line + '\n';
    only.clear();
    std::ranges::set_difference(theirs, mine, std::back_inserter(only));
    for (const QByteArray &line : only.first(std::min(shown, only.size())))
        text += "- " + line + '\n';
    return text;
}

}
