// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <functional>

namespace spoolscope {

/// One append-only file of entries, each a line "HASH JSON". HASH is the SHA-256, in hexadecimal,
/// of the previous line's HASH, a line break and this line's JSON (64 zeros before the first), so a
/// line that was changed, taken out or put in breaks the chain from there on; sha256sum(1) can
/// check it. What a chain cannot show by itself is that its end was cut off: compare lastHash()
/// with a copy.
///
/// Several programs may append to the same file; each append holds a lock (flock(2)). Used by one
/// thread at a time.
class ChainFile final
{
public:
    explicit ChainFile(QString path);
    ChainFile(const ChainFile &) = delete;
    ChainFile &operator=(const ChainFile &) = delete;
    ~ChainFile();

    /// Writes all entries and waits until they are on the disk (fsync). All or nothing: when it
    /// fails, the file is as it was. Error: Io.
    Result<void> append(const QList<QJsonObject> &entries);

    const QString &path() const { return m_path; }

private:
    Result<void> open();
    Result<QByteArray> catchUp(); ///< with what others have appended; a half line at the end
    Result<void> write(const QByteArray &lines);
    std::unexpected<Error> ioError(const char *what) const;

    QString m_path;
    int m_fd = -1;
    qint64 m_end = 0; ///< of the last whole line that is known, in bytes
    QByteArray m_last; ///< its HASH
};

/// What a look through the whole chain found.
struct ChainReport
{
    QString file = {};
    qint64 entries = 0;
    QByteArray lastHash = {}; ///< of the last good line
    qint64 brokenLine = 0; ///< from 1; 0: the chain holds
    qint64 tornLines = 0; ///< half lines left by a crash or power cut, accounted for by the chain
};

/// Reads the entries in order, up to the first one that does not fit the chain. Blocks. Error: Io.
/// No file: no entries.
Result<ChainReport> readChain(
    const QString &path, const std::function<void(const QJsonObject &entry)> &sink = {});

}
