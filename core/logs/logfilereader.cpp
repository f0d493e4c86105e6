// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logfilereader.h"

#include "core/logs/gzipinflater.h"
#include "core/transport/patience.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qsizetype pieceSize = 256 << 10; ///< fits the second level cache, with what is made of it

struct Reader
{
    Q_DECLARE_TR_FUNCTIONS(Reader)
};

std::unexpected<Error> notRead(const QString &name, int error)
{
    const ErrorKind kind = error == ENOENT ? ErrorKind::NotFound
        : error == EACCES                  ? ErrorKind::Permission
                                           : ErrorKind::Io;
    return failure(kind,
        Reader::tr("%1 could not be read: %2.")
            .arg(name, QString::fromStdString(std::generic_category().message(error))));
}

}

Result<LogFileReader> LogFileReader::open(const QString &path)
{
    const bool isInput = path == "-"_L1;
    const QString name = isInput ? Reader::tr("Standard input") : path;
    UniqueFd fd(isInput ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                        : ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC));
    struct stat status = {};
    if (!fd.isValid() || ::fstat(fd.get(), &status) != 0)
        return notRead(name, errno);
    if (S_ISDIR(status.st_mode))
        return notRead(name, EISDIR);
    LogFileReader reader(std::move(fd), name);
    reader.m_isFile = S_ISREG(status.st_mode);
    reader.m_modified
        = reader.m_isFile ? qint64(status.st_mtim.tv_sec) : QDateTime::currentSecsSinceEpoch();
    return reader;
}

Result<qsizetype> LogFileReader::readPiece(char *piece, const std::stop_token &stop)
{
    if (!m_isFile) // what may be waited for
        Patience(stop, std::chrono::years(1)).waitFor(m_fd.get(), POLLIN);
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, Reader::tr("Cancelled."));
    for (;;) {
        const ssize_t size = ::read(m_fd.get(), piece, size_t(pieceSize));
        if (size >= 0)
            return qsizetype(size);
        if (errno != EINTR)
            return notRead(m_name, errno);
    }
}

Result<void> LogFileReader::read(const LineSink &take, const std::stop_token &stop)
{
    LineSplitter lines(take);
    GzipInflater inflater([&](QByteArrayView bytes) {
        lines.feed(bytes);
        return true;
    });
    QByteArray piece(pieceSize, Qt::Uninitialized);
    std::optional<bool> isPacked;
    for (;;) {
        const auto size = readPiece(piece.data(), stop);
        if (!size)
            return std::unexpected(size.error());
        if (*size == 0)
            break;
        const QByteArrayView bytes(piece.constData(), *size);
        if (!isPacked)
            isPacked = GzipInflater::isGzip(bytes);
        if (!*isPacked) {
            lines.feed(bytes);
        } else if (const auto inflated = inflater.feed(bytes); !inflated) {
            lines.finish();
            return failure(ErrorKind::Parse,
                Reader::tr("%1 is damaged: it cannot be unpacked from some place on.").arg(m_name),
                inflated.error().detail);
        }
    }
    lines.finish();
    if (isPacked.value_or(false) && !inflater.isComplete())
        return failure(ErrorKind::Parse, Reader::tr("%1 ends too early.").arg(m_name));
    return {};
}

QStringList inOrderOfTime(QStringList paths)
{
    const auto modified = [](const QString &path) {
        struct stat status = {};
        if (::stat(QFile::encodeName(path).constData(), &status) != 0)
            return std::pair(std::numeric_limits<qint64>::max(), qint64(0));
        return std::pair(qint64(status.st_mtim.tv_sec), qint64(status.st_mtim.tv_nsec));
    };
    std::ranges::stable_sort(paths, {}, modified);
    return paths;
}

}
