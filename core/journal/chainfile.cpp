// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/chainfile.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qsizetype hashLength = 64;
constexpr qsizetype longestLine = 64 << 20; ///< no entry of ours comes near

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Journal)
};

QByteArray firstLink()
{
    return QByteArray(hashLength, '0');
}

QByteArray linked(const QByteArray &previous, QByteArrayView json)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(previous);
    hash.addData("\n");
    hash.addData(json);
    return hash.result().toHex();
}

/// flock(2) for as long as it lives.
class Lock final
{
public:
    explicit Lock(int fd) : m_fd(fd)
    {
        while (::flock(fd, LOCK_EX) != 0 && errno == EINTR) { }
    }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;
    ~Lock() { ::flock(m_fd, LOCK_UN); }

private:
    int m_fd;
};

/// A half line that a crash has left is named by the entry behind it.
QJsonObject tornEntry(const QByteArray &fragment)
{
    return {{u"what"_s, u"torn"_s}, {u"bytes"_s, fragment.size()},
        {u"sha256"_s,
            QString::fromLatin1(
                QCryptographicHash::hash(fragment, QCryptographicHash::Sha256).toHex())}};
}

/// The HASH of a line that continues the chain.
std::optional<QByteArray> hashOf(QByteArrayView line, const QByteArray &previous)
{
    if (line.size() <= hashLength || line[hashLength] != ' ')
        return std::nullopt;
    QByteArray hash = linked(previous, line.sliced(hashLength + 1));
    return line.first(hashLength) == hash ? std::optional(std::move(hash)) : std::nullopt;
}

QJsonObject entryOf(const QByteArray &line)
{
    return QJsonDocument::fromJson(line.sliced(hashLength + 1)).object();
}

/// Up to the line break, or as much as no entry of ours has. QFile::readLine(qint64) would take
/// that much memory for every line.
QByteArray lineOf(QFile &file)
{
    std::array<char, 8192> piece; // a byte of it is for the end of a string
    QByteArray line;
    qint64 read = 0;
    do {
        read = file.readLine(piece.data(), qint64(piece.size()));
        line.append(piece.data(), std::max<qint64>(read, 0));
    } while (read > 0 && !line.endsWith('\n') && line.size() < longestLine);
    return line;
}

using Sink = std::function<void(const QJsonObject &)>;

/// Reads on from `end`, up to where `report` accounts for the file, and moves it to the end of the
/// last whole line.
Result<void> walk(const QString &path, qint64 &end, ChainReport &report, const Sink &sink)
{
    QFile file(path);
    if (!file.exists())
        return {};
    const auto unreadable = [&] {
        return failure(ErrorKind::Io, Text::tr("The journal %1 could not be read.").arg(path),
            file.errorString().toUtf8());
    };
    if (!file.open(QIODevice::ReadOnly) || !file.seek(end))
        return unreadable();
    std::optional<QByteArray> misfit; ///< the line before, if it fits nothing so far
    bool isWhole = true;
    qint64 number = report.entries + report.tornLines;
    while (!file.atEnd()) {
        ++number;
        QByteArray line = lineOf(file);
        if (line.isEmpty())
            return unreadable();
        isWhole = line.endsWith('\n');
        if (isWhole)
            line.chop(1);
        auto hash = isWhole ? hashOf(line, report.lastHash) : std::nullopt;
        // A half line may stand at the end, or where the entry behind it names it.
        if (misfit && (!hash || entryOf(line) != tornEntry(*misfit))) {
            report.brokenLine = number - 1;
            return {};
        }
        if (!hash) {
            misfit = line;
            continue;
        }
        report.tornLines += misfit.has_value();
        misfit.reset();
        report.lastHash = std::move(*hash);
        ++report.entries;
        end = file.pos();
        if (sink)
            sink(entryOf(line));
    }
    if (misfit && isWhole)
        report.brokenLine = number;
    else if (misfit)
        ++report.tornLines;
    return {};
}

}

ChainFile::ChainFile(QString path) : m_path(std::move(path))
{
}

ChainFile::~ChainFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

std::unexpected<Error> ChainFile::ioError(const char *what) const
{
    return failure(ErrorKind::Io,
        Text::tr("The journal %1 could not be written. Without it nothing is changed on a server; "
                 "see whether the disk is full or the file is somebody else's.")
            .arg(m_path),
        QByteArray(what) + ": " + std::strerror(errno));
}

Result<void> ChainFile::open()
{
    if (m_fd >= 0)
        return {};
    m_fd = ::open(QFile::encodeName(m_path).constData(),
        O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_fd < 0)
        return ioError("open");
    // A new file is only there for good once its directory says so.
    const QByteArray directory = QFile::encodeName(m_path.left(m_path.lastIndexOf(u'/')));
    const int parent = ::open(directory.constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (parent >= 0) {
        ::fsync(parent);
        ::close(parent);
    }
    m_last = firstLink();
    return {};
}

Result<QByteArray> ChainFile::catchUp()
{
    struct stat status;
    if (::fstat(m_fd, &status) != 0)
        return ioError("fstat");
    if (status.st_size == m_end)
        return QByteArray();
    ChainReport report{.lastHash = m_last};
    if (const auto walked = walk(m_path, m_end, report, {}); !walked)
        return std::unexpected(walked.error());
    if (report.brokenLine != 0 || status.st_size < m_end)
        return failure(ErrorKind::Io,
            Text::tr("The journal %1 was changed or damaged. Without a journal nothing is changed "
                     "on a server. Keep that file as evidence under another name; a new one is "
                     "begun then.")
                .arg(m_path));
    m_last = report.lastHash;
    QByteArray fragment(status.st_size - m_end, '\0');
    if (::pread(m_fd, fragment.data(), size_t(fragment.size()), m_end) != fragment.size())
        return ioError("read");
    return fragment;
}

Result<void> ChainFile::write(const QByteArray &lines)
{
    struct stat before;
    if (::fstat(m_fd, &before) != 0)
        return ioError("fstat");
    qint64 done = 0;
    while (done < lines.size()) {
        const ssize_t count = ::write(m_fd, lines.constData() + done, size_t(lines.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        done += count;
    }
    if (done == lines.size() && ::fsync(m_fd) == 0) {
        m_end = before.st_size + lines.size();
        return {};
    }
    const auto error = ioError("write");
    // What is not whole must not stay: nobody else can have written behind it, we hold the lock.
    if (::ftruncate(m_fd, before.st_size) == 0)
        ::fsync(m_fd);
    return error;
}

Result<void> ChainFile::append(const QList<QJsonObject> &entries)
{
    if (const auto opened = open(); !opened)
        return opened;
    const Lock lock(m_fd);
    const auto fragment = catchUp();
    if (!fragment)
        return std::unexpected(fragment.error());
    QByteArray lines;
    QByteArray last = m_last;
    const auto add = [&](const QJsonObject &entry) {
        const QByteArray json = QJsonDocument(entry).toJson(QJsonDocument::Compact);
        last = linked(last, json);
        lines += last + ' ' + json + '\n';
    };
    if (!fragment->isEmpty()) {
        lines += '\n';
        if (const auto hash = hashOf(*fragment, last))
            last = *hash; // only its line break was missing
        else
            add(tornEntry(*fragment));
    }
    for (const QJsonObject &entry : entries)
        add(entry);
    if (const auto written = write(lines); !written)
        return written;
    m_last = last;
    return {};
}

Result<ChainReport> readChain(const QString &path, const Sink &sink)
{
    ChainReport report{.file = path, .lastHash = firstLink()};
    qint64 end = 0;
    if (const auto walked = walk(path, end, report, sink); !walked)
        return std::unexpected(walked.error());
    return report;
}

}
