// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/originfeed.h"

#include <algorithm>

namespace spoolscope {

namespace {

// Lines of a log come all the time, and nearly all are about messages that are not in the listing
// yet: what brought nothing new is done ever more seldom.
constexpr qint64 shortestPause = 1000; ///< ms
constexpr qint64 longestPause = 16'000;
constexpr qint64 pausesForWork = 10; ///< as long as the last work took

}

OriginFeed::OriginFeed(QObject *parent) : QObject(parent), m_pause(shortestPause)
{
    m_start.setSingleShot(true);
    connect(&m_start, &QTimer::timeout, this, &OriginFeed::start);
}

OriginFeed::~OriginFeed()
{
    m_stop.request_stop();
}

std::shared_ptr<OriginStore> OriginFeed::store(const InstanceKey &key)
{
    return m_places[key].store;
}

void OriginFeed::complete(const InstanceStatus &status, QueueSource &source)
{
    Place &place = m_places[status.key];
    place.syslogName = status.syslogName;
    place.wanted = status.snapshot;
    if (place.shown != place.wanted) {
        if (!place.facts) {
            place.shown = place.wanted;
            place.inputs = {};
        }
        m_pause = shortestPause;
        m_isDirty = true;
        startLater();
    }
    source.snapshot = place.shown;
    source.facts = place.facts;
}

void OriginFeed::keepOnly(const QueueSources &sources)
{
    for (auto place = m_places.begin(); place != m_places.end(); ++place) {
        if (std::ranges::contains(sources, place.key(), &QueueSource::key))
            continue;
        place->wanted.reset();
        place->shown.reset();
        place->facts.reset();
        place->inputs = {};
    }
}

void OriginFeed::forget(const QString &server)
{
    m_places.removeIf([&](const auto &place) { return place.key().server == server; });
}

bool OriginFeed::isSettled() const
{
    return !m_isRunning && std::ranges::all_of(m_places, [](const Place &place) {
        return place.shown == place.wanted;
    });
}

void OriginFeed::lookAgain()
{
    m_isDirty = true;
    startLater();
}

void OriginFeed::startLater()
{
    if (m_isRunning)
        return;
    const bool isUrgent = std::ranges::any_of(m_places, [](const Place &place) {
        return place.wanted && place.inputs == Inputs{};
    }) || !isSettled();
    const qint64 waited = m_sinceEnd.isValid() ? m_sinceEnd.elapsed() : m_pause;
    const int pause = isUrgent ? 0 : int(std::max<qint64>(0, m_pause - waited));
    if (!m_start.isActive() || m_start.remainingTime() > pause)
        m_start.start(pause);
}

void OriginFeed::start()
{
    if (m_isRunning || !std::exchange(m_isDirty, false))
        return;
    std::vector<Task> tasks;
    for (auto place = m_places.begin(); place != m_places.end(); ++place) {
        if (!place->wanted)
            continue;
        Task task{.key = place.key(),
            .place = *place,
            .log = m_logOf ? m_logOf(place.key().server) : nullptr,
            .inputs = {}};
        task.inputs = {place->wanted->rowCount(), task.log.get(),
            task.log ? task.log->revision() : 0, place->store->revision()};
        if (place->shown != place->wanted || !(task.inputs == place->inputs))
            tasks.push_back(std::move(task));
    }
    if (tasks.empty())
        return;
    m_isRunning = true;
    m_worker.run([this, tasks = std::move(tasks), stop = m_stop.get_token()]() mutable {
        QElapsedTimer clock;
        clock.start();
        for (Task &task : tasks) {
            if (!work(task, stop))
                return; // the feed goes
        }
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, tasks = std::move(tasks), duration = clock.elapsed()]() mutable {
                end(std::move(tasks), duration);
            },
            Qt::QueuedConnection);
    });
}

/// Makes the facts of the listing that is wanted. False when stopped.
bool OriginFeed::work(Task &task, const std::stop_token &stop)
{
    Place &place = task.place;
    const QueueSnapshot &snapshot = *place.wanted;
    const bool isSame = place.shown == place.wanted;
    if (!isSame && snapshot.state() == ListingState::Complete)
        place.store->keepThoseIn(snapshot);
    const auto before = isSame ? place.facts : nullptr;
    place.shown = place.wanted;
    place.facts = before;
    if (place.store->size() == 0 && (!task.log || task.log->size() == 0))
        return true;
    const auto lookup = [&](const QueueId &id, qint64 arrival) {
        auto known = place.store->find(id, arrival);
        if (known || !task.log)
            return known;
        return task.log->find(place.syslogName, id, arrival);
    };
    auto made = SnapshotFacts::make(snapshot, lookup, before.get(), stop);
    if (!made)
        return false;
    if (!before || !*made || !(**made == *before))
        place.facts = std::move(*made);
    return true;
}

void OriginFeed::end(std::vector<Task> tasks, qint64 duration)
{
    m_isRunning = false;
    m_sinceEnd.start();
    bool isNews = false;
    for (Task &task : tasks) {
        const auto place = m_places.find(task.key);
        if (place == m_places.end() || !place->wanted)
            continue;
        // Where another listing has come by now it is worked on next, and may be shown already.
        if (place->wanted != task.place.wanted && place->shown == place->wanted)
            continue;
        isNews = isNews || place->shown != task.place.shown || place->facts != task.place.facts;
        place->shown = task.place.shown;
        place->facts = task.place.facts;
        place->inputs = task.inputs;
    }
    m_pause = isNews ? shortestPause : std::min(longestPause, 2 * m_pause);
    m_pause = std::max(m_pause, pausesForWork * duration);
    // What is let go of may be large.
    m_worker.run([tasks = std::move(tasks)] { });
    if (isNews)
        emit changed();
    if (m_isDirty || !isSettled()) {
        m_isDirty = true;
        startLater();
    }
}

}
