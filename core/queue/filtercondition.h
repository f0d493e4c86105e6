// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterrun.h"

namespace spoolscope {

/// A filter's tree made ready for one snapshot (FilterRun). One thread.
class FilterCondition
{
public:
    virtual ~FilterCondition() = default;
    virtual bool test(QueueSnapshot::Row row) = 0;
    /// A hint that the row will be tested soon.
    virtual void prefetch(QueueSnapshot::Row) { }
    /// What the snapshot as a whole decides.
    virtual std::optional<bool> constant() const { return std::nullopt; }
    /// Rough, for testing cheap conditions first.
    virtual int cost() const { return 0; }

protected:
    FilterCondition() = default;
    Q_DISABLE_COPY_MOVE(FilterCondition)
};

std::unique_ptr<FilterCondition> makeCondition(
    const FilterNode &node, const QueueSnapshot &snapshot, const FilterContext &context);

}
