// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/livecounters.h"
#include "core/logs/logstore.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace spoolscope {

/// The log of one server, as a page is told of it.
struct ShownLog
{
    enum class State {
        Reading, ///< lines come, or have come to an end
        Starting, ///< connecting, or looking for the log
        Unreadable, ///< there is none that this account may read
        Offline, ///< not connected
    };

    QString server; ///< ServerDefinition::id
    QString name; ///< as shown
    QStringList otherNames = {}; ///< that "server:" takes as well
    QString colour = {}; ///< colours::named()
    std::shared_ptr<const LogStore> store = {}; ///< never null
    std::shared_ptr<const LiveCounters> counters = {}; ///< of the same lines; null: none are wanted
    State state = State::Reading;
    /// For a person, a sentence or two: what is going on, or what to do about it. May be empty.
    QString note = {};
};
using ShownLogs = std::vector<ShownLog>;

}
