// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shaperecorder.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace spoolscope {

namespace {

constexpr qint64 shortestInterval = 300; ///< ms between two countings of a listing that grows
constexpr qint64 oldAfter = 10; ///< seconds after which ages are counted anew
constexpr qint64 shareOfTime = 50; ///< one part of so many may be spent on that

bool isEnded(const QueueSource &source)
{
    return source.snapshot->state() != ListingState::Running;
}

/// Whether the record says all there is to say of the source, but for the time that passed.
bool covers(const SharedRecord &record, const QueueSource &source)
{
    return record && record->listedAt == source.snapshot->startedAt()
        && record->state == source.snapshot->state() && record->rows == source.snapshot->rowCount();
}

}

ShapeRecorder::ShapeRecorder(QObject *parent) : QObject(parent)
{
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &ShapeRecorder::startDue);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &ShapeRecorder::markOld);
}

ShapeRecorder::~ShapeRecorder()
{
    for (auto &[key, entry] : m_entries)
        entry.stop.request_stop();
}

void ShapeRecorder::setSources(const QueueSources &sources)
{
    const auto isThere = [&](const InstanceKey &key) {
        return std::ranges::contains(sources, key, &QueueSource::key);
    };
    std::erase_if(m_entries, [&](auto &entry) {
        if (!isThere(entry.first))
            entry.second.stop.request_stop();
        return !isThere(entry.first);
    });
    const size_t before = m_history.size();
    m_history.removeUnless(isThere);
    for (const QueueSource &source : sources) {
        Entry &entry = m_entries[source.key];
        if (entry.source.snapshot != source.snapshot)
            entry.isDirty = true;
        entry.source = source;
        entry.isDirty = entry.isDirty || !covers(entry.newest, source);
    }
    if (m_history.size() != before)
        emit forgotten();
    startDue();
}

void ShapeRecorder::rowsAdded(const InstanceKey &key)
{
    const auto entry = m_entries.find(key);
    if (entry == m_entries.end() || covers(entry->second.newest, entry->second.source))
        return;
    entry->second.isDirty = true;
    startDue();
}

void ShapeRecorder::setBuckets(const ShapeOptions &options)
{
    if (options.hasBucketsOf(m_buckets))
        return;
    m_buckets = options;
    m_history.clear();
    for (auto &[key, entry] : m_entries) {
        entry.stop.request_stop();
        entry.newest.reset();
        entry.isDirty = true;
    }
    emit forgotten();
    startDue();
}

void ShapeRecorder::setWatched(bool isWatched)
{
    m_isWatched = isWatched;
    if (!isWatched)
        return m_tick.stop();
    m_tick.start();
    markOld();
}

std::vector<SharedRecord> ShapeRecorder::newest(const FleetScope &scope) const
{
    std::vector<SharedRecord> records;
    for (const auto &[key, entry] : m_entries) {
        if (entry.newest && scope.contains(key))
            records.push_back(entry.newest);
    }
    return records;
}

bool ShapeRecorder::isCounting(const FleetScope &scope) const
{
    return std::ranges::any_of(m_entries, [&](const auto &entry) {
        return scope.contains(entry.first) && (entry.second.isCounting || isDue(entry.second));
    });
}

/// Nobody sees a running listing of a hidden page, and its end is counted anyway.
bool ShapeRecorder::isDue(const Entry &entry) const
{
    return entry.isDirty && !entry.isCounting && (m_isWatched || isEnded(entry.source));
}

void ShapeRecorder::startDue()
{
    const qint64 interval = std::max(shortestInterval, 4 * m_duration);
    for (auto &[key, entry] : m_entries) {
        if (!isDue(entry))
            continue;
        // What grows is given time between two rounds; the first and the last are counted at once.
        const qint64 waited = m_sinceStart.isValid() ? m_sinceStart.elapsed() : interval;
        const bool mayWait = entry.newest && !isEnded(entry.source);
        if (!mayWait || waited >= interval)
            start(entry);
        else if (!m_later.isActive())
            m_later.start(int(interval - waited));
    }
}

void ShapeRecorder::start(Entry &entry)
{
    entry.isDirty = false;
    entry.isCounting = true;
    entry.stop = std::stop_source();
    m_sinceStart.start();
    m_worker.run([this, source = entry.source, buckets = m_buckets, stop = entry.stop.get_token()] {
        QElapsedTimer clock;
        clock.start();
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        SharedRecord record = countShape(*source.snapshot, buckets, now, source.clockOffset, stop);
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, key = source.key, stop, record = std::move(record),
                duration = clock.elapsed()]() mutable {
                if (stop.stop_requested())
                    record.reset();
                take(key, record, duration);
            },
            Qt::QueuedConnection);
    });
}

void ShapeRecorder::take(const InstanceKey &key, const SharedRecord &record, qint64 duration)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return;
    Entry &entry = found->second;
    entry.isCounting = false;
    if (record) {
        m_duration = std::max(duration, m_duration / 2);
        entry.isDirty = entry.isDirty || !covers(record, entry.source);
        // Freeing a large one takes a while: not here.
        m_worker.run([before = std::exchange(entry.newest, record)]() mutable { before.reset(); });
        if (record->state == ListingState::Complete)
            m_history.add(record);
        emit recorded(key);
    }
    startDue();
}

void ShapeRecorder::markOld()
{
    const qint64 pause = std::max(oldAfter, shareOfTime * m_duration / 1000);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    for (auto &[key, entry] : m_entries) {
        // A clock that was set back makes it old as well.
        if (entry.newest && std::abs(now - entry.newest->countedAt) >= pause)
            entry.isDirty = true;
    }
    startDue();
}

}
