// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/operations/followup.h"

#include <QTimer>

namespace spoolscope {

class JournalFeed;

/// Purges what has been in the trash for longer than the administrator has set, by ordinary plans
/// with their entries in the journal: only on servers that are connected, never more than once an
/// hour, and never unless it was switched on. The first time is an hour after it was set, so that a
/// slip can be mended.
class AutoPurge final : public QObject
{
    Q_OBJECT

public:
    AutoPurge(Fleet &fleet, JournalFeed &feed, QObject *parent = nullptr);

    static int days(); ///< 0: never
    static void setDays(int days);

    void check(const QDateTime &now); ///< purges what is due

signals:
    void purged(qint64 messages, qint64 others); ///< deleted; planned with another outcome

private:
    QStringList dueAt(const QDateTime &now) const;
    void carryOut(const FollowUp &followUp, int days);
    void end(const PartResult &result);

    Fleet &m_fleet;
    JournalFeed &m_feed;
    QTimer m_tick;
    bool m_isBusy = false;
    int m_open = 0; ///< parts under way
    qint64 m_deleted = 0;
    qint64 m_others = 0;
};

}
