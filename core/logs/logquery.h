// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logcondition.h"

#include <functional>
#include <stop_token>

namespace spoolscope {

/// A filter (logFilterFields()) made ready for the lines of one server. A gap between two lines
/// that match is kept, and one only where there are several: whoever looks for a message must see
/// where lines of it may be missing. One thread.
class LogQuery final
{
public:
    using Row = LogRows::Row;
    using Take = std::function<void(Row row, const LogRecord &record)>;

    /// `serverNames`: each of them is the server's. `afterGap`: the last row taken before was a
    /// gap.
    LogQuery(const Filter &filter, const QStringList &serverNames, bool afterGap = false);
    ~LogQuery();

    /// Hands over what matches of the rows from `first` to the reader's last. False: stopped.
    bool find(LogReader &reader, Row first, const Take &take, const std::stop_token &stop = {});
    bool isAfterGap() const { return m_isAfterGap; }

private:
    void takeFrom(const LogReader::Block &block, const LogBits &found, Row first, const Take &take);

    std::unique_ptr<LogCondition> m_condition;
    bool m_isAfterGap;
};

}
