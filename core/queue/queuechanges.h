// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queuescan.h"
#include "core/queue/queuesnapshot.h"

#include <QHash>

#include <memory>
#include <optional>
#include <vector>

namespace spoolscope {

/// A queue file whose message must be read.
struct ChangedFile
{
    QueueName queue = QueueName::Deferred;
    QueueId id;
    QByteArray path; ///< below the spool: "deferred/4/4F2A81C09D"
    qint64 size = 0; ///< bytes
    std::optional<FileStatus> status = {}; ///< absent where only the log changed
    bool wasForcedExpire = false; ///< what holds without a status
    QByteArray logPath = {}; ///< of its defer log, "defer/4/4F2A81C09D"; empty: there is none
};

/// What a scan says of the messages of an older snapshot: which are as they were and which must be
/// read. Pure. The scan must have been told a time before the snapshot's contents were read.
///
/// A message is as it was if its queue file is where it was and did not change, there is a defer
/// log if there was one, and it is not being delivered: a log is only written while its message is
/// in the active queue, and when qmgr(8) puts the message back it sets the time of the queue file
/// and moves it (qmgr_active_defer()). A file that did not change and is not in the snapshot was
/// there when postqueue listed the queue and was passed over: it is no message to postqueue.
class QueueChanges final
{
public:
    explicit QueueChanges(std::shared_ptr<const QueueSnapshot> before);

    void take(const ScannedFile &file); ///< defer logs last, as QueueScanParser gives them
    void finish(); ///< nothing more comes

    bool isUnchanged(QueueSnapshot::Row row) const { return m_files[row].flags & Unchanged; }
    const std::vector<ChangedFile> &changed() const { return m_changed; } ///< valid once finished
    size_t changedCount() const { return m_changed.size(); } ///< so far
    /// Whether the scan contradicts the snapshot, which then proves nothing.
    bool isContradictory() const { return m_isContradictory; }

private:
    enum Flag : quint8 { Present = 1, HasLog = 2, Queued = 4, Unchanged = 8 };
    struct File ///< of an unchanged file, by row of the snapshot
    {
        qint64 size = 0;
        quint32 pathStart = 0; ///< in m_paths
        quint16 pathSize = 0;
        quint8 flags = 0;
    };
    std::optional<QueueSnapshot::Row> findRow(const QueueId &id);
    void takeLog(const ScannedFile &file);
    void takeOld(const ScannedFile &file);
    void reread(QueueSnapshot::Row row, const QByteArray &logPath);

    std::shared_ptr<const QueueSnapshot> m_before;
    std::vector<File> m_files;
    QByteArray m_paths;
    std::vector<ChangedFile> m_changed;
    QHash<QueueId, QList<qsizetype>> m_byId; ///< of m_changed; a moving message comes twice
    QueueSnapshot::Row m_nextRow = 0; ///< of the file that is expected next
    bool m_isContradictory = false;
};

}
