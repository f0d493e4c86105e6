// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trafficcounts.h"

namespace spoolscope {

/// Where an event is counted: its minute, and what is not counted by time.
struct TrafficPlace
{
    TrafficSlot &slot;
    TrafficCounts &counts;

    void add(TrafficCount count, quint32 number = 1) { slot[count] += number; }
    TopSketch::Values &top(TopList list, QByteArrayView text) { return counts.top(list).at(text); }
};

/// "name[address]" as it stands in the line, or what there is of it.
inline QByteArrayView clientOf(const LogEvent &event)
{
    const QByteArrayView name = event.value(LogField::Client);
    const QByteArrayView address = event.value(LogField::ClientAddress);
    if (name.isEmpty() || address.isEmpty() || address.data() != name.end() + 1)
        return address.isEmpty() ? name : address;
    return {name.data(), address.end() + 1}; // with the bracket behind it
}

}
