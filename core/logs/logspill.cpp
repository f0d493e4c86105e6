// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logspill.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace spoolscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LogSpill)
};

/// For file systems without O_TMPFILE: the name lasts for an instant.
int openNamed(const QByteArray &directory)
{
    QByteArray name = directory + "/.spoolscope-log-XXXXXX";
    const int file = ::mkostemp(name.data(), O_CLOEXEC); // 0600
    if (file >= 0)
        ::unlink(name.constData());
    return file;
}

UniqueFd openUnnamed(const QString &directory)
{
    QDir().mkpath(directory); // where it cannot be made, nothing can be opened either
    const QByteArray path = QFile::encodeName(directory);
    UniqueFd file(
        ::open(path.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, S_IRUSR | S_IWUSR));
    return file.isValid() ? std::move(file) : UniqueFd(openNamed(path));
}

}

Result<std::shared_ptr<LogSpill>> LogSpill::open(const QString &directory, qint64 slotSize)
{
    const QStringList places = directory.isEmpty()
        ? QStringList{QStandardPaths::writableLocation(QStandardPaths::CacheLocation),
              QStringLiteral("/var/tmp")} // not /tmp, which is memory on many machines
        : QStringList{directory};
    for (const QString &place : places) {
        UniqueFd file = openUnnamed(place);
        if (file.isValid())
            return std::shared_ptr<LogSpill>(new LogSpill(std::move(file), slotSize));
    }
    return failure(ErrorKind::Io,
        Words::tr("Log lines could not be kept in %1: %2.")
            .arg(places.constLast(), qt_error_string(errno)));
}

std::unique_ptr<LogSpill::Slot> LogSpill::takeSlot()
{
    const std::lock_guard lock(m_mutex);
    qint64 number = m_slots;
    if (m_free.empty()) {
        ++m_slots;
    } else {
        number = m_free.back();
        m_free.pop_back();
    }
    return std::make_unique<Slot>(shared_from_this(), number);
}

void LogSpill::giveBack(qint64 slot)
{
    // The disk's space at once; a file system that cannot keeps it for the next that takes the
    // slot.
    ::fallocate(
        m_file.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, slot * m_slotSize, m_slotSize);
    const std::lock_guard lock(m_mutex);
    m_free.push_back(slot);
}

LogSpill::Slot::~Slot()
{
    m_spill->giveBack(m_number);
}

bool LogSpill::Slot::read(qint64 at, std::span<std::byte> bytes) const
{
    qint64 from = m_number * m_spill->m_slotSize + at;
    while (!bytes.empty()) {
        const ssize_t got = ::pread(m_spill->m_file.get(), bytes.data(), bytes.size(), from);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes = bytes.subspan(size_t(got));
        from += got;
    }
    return true;
}

Result<void> LogSpill::Slot::write(qint64 at, std::span<const std::byte> bytes)
{
    qint64 to = m_number * m_spill->m_slotSize + at;
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(m_spill->m_file.get(), bytes.data(), bytes.size(), to);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return failure(ErrorKind::Io,
                Words::tr("Log lines could not be put on the disk: %1.")
                    .arg(qt_error_string(errno)));
        bytes = bytes.subspan(size_t(put));
        to += put;
    }
    return {};
}

}
