// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/autopurge.h"

#include "ui/operations/hourly.h"
#include "ui/operations/journalfeed.h"

#include <QDateTime>
#include <QSettings>
#include <QUuid>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView daysKey("trash/purgeAfterDays");
constexpr Hourly purge("trash/lastPurge"_L1);

}

AutoPurge::AutoPurge(Fleet &fleet, JournalFeed &feed, QObject *parent)
    : QObject(parent), m_fleet(fleet), m_feed(feed)
{
    connect(&m_tick, &QTimer::timeout, this, [this] { check(QDateTime::currentDateTimeUtc()); });
    m_tick.start(std::chrono::minutes(1));
}

int AutoPurge::days()
{
    return std::max(0, QSettings().value(daysKey, 0).toInt());
}

void AutoPurge::setDays(int days)
{
    QSettings().setValue(daysKey, days);
    purge.began(QDateTime::currentDateTimeUtc());
}

QStringList AutoPurge::dueAt(const QDateTime &now) const
{
    const PlanPlaces places = placesOf(m_fleet);
    QStringList due;
    for (const TrashedOperation &trashed : m_feed.trash()) {
        const Operation &operation = trashed.operation;
        if (operation.endedAt.isValid() && operation.endedAt.addDays(days()) <= now
            && places.contains(operation.header.key))
            due.append(operation.header.id);
    }
    return due;
}

void AutoPurge::check(const QDateTime &now)
{
    const int days = AutoPurge::days();
    if (days == 0 || m_isBusy || m_feed.isLoading() || m_feed.obstacle() || !purge.isDue(now))
        return;
    const QStringList due = dueAt(now);
    if (due.isEmpty())
        return;
    purge.began(now);
    m_isBusy = true;
    m_feed.ask<FollowUp>(
        tr("Looking for what is to be purged"),
        [due, places = placesOf(m_fleet)](
            const Journal &journal, const std::stop_token &stop) -> Result<FollowUp> {
            const auto standings = standingOf(journal, due, stop);
            if (!standings)
                return std::unexpected(standings.error());
            return followUpOf(Relation::Purge, *standings, places);
        },
        this,
        [this, days](Result<FollowUp> followUp) {
            if (followUp && followUp->plan)
                carryOut(*followUp, days);
            else
                m_isBusy = false;
        });
}

void AutoPurge::carryOut(const FollowUp &followUp, int days)
{
    const auto &plan = followUp.plan;
    const OperationOrder order{.plan = QUuid::createUuid().toString(QUuid::WithoutBraces),
        .reason = tr("purged automatically after %1 days in the trash").arg(days)};
    m_deleted = m_others = 0;
    m_open = 1; // until all have begun
    for (size_t part = 0; part < plan->parts().size(); ++part) {
        Server *server = m_fleet.server(plan->parts()[part].key.server);
        if (!server || !plan->obstacle(plan->parts()[part]).isEmpty())
            continue;
        ++m_open;
        // A server that is taken out of the list takes its jobs, and their answers, along.
        const auto isAnswered = std::make_shared<bool>(false);
        Job *job
            = server->execute(plan, part, order, this, {}, [this, isAnswered](PartResult result) {
                  if (!std::exchange(*isAnswered, true))
                      end(result);
              });
        connect(job, &QObject::destroyed, this, [this, isAnswered] {
            if (!std::exchange(*isAnswered, true))
                end({});
        });
    }
    end({});
}

void AutoPurge::end(const PartResult &result)
{
    for (const Verdict verdict : result.verdicts)
        ++(verdict == Verdict::Done ? m_deleted : m_others);
    if (--m_open > 0)
        return;
    m_isBusy = false;
    m_feed.load();
    emit purged(m_deleted, m_others);
}

}
