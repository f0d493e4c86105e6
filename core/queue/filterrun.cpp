// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterrun.h"

#include "core/queue/filtercondition.h"

namespace spoolscope {

FilterRun::FilterRun(
    const Filter &filter, const QueueSnapshot &snapshot, const FilterContext &context)
    : m_snapshot(snapshot), m_root(makeCondition(filter.root(), snapshot, context))
{
}

FilterRun::~FilterRun() = default;

bool FilterRun::matches(Row row)
{
    return m_root->test(row);
}

FilteredRows FilterRun::rows(Row first, const std::stop_token &stop)
{
    constexpr Row rowsBetweenLooks = 16; // at the stop token
    constexpr Row rowsAhead = 16; // about the time that memory takes
    FilteredRows result;
    const Row end = Row(m_snapshot.rowCount());
    for (result.end = first; result.end < end; ++result.end) {
        if (result.end % rowsBetweenLooks == 0 && stop.stop_requested()) {
            result.isStopped = true;
            break;
        }
        if (end - result.end > rowsAhead)
            m_root->prefetch(result.end + rowsAhead);
        if (m_root->test(result.end))
            result.rows.push_back(result.end);
    }
    return result;
}

}
