// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/messagekey.h"

#include <QHash>
#include <QJsonObject>

#include <chrono>

namespace spoolscope {

/// When each instance was flushed last, and so when it may be flushed again: flushing often slows
/// all other mail down (postqueue(1)). A value without a clock: times are since 1970, as given.
class FlushLimit final
{
public:
    using Time = std::chrono::milliseconds;
    static constexpr Time pause = std::chrono::minutes(1);

    /// How long to wait at `now`; zero: it may be flushed. Never more than `pause`, whatever the
    /// clock did meanwhile.
    Time wait(const InstanceKey &instance, Time now) const;
    void flushed(const InstanceKey &instance, Time now);

    /// For keeping it between two runs of a program. What is not understood is left out.
    QJsonObject toJson() const;
    static FlushLimit fromJson(const QJsonObject &object);

    bool operator==(const FlushLimit &) const = default;

private:
    QHash<InstanceKey, Time> m_last;
};

}
