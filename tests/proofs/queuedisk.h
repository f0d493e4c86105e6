// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <map>
#include <set>
#include <vector>

#include <sys/types.h>

namespace spoolscope {

/// The queue directory of a lab host, straight from its file system: the truth that a proof
/// compares with, and the place where messages are put, swapped and put back. Short queue IDs and
/// hash_queue_depth 1 (Postfix's default) only. qFatal when the disk does not do as it should.
class QueueDisk final
{
public:
    /// `directory` as this process sees it.
    explicit QueueDisk(QString directory);

    /// Where each message is: queue ID to queue names ("hold", "deferred", ...), more than one
    /// only while it moves or when something is wrong. All of maildrop to hold.
    std::map<QByteArray, std::set<QByteArray>> look() const;

    /// What is deferred now is what restore() brings back. Other queues are left alone.
    void remember();
    const std::map<QByteArray, QByteArray> &remembered() const { return m_files; } ///< ID to bytes

    /// Deferred has what was remembered again, hold and maildrop have none of it. With `held` in
    /// hold instead.
    void restore(const std::set<QByteArray> &held = {});

    /// A new deferred message with the bytes of another.
    void add(const QByteArray &id, const QByteArray &bytes) const;
    /// The file of `id` in deferred or hold gets these bytes and keeps its inode and place. False
    /// when it is in neither, or left before it was written.
    bool overwrite(const QByteArray &id, const QByteArray &bytes) const;
    /// Takes it out of hold (false: it was not there) as another administrator might.
    bool takeFromHold(const QByteArray &id) const;
    /// The bytes in any queue; null when it is in none.
    QByteArray bytes(const QByteArray &id) const;

private:
    QByteArray pathOf(const QByteArray &queue, const QByteArray &id) const;
    void write(const QByteArray &path, const QByteArray &bytes) const;

    QByteArray m_directory;
    std::map<QByteArray, QByteArray> m_files;
    uid_t m_user = 0;
    gid_t m_group = 0;
    mutable std::set<QByteArray> m_touched; ///< whose bytes are not what was remembered
};

}
