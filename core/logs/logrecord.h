// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logevent.h"

#include <atomic>

namespace spoolscope {

/// What became of a delivery, as far as lists and filters tell it apart.
enum class LogStatus : quint8 {
    None,
    Sent,
    Deferred,
    Bounced,
    Expired,
    Deliverable,
    Undeliverable,
    Other, ///< the line has the word
};
inline constexpr size_t logStatusCount = size_t(LogStatus::Other) + 1;
QLatin1StringView nameOf(LogStatus status); ///< "sent"; empty for None and Other
LogStatus logStatusOf(QByteArrayView word);

inline constexpr size_t logDaemonCount = size_t(LogDaemon::Virtual) + 1;
inline constexpr size_t logSeverityCount = size_t(LogSeverity::Panic) + 1;

/// What a LogStore keeps of a line beside its text: what is shown, merged and filtered most.
struct LogRecord
{
    enum Flag : quint8 {
        Gap = 1, ///< no line: its text says why lines may be missing here
        Cut = 2, ///< the line was longer than what is kept of it
        NoTime = 4, ///< `time` is that of the line before
        NotAscii = 8,
    };

    qint64 time = 0; ///< microseconds since 1970
    quint32 textAt = 0; ///< in the text of its segment
    quint16 textSize = 0;
    quint16 tagAt = 0, messageAt = 0, idAt = 0; ///< within the line
    quint32 idHash = 0;
    quint8 tagSize = 0; ///< 0: it has no frame of syslog's
    quint8 idSize = 0; ///< 0: it has no queue ID
    LogDaemon daemon = LogDaemon::None;
    LogEventKind kind = LogEventKind::NoLine;
    LogSeverity severity = LogSeverity::Info;
    LogStatus status = LogStatus::None;
    quint8 flags = 0;

    bool isGap() const { return flags & Gap; }
    bool operator==(const LogRecord &) const = default;
};
static_assert(sizeof(LogRecord) == 32); // there may be twenty million

/// Lines counted by what they are, gaps left out.
struct LogTally
{
    std::array<qint64, logDaemonCount> daemons{};
    std::array<qint64, logSeverityCount> severities{};
    std::array<qint64, logStatusCount> statuses{};
    qint64 lines = 0;

    void add(const LogRecord &record)
    {
        if (record.isGap())
            return;
        ++daemons[size_t(record.daemon)];
        ++severities[size_t(record.severity)];
        ++statuses[size_t(record.status)];
        ++lines;
    }
    void add(const LogTally &other);
    void subtract(const LogTally &other);
};

quint32 logIdHash(QByteArrayView id);

}
