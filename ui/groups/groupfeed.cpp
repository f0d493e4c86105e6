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

GroupFeed::GroupFeed(QObject *parent)
    : QObject(parent), m_worker([this] { return count(); }, shortestInterval)
{
    m_request.table = std::make_shared<const QueueArrangement>();
}

void GroupFeed::setKey(std::optional<GroupKey> key)
{
    m_isActive = key.has_value();
    if (key) {
        m_request.key = *key;
        m_request.now = std::max(m_request.table->now, m_now);
        m_request.open.clear();
    }
    ask();
    if (!m_isActive)
        take(std::make_shared<const GroupArrangement>());
}

void GroupFeed::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    ask();
}

void GroupFeed::setTable(const std::shared_ptr<const QueueArrangement> &table)
{
    const bool isOther
        = table->sources != m_request.table->sources || !(table->filter == m_request.table->filter);
    m_worker.discard(std::exchange(m_request.table, table));
    m_request.now = std::max(table->now, m_now);
    if (isOther)
        ask();
    else if (m_isActive && !m_isPaused)
        m_worker.askAgain();
}

void GroupFeed::setOrder(const GroupOrder &order)
{
    if (order == m_request.order)
        return;
    m_request.order = order;
    ask();
}

void GroupFeed::setOpen(const QByteArrayList &values)
{
    if (values == m_request.open)
        return;
    m_request.open = values;
    ask();
}

void GroupFeed::setNow(qint64 secondsSinceEpoch)
{
    m_now = secondsSinceEpoch;
    if (m_request.key != GroupKey::Age || m_now - m_request.now < ageStep)
        return;
    m_request.now = m_now;
    if (m_isActive && !m_isPaused)
        m_worker.askAgain();
}

void GroupFeed::ask()
{
    if (m_isActive && !m_isPaused)
        m_worker.ask();
    else
        m_worker.drop();
}

LatestWorker::Work GroupFeed::count()
{
    GroupRequest request = m_request;
    request.previous = m_arrangement;
    return [this, request = std::move(request)](const std::stop_token &stop) -> LatestWorker::Tell {
        auto arranged = arrangeGroups(request, stop);
        if (!arranged)
            return {};
        return [this, next = std::make_shared<const GroupArrangement>(*std::move(arranged))] {
            take(next);
        };
    };
}

void GroupFeed::take(std::shared_ptr<const GroupArrangement> next)
{
    auto before = std::exchange(m_arrangement, std::move(next));
    emit arranged(m_arrangement);
    // By now nobody else holds it, and freeing a million texts takes a while: not here.
    m_worker.discard(std::move(before));
}

}
