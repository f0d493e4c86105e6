// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queueshape.h"

#include <vector>

namespace spoolscope {

/// What the page of the shape shows of the queues of its scope, and how.
struct ShapeSettings
{
    static constexpr int mostSubdomains = 999; ///< of leastSubdomains

    ShapeOptions options = {};
    /// In the order of listedQueues; at least one.
    std::vector<QueueName> queues{listedQueues.begin(), listedQueues.end()};
    bool isLogScale = true; ///< colours by magnitude, else in proportion

    bool operator==(const ShapeSettings &) const = default;
};

/// As the user left them; what cannot be is left out.
ShapeSettings loadShapeSettings();
void saveShapeSettings(const ShapeSettings &settings);

}
