// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logbits.h"
#include "core/queue/filter.h"

#include <QStringList>

#include <memory>

namespace spoolscope {

/// A part of a filter that is asked about a block of lines at once. One thread.
class LogCondition
{
public:
    virtual ~LogCondition() = default;
    /// Takes out of `rows` those for which it does not hold. `row`: any of the reader's block.
    virtual void narrow(LogReader &reader, LogReader::Row row, LogBits &rows) = 0;
    /// Rough, so that what is cheap is asked first and the others look at what it leaves: 0 looks
    /// at records, 1 for a text, 2 at every text, 3 parses lines.
    virtual int cost() const = 0;

protected:
    LogCondition() = default;
    Q_DISABLE_COPY_MOVE(LogCondition)
};

/// `serverNames`: each of them is the server's.
std::unique_ptr<LogCondition> makeLogCondition(
    const FilterNode &node, const QStringList &serverNames);

/// For one term.
std::unique_ptr<LogCondition> makeLogTerm(const FilterTerm &term, const QStringList &serverNames);

}
