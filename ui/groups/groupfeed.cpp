// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/groupfeed.h"

#include <algorithm>
#include <utility>

namespace spoolscope {

namespace {

constexpr qint64 shortestInterval = 300; ///< ms between two counts of rows that keep arriving
constexpr qint64 ageStep = 60; ///< seconds

}

GroupFeed::GroupFeed(QObject *parent) : QObject(parent)
{
    m_request.table = std::make_shared<const QueueArrangement>();
    m_start.setSingleShot(true);
    connect(&m_start, &QTimer::timeout, this, &GroupFeed::start);
}

GroupFeed::~GroupFeed()
{
    m_stop.request_stop();
}

void GroupFeed::setKey(std::optional<GroupKey> key)
{
    m_isActive = key.has_value();
    if (key) {
        m_request.key = *key;
        m_request.now = std::max(m_request.table->now, m_now);
        m_request.open.clear();
    }
    m_asked.reset();
    countLater(Urgency::Restart);
    if (!m_isActive)
        take(std::make_shared<const GroupArrangement>());
}

void GroupFeed::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    if (!isPaused && m_asked)
        countLater(Urgency::Next);
}

void GroupFeed::setTable(const std::shared_ptr<const QueueArrangement> &table)
{
    const bool isOther
        = table->sources != m_request.table->sources || !(table->filter == m_request.table->filter);
    auto before = std::exchange(m_request.table, table);
    // Freeing a large snapshot takes a while: not here.
    m_worker.run([before = std::move(before)]() mutable { before.reset(); });
    m_request.now = std::max(table->now, m_now);
    countLater(isOther ? Urgency::Restart : Urgency::Pace);
}

void GroupFeed::setOrder(const GroupOrder &order)
{
    if (order == m_request.order)
        return;
    m_request.order = order;
    countLater(Urgency::Next);
}

void GroupFeed::setOpen(const QByteArrayList &values)
{
    if (values == m_request.open)
        return;
    m_request.open = values;
    countLater(Urgency::Next);
}

void GroupFeed::setNow(qint64 secondsSinceEpoch)
{
    m_now = secondsSinceEpoch;
    if (m_request.key != GroupKey::Age || m_now - m_request.now < ageStep)
        return;
    m_request.now = m_now;
    countLater(Urgency::Pace);
}

/// `Restart`: what is being counted is of no use any more.
void GroupFeed::countLater(Urgency urgency)
{
    if (m_isActive)
        m_asked = std::max(m_asked.value_or(Urgency::Pace), urgency);
    if (urgency == Urgency::Restart) {
        ++m_generation;
        m_stop.request_stop();
    }
    if (m_isRunning || !m_isActive || m_isPaused)
        return;
    const qint64 interval = std::max(shortestInterval, 3 * m_lastDuration);
    const qint64 waited = m_sinceStart.isValid() ? m_sinceStart.elapsed() : interval;
    if (urgency != Urgency::Pace)
        m_start.start(0);
    else if (!m_start.isActive())
        m_start.start(int(std::max<qint64>(0, interval - waited)));
}

void GroupFeed::start()
{
    if (!m_isActive || m_isPaused || !m_asked)
        return;
    m_asked.reset();
    m_isRunning = true;
    m_stop = std::stop_source();
    m_sinceStart.start();
    GroupRequest request = m_request;
    request.previous = m_arrangement;
    m_worker.run([this, request = std::move(request), stop = m_stop.get_token(),
                     generation = m_generation]() mutable {
        QElapsedTimer clock;
        clock.start();
        auto result = arrangeGroups(request, stop);
        auto next = result ? std::make_shared<const GroupArrangement>(*std::move(result)) : nullptr;
        request = {};
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, next = std::move(next), generation, duration = clock.elapsed()]() mutable {
                m_isRunning = false;
                m_lastDuration = duration;
                if (m_asked)
                    countLater(std::min(*m_asked, Urgency::Next));
                if (next && generation == m_generation && m_isActive)
                    take(next);
                else
                    dispose(std::move(next));
            },
            Qt::QueuedConnection);
    });
}

void GroupFeed::take(std::shared_ptr<const GroupArrangement> next)
{
    auto before = std::exchange(m_arrangement, std::move(next));
    emit arranged(m_arrangement);
    dispose(std::move(before)); // by now nobody else holds it
}

/// Freeing a million texts takes a while: not here.
void GroupFeed::dispose(std::shared_ptr<const GroupArrangement> groups)
{
    m_worker.run([groups = std::move(groups)]() mutable { groups.reset(); });
}

}
