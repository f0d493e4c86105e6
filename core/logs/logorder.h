// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logstore.h"
#include "core/queue/filter.h"

#include <QStringList>

#include <stop_token>

namespace spoolscope {

class LogReader;

/// A row of one of several logs, in eight bytes: there may be twenty million in a list.
class LogRef final
{
public:
    LogRef() = default;
    LogRef(size_t source, LogRows::Row row) : m_value(quint64(source) << rowBits | row) { }

    size_t source() const { return size_t(m_value >> rowBits); }
    LogRows::Row row() const { return m_value & ((quint64(1) << rowBits) - 1); }
    friend auto operator<=>(const LogRef &, const LogRef &) = default;

private:
    static constexpr unsigned rowBits = 52;
    quint64 m_value = 0;
};

/// A log that is shown.
struct LogOrderSource
{
    std::shared_ptr<const LogStore> store;
    QStringList names; ///< each of them is the server's, for "server:"
};

/// What matches a filter in several logs, merged by time; lines of one moment stand in the order of
/// the sources, then of their logs. Immutable; made from the one before it, it shares most of its
/// memory. All of its rows stay readable. Any thread.
class LogOrder final
{
public:
    size_t size() const { return m_size; }
    LogRef at(size_t index) const { return (*m_chunks[index / chunkSize])[index % chunkSize]; }
    qint64 lineCount() const { return qint64(m_size) - qint64(m_gaps.size()); }
    size_t sourceCount() const { return m_sources.size(); }
    const LogRows &rows(size_t source) const { return m_sources[source].rows; }
    qint64 totalLines() const; ///< of all sources, whether they match or not

    /// The first place whose line is not before that time, or that line; size() for none.
    size_t placeOf(qint64 time, LogRef ref, std::vector<LogReader> &readers) const;
    std::vector<LogReader> readers() const; ///< one for each source, for one thread

private:
    friend class LogArranger;
    static constexpr size_t chunkSize = 1 << 16;
    using Chunk = std::vector<LogRef>;
    struct Source
    {
        LogRows rows;
        bool isAfterGap = false;
    };

    void append(LogRef ref);

    std::vector<std::shared_ptr<Chunk>> m_chunks; ///< full but for the last
    size_t m_size = 0;
    std::vector<Source> m_sources;
    std::vector<LogRef> m_gaps;
};

struct LogOrderRequest
{
    std::vector<LogOrderSource> sources = {};
    Filter filter = Filter::everything();
    /// With the same sources and filter: what came since is added. Null: all is looked at.
    std::shared_ptr<const LogOrder> previous = {};
};

/// Null where it was stopped. Takes about a second for five million lines, so not on the GUI
/// thread.
std::shared_ptr<const LogOrder> arrangeLog(
    const LogOrderRequest &request, const std::stop_token &stop);

}
