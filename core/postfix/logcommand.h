// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/commandline.h"

#include <QByteArray>
#include <QList>

#include <functional>
#include <optional>

namespace spoolscope {

/// A file that is a log, or was one before it was rotated away.
struct LogFileEntry
{
    QByteArray path;
    QByteArray id; ///< device and inode: "2049:131". A rotation by rename keeps it
    qint64 size = 0; ///< bytes, packed where it is
    qint64 modified = 0; ///< seconds since 1970
    QByteArray exactTime = {}; ///< the same with fractions, to be compared as text

    bool operator==(const LogFileEntry &) const = default;
};

/// How the bytes of a file are packed, by its name.
enum class LogPacking { Plain, Gzip, Bzip2, Xz, Zstd };
LogPacking packingOf(QByteArrayView path);

/// Names the log at `path` and what was rotated away from it: `path`.* and `path`-*, as logrotate
/// and "postfix logrotate" name them. Looked at until two looks in a row say the same, so that it
/// is no mixture of the moments of a rotation. Needs stat of GNU or busybox.
CommandLine listLogsCommand(const QByteArray &path);
/// In the order in which they were written; `path`, where it is there, is the last. Errors:
/// NotFound (no such stat), Parse.
Result<QList<LogFileEntry>> parseLogListing(const QByteArray &path, QByteArrayView output);

/// What to read of a file. `id` must be its own still, so that no other file is read under its
/// name.
struct LogReading
{
    QByteArray path;
    QByteArray id;
    qint64 from = 0; ///< of a packed file all is sent; it cannot be begun in the middle
    std::optional<qint64> size = {}; ///< bytes; absent: all there is
    bool isPacked = false; ///< pack it on the server, for the wire
};
/// Prints one line that says how the bytes behind it are packed (LogReadParser).
CommandLine readLogCommand(const LogReading &reading);

/// Takes off that line. Pure.
class LogReadParser final
{
public:
    enum class Kind { Unknown, Plain, Gzip, Moved, Gone };

    /// The file's bytes, packed or not, among what came.
    QByteArrayView feed(QByteArrayView bytes);
    Kind kind() const { return m_kind; }

private:
    QByteArray m_line;
    Kind m_kind = Kind::Unknown;
};

/// How many bytes before its place every piece of a followed log begins, or fewer at its beginning:
/// they prove that it goes on where the last ended.
constexpr qint64 logOverlap = 512;

/// Prints what is written to the file `name`, from byte `from` on, once a second, for as long as
/// somebody listens. It ends by itself when another file is the log at `path` and has something in
/// it, so that the writer has gone over to it, or when the file became shorter. It opens the file
/// once; where that is not `id`, it says so. It writes every second, so that it notices when nobody
/// listens any more, and leaves nothing behind.
CommandLine followLogCommand(
    const QByteArray &path, const QByteArray &name, const QByteArray &id, qint64 from);

/// What followLogCommand() prints. Pure.
class LogFollowParser final
{
public:
    enum class Word {
        Open, ///< what came before it are the bytes before the place: logOverlap of them, or fewer
        Data, ///< `number`: where the piece before it ends; `modified` of the file
        Wait, ///< there was nothing new
        Over, ///< all was read, and another file is the log now
        Cut, ///< the file is shorter than what was read of it
        Moved, ///< the name is that of another file
        Gone, ///< there is no such file, or it may not be read
        Unknown,
    };
    struct Control
    {
        Word word = Word::Unknown;
        qint64 number = 0;
        qint64 modified = 0;
        QByteArray next = {}; ///< of Over: the ID of the file that is the log now
    };
    using DataSink = std::function<void(QByteArrayView bytes)>;
    using ControlSink = std::function<void(const Control &control)>;

    /// `nonce` is the command's (RemoteCommand::nonce()).
    LogFollowParser(const QByteArray &nonce, DataSink data, ControlSink control);
    void feed(QByteArrayView bytes);

private:
    void takeControl(QByteArrayView words);

    const QByteArray m_mark;
    const DataSink m_data;
    const ControlSink m_control;
    QByteArray m_held;
};

}
