// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/chosenrows.h"

#include "ui/queue/messageselection.h"

namespace spoolscope {

ChosenRows chosenRows(const MessageSelection &selection)
{
    ChosenRows chosen;
    for (quint32 source = 0; source < selection.sources().size(); ++source)
        chosen.push_back(selection.rows(source));
    return chosen;
}

std::vector<RowRef> inTableOrder(std::span<const RowRef> shown, const ChosenRows &chosen)
{
    std::vector<RowRef> rows;
    std::vector<std::vector<bool>> left(chosen.size());
    for (size_t source = 0; source < chosen.size(); ++source) {
        if (!chosen[source].empty())
            left[source].resize(chosen[source].back() + 1);
        for (const QueueSnapshot::Row row : chosen[source])
            left[source][row] = true;
    }
    for (const RowRef ref : shown) {
        if (ref.source >= left.size())
            continue;
        std::vector<bool> &marks = left[ref.source];
        if (ref.row < marks.size() && marks[ref.row]) {
            marks[ref.row] = false;
            rows.push_back(ref);
        }
    }
    for (size_t source = 0; source < chosen.size(); ++source) {
        for (const QueueSnapshot::Row row : chosen[source]) {
            if (left[source][row])
                rows.push_back({quint32(source), row});
        }
    }
    return rows;
}

}
