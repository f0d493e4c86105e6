// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/queueid.h"
#include "core/postfix/queuename.h"
#include "core/transport/commandline.h"

#include <array>
#include <functional>
#include <optional>

namespace spoolscope {

/// Names every file of the five queues that hold messages, and describes those whose inode changed
/// (ctime, which only the kernel sets: creation, rename, chmod, utime, every write) after `since`,
/// seconds by the server's clock. `OnlyChanged` leaves the others out. Of defer all names are told,
/// and nothing else. Needs GNU find and ls, and to read the queue directories
/// (InstanceRights::countQueues). Nothing is changed.
enum class ScanExtent { Everything, OnlyChanged };
CommandLine scanQueuesCommand(const Instance &instance, qint64 since, ScanExtent extent);

/// What showq(8) looks at in lstat(2) before it opens a file.
struct FileStatus
{
    quint32 mode = 0; ///< permission bits
    QByteArray owner = {}; ///< user name, or a number
};

/// One file of a queue directory. The view lives until the sink returns.
struct ScannedFile
{
    QueueName queue = QueueName::Deferred; ///< one that holds messages, or Defer
    QueueId id;
    QByteArrayView path; ///< below the queue's directory: "4/4F2A81C09D"
    qint64 size = 0; ///< bytes; not told of a log
    std::optional<FileStatus> changed = {}; ///< absent: as it was at `since`, or a log
};

/// What stands in front of the files.
struct ScanFacts
{
    qint64 clock = 0; ///< seconds since 1970, server's clock, before the first directory was read
    QByteArray queueDirectory = {}; ///< absolute
    QByteArray mailOwner; ///< mail_owner, who showq(8) runs as
    QByteArray emptyAddress; ///< empty_address_recipient, how showq(8) writes the null sender
    qint64 duplicateLimit = 0; ///< duplicate_filter_limit; 0: none
    std::optional<bool> showsUtf8 = {}; ///< smtputf8_enable, where it can be told
    QByteArray mailVersion = {}; ///< "3.10.5"
};

/// Incremental parser: bytes in any chunks -> one sink call per file. Files with names that are no
/// queue IDs are passed over, as showq(8) does. Pure.
class QueueScanParser final
{
public:
    using Sink = std::function<void(const ScannedFile &)>;

    explicit QueueScanParser(Sink sink) : m_sink(std::move(sink)) { }

    void feed(QByteArrayView bytes);
    /// Once all bytes came: what they began with, or why they cannot be relied on. `errors` is
    /// stderr of find and ls, where a file that vanished under it is no trouble.
    /// Errors: Permission, NotFound (no GNU find there), Parse.
    Result<ScanFacts> finish(int exitCode, const QByteArray &errors);

private:
    void takeLine(QByteArrayView line);
    void takeControl(QByteArrayView line);
    void takeFile(QByteArrayView line);
    void takeLog(QByteArrayView line);
    bool isAwaited(QueueName queue) const;

    const Sink m_sink;
    QByteArray m_rest;
    ScanFacts m_facts;
    std::optional<QueueName> m_queue; ///< whose files come
    QByteArray m_logPath; ///< below defer, of the latest log
    qsizetype m_logNameStart = 0; ///< in m_logPath: in front of it is the directory whose logs come
    std::array<int, allQueues.size()> m_parts = {}; ///< of each queue that came to their end
    unsigned m_heads = 0; ///< lines of ScanFacts so far
    bool m_isDamaged = false;
    bool m_isForbidden = false;
    bool m_hadTrouble = false; ///< find's exit status was 1 somewhere
};

/// Those that a scan names, in its order: a message that goes its usual way while they are read may
/// be met twice, but is not missed.
inline constexpr std::array scannedQueues{QueueName::Maildrop, QueueName::Incoming,
    QueueName::Active, QueueName::Deferred, QueueName::Hold, QueueName::Defer};

}
