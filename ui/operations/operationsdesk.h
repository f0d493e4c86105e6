// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/actions/plandialog.h"
#include "ui/fleet/fleetscope.h"
#include "ui/operations/followup.h"
#include "ui/operations/restoredialog.h"

#include <QSet>
#include <QWidget>

class QAction;

namespace spoolscope {

class AutoPurge;
class JournalFeed;
class OperationsPage;
class UndoOffer;
class VaultFeed;

/// Puts plans and requests to the administrator and keeps book of them: the feeds of journal and
/// vault, undo, follow-ups of earlier operations and the automatic purge.
class OperationsDesk final : public QObject
{
    Q_OBJECT

public:
    OperationsDesk(Fleet &fleet, QWidget *window);

    JournalFeed &feed() const { return *m_feed; }
    VaultFeed &vault() const { return *m_vault; }
    QAction *undo() const;
    AutoPurge *autoPurge() const { return m_autoPurge; }
    void serve(OperationsPage *page); ///< does what the page asks for

    void carryOut(std::shared_ptr<const ActionPlan> plan, PlanOptions options = {});
    /// Plans what is left to do about these operations. Nothing left: noticed() says so. An undo
    /// of up to 1,000 messages starts at once.
    void followUp(Relation relation, const QStringList &operations);
    void report(const QString &operation);
    /// Asks about the instances of a scope; `destination` may be empty: all deferred mail.
    void flush(const FleetScope &scope, const QString &destination);
    void restore(const QList<RestoreCandidate> &candidates);

signals:
    void noticed(const QString &message, QAction *step); ///< `step` may be null
    void failed(const QString &message);
    void showRequested(const QString &operation); ///< on the page
    void obstacleChanged(
        const QString &why); ///< why nothing can be changed; empty: nothing is in the way

private:
    void plan(Relation relation, const QStringList &operations, const PlanPlaces &places,
        FollowUpScope scope);
    void accounted(const ActionPlan &plan, const std::vector<PartResult> &results);
    void purgeWholeQueue(const QStringList &operations);
    void purgeOnceListed(
        const QStringList &operations, const QList<InstanceKey> &instances, qint64 since);
    void journalChanged();
    void announceInterrupted();
    QAction *makeStep(const QIcon &icon, const QString &text, std::function<void()> step);

    Fleet &m_fleet;
    QWidget *m_window;
    JournalFeed *m_feed;
    VaultFeed *m_vault;
    UndoOffer *m_undo;
    AutoPurge *m_autoPurge;
    QString m_obstacle;
    QSet<QString> m_announced; ///< interrupted operations that a notice was about
};

}
