// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"

#include <QAction>
#include <QDateTime>
#include <QPointer>
#include <QStringList>

namespace spoolscope {

class JournalFeed;

/// "Undo", enabled while the last hold or trashing can be taken back: by the journal some of its
/// messages are still there, and its servers are connected. What is older than a day is not offered
/// any more; the page of operations has it.
class UndoOffer final : public QObject
{
    Q_OBJECT

public:
    UndoOffer(const Fleet &fleet, JournalFeed &feed, QObject *parent = nullptr);

    QAction *action() const { return m_action; }

signals:
    void requested(const QStringList &operations);

private:
    /// All parts of one plan.
    struct Candidate
    {
        QStringList operations;
        QSet<QString> servers;
        QStringList names;
        Action action = Action::Hold;
        QDateTime time;
        qint64 messages = 0; ///< that would be released
    };
    QList<Candidate> candidates() const;
    void look();
    void update();
    QString obstacle() const;

    const Fleet &m_fleet;
    JournalFeed &m_feed;
    QAction *m_action;
    std::optional<Candidate> m_candidate;
    int m_looks = 0; ///< the newest answer counts
};

}
