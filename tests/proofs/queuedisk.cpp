// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "queuedisk.h"

#include "core/transport/uniquefd.h"

#include <QDir>
#include <QFile>

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr std::array queues{"maildrop", "incoming", "active", "deferred", "hold"};

/// mail_queue.c: a queue file is complete when its owner may execute it.
constexpr mode_t completeMode = 0700;

bool isHashed(const QByteArray &queue)
{
    return queue == "deferred";
}

QByteArray contentOf(const QByteArray &path)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool writeAll(int fd, const QByteArray &bytes)
{
    return ::pwrite(fd, bytes.constData(), size_t(bytes.size()), 0) == bytes.size()
        && ::ftruncate(fd, bytes.size()) == 0;
}

}

QueueDisk::QueueDisk(QString directory) : m_directory(QFile::encodeName(directory))
{
}

QByteArray QueueDisk::pathOf(const QByteArray &queue, const QByteArray &id) const
{
    return m_directory + '/' + queue + '/' + (isHashed(queue) ? id.first(1) + '/' : QByteArray())
        + id;
}

std::map<QByteArray, std::set<QByteArray>> QueueDisk::look() const
{
    std::map<QByteArray, std::set<QByteArray>> found;
    for (const QByteArray queue : queues) {
        const QDir top(QFile::decodeName(m_directory + '/' + queue));
        if (!top.exists())
            qFatal("%s is not there", qPrintable(top.path()));
        QStringList names = top.entryList(QDir::Files);
        const QStringList hashes = top.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        for (const QString &hash : hashes)
            names += QDir(top.filePath(hash)).entryList(QDir::Files);
        for (const QString &name : std::as_const(names))
            found[name.toLatin1()].insert(queue);
    }
    return found;
}

void QueueDisk::remember()
{
    m_files.clear();
    m_touched.clear();
    for (const auto &[id, places] : look()) {
        if (!places.contains("deferred"))
            continue;
        const QByteArray path = pathOf("deferred", id);
        struct stat status = {};
        if (::stat(path.constData(), &status) != 0)
            qFatal("%s is gone", path.constData());
        m_user = status.st_uid;
        m_group = status.st_gid;
        m_files[id] = contentOf(path);
    }
}

void QueueDisk::write(const QByteArray &path, const QByteArray &bytes) const
{
    ::mkdir(path.first(path.lastIndexOf('/')).constData(), 0700);
    ::chown(path.first(path.lastIndexOf('/')).constData(), m_user, m_group);
    const UniqueFd fd(::open(path.constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!fd.isValid() || !writeAll(fd.get(), bytes) || ::fchown(fd.get(), m_user, m_group) != 0
        || ::fchmod(fd.get(), completeMode) != 0)
        qFatal("cannot write %s: %s", path.constData(), strerror(errno));
}

void QueueDisk::restore(const std::set<QByteArray> &held)
{
    auto now = look();
    for (const auto &[id, places] : now) {
        const bool isOurs = m_files.contains(id);
        for (const QByteArray &place : places) {
            const bool isWanted = isOurs && place == (held.contains(id) ? "hold" : "deferred")
                && !m_touched.contains(id);
            const bool isEphemeral = place == "deferred" || place == "maildrop";
            if (!isWanted && (isOurs || isEphemeral))
                ::unlink(pathOf(place, id).constData());
        }
    }
    now = look();
    for (const auto &[id, bytes] : m_files) {
        if (!now.contains(id))
            write(pathOf(held.contains(id) ? "hold" : "deferred", id), bytes);
    }
    m_touched.clear();
}

void QueueDisk::add(const QByteArray &id, const QByteArray &bytes) const
{
    m_touched.insert(id);
    write(pathOf("deferred", id), bytes);
}

bool QueueDisk::overwrite(const QByteArray &id, const QByteArray &bytes) const
{
    m_touched.insert(id);
    for (const char *queue : {"deferred", "hold", "deferred"}) { // it may just be on its way
        const UniqueFd fd(::open(pathOf(queue, id).constData(), O_WRONLY | O_CLOEXEC));
        if (!fd.isValid())
            continue;
        struct stat status = {};
        return writeAll(fd.get(), bytes) && ::fstat(fd.get(), &status) == 0 && status.st_nlink > 0;
    }
    return false;
}

bool QueueDisk::takeFromHold(const QByteArray &id) const
{
    return ::unlink(pathOf("hold", id).constData()) == 0;
}

QByteArray QueueDisk::bytes(const QByteArray &id) const
{
    for (const char *queue : queues) {
        const QByteArray found = contentOf(pathOf(queue, id));
        if (!found.isNull())
            return found;
    }
    return {};
}

}
