// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuechanges.h"

namespace spoolscope {

namespace {

QByteArray belowSpool(QueueName queue, QByteArrayView path)
{
    return toBytes(queue).toByteArray() + '/' + path.toByteArray();
}

}

QueueChanges::QueueChanges(std::shared_ptr<const QueueSnapshot> before)
    : m_before(std::move(before)), m_files(m_before->rowCount())
{
}

void QueueChanges::take(const ScannedFile &file)
{
    if (file.queue == QueueName::Defer) {
        takeLog(file);
    } else if (file.changed) {
        m_byId[file.id].append(qsizetype(m_changed.size()));
        m_changed.push_back({.queue = file.queue,
            .id = file.id,
            .path = belowSpool(file.queue, file.path),
            .size = file.size,
            .status = file.changed});
    } else {
        takeOld(file);
    }
}

/// Files come in the order in which the rows once came, but for those that were put elsewhere
/// since.
std::optional<QueueSnapshot::Row> QueueChanges::findRow(const QueueId &id)
{
    const auto row = m_before->find(id, m_nextRow);
    if (row)
        m_nextRow = *row + 1;
    return row;
}

void QueueChanges::takeOld(const ScannedFile &file)
{
    const auto row = findRow(file.id);
    if (!row)
        return;
    File &known = m_files[*row];
    // A file that moved would have changed.
    if (m_before->queue(*row) != file.queue || (known.flags & Present)) {
        m_isContradictory = true;
        return;
    }
    known.flags |= Present;
    known.size = file.size;
    known.pathStart = quint32(m_paths.size());
    known.pathSize = quint16(file.path.size());
    m_paths.append(file.path);
}

void QueueChanges::takeLog(const ScannedFile &file)
{
    if (const auto found = m_byId.constFind(file.id); found != m_byId.cend()) {
        for (const qsizetype index : *found)
            m_changed[size_t(index)].logPath = belowSpool(file.queue, file.path);
    }
    const auto row = findRow(file.id);
    if (!row || !(m_files[*row].flags & Present))
        return;
    m_files[*row].flags |= HasLog;
    if (m_before->queue(*row) == QueueName::Active)
        reread(*row, belowSpool(file.queue, file.path));
}

void QueueChanges::reread(QueueSnapshot::Row row, const QByteArray &logPath)
{
    File &file = m_files[row];
    file.flags |= Queued;
    m_changed.push_back({.queue = m_before->queue(row),
        .id = m_before->id(row),
        .path = belowSpool(
            m_before->queue(row), QByteArrayView(m_paths).sliced(file.pathStart, file.pathSize)),
        .size = file.size,
        .wasForcedExpire = m_before->forcedExpire(row),
        .logPath = logPath});
}

void QueueChanges::finish()
{
    for (QueueSnapshot::Row row = 0; row < m_files.size(); ++row) {
        File &file = m_files[row];
        if (!(file.flags & Present) || (file.flags & Queued))
            continue;
        if (file.flags & HasLog || m_before->reason(row).isEmpty())
            file.flags |= Unchanged;
        else
            reread(row, {}); // the log it was deferred with is gone
    }
}

}
