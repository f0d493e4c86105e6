// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterrun.h"

#include "core/queue/filtercondition.h"

#include <QCoreApplication>

namespace spoolscope {

FilterRun::FilterRun(
    const Filter &filter, const QueueSnapshot &snapshot, const FilterContext &context)
    : m_patternTime(context.patternTime)
    , m_snapshot(snapshot)
    , m_root(makeCondition(filter.root(), snapshot, context, m_patternTime))
{
}

FilterRun::~FilterRun() = default;

Answer FilterRun::test(Row row)
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
        const Answer answer = m_root->test(result.end);
        if (answer == Answer::Yes)
            result.rows.push_back(result.end);
        else if (answer == Answer::Undecided)
            ++result.undecided;
    }
    return result;
}

QString undecidedText(qint64 undecided)
{
    return QCoreApplication::translate("Filter",
        "Testing %1 messages against the regular expression costs too much; they are not taken for "
        "matches. Write it without nested repeats, or use wildcards.")
        .arg(undecided);
}

}
