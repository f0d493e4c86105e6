// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/operationsdesk.h"

#include "core/actions/vaultbackup.h"
#include "core/base/textsafety.h"
#include "ui/actions/flushdialog.h"
#include "ui/actions/plantext.h"
#include "ui/operations/autopurge.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/operationtext.h"
#include "ui/operations/undooffer.h"
#include "ui/operations/vaultfeed.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"

#include <QAction>
#include <QDateTime>

namespace spoolscope {

using namespace Qt::StringLiterals;

OperationsDesk::OperationsDesk(Fleet &fleet, QWidget *window)
    : QObject(window)
    , m_fleet(fleet)
    , m_window(window)
    , m_feed(new JournalFeed(fleet.journal(), this))
    , m_vault(new VaultFeed(Vault::defaultDirectory(), this))
    , m_undo(new UndoOffer(fleet, *m_feed, this))
    , m_autoPurge(new AutoPurge(fleet, *m_feed, this))
{
    connect(m_feed, &JournalFeed::changed, this, &OperationsDesk::journalChanged);
    connect(m_undo, &UndoOffer::requested, this,
        [this](const QStringList &operations) { followUp(Relation::Undo, operations); });
    connect(m_autoPurge, &AutoPurge::purged, this, [this](qint64 messages, qint64 others) {
        QString text = tr("%1 messages were purged from the trash, as it is set.")
                           .arg(humanize::count(messages));
        if (others > 0)
            text += u' ' + tr("%1 were not; the operations say why.").arg(humanize::count(others));
        emit noticed(text, nullptr);
    });
    connect(m_vault, &VaultFeed::cleaned, this, [this](qint64 removed) {
        emit noticed(tr("%1 backups were removed from the vault, as it is set.")
                         .arg(humanize::count(removed)),
            nullptr);
    });
}

QAction *OperationsDesk::undo() const
{
    return m_undo->action();
}

void OperationsDesk::serve(OperationsPage *page)
{
    connect(page, &OperationsPage::followUpRequested, this, &OperationsDesk::followUp);
    connect(page, &OperationsPage::reportRequested, this, &OperationsDesk::report);
    connect(page, &OperationsPage::restoreRequested, this, &OperationsDesk::restore);
}

QAction *OperationsDesk::makeStep(
    const QIcon &icon, const QString &text, std::function<void()> step)
{
    auto *action = new QAction(icon, text, this);
    connect(action, &QAction::triggered, this, std::move(step));
    return action;
}

// --- plans ---

void OperationsDesk::carryOut(std::shared_ptr<const ActionPlan> plan, PlanOptions options)
{
    const bool isWhole = options.scale == PlanScale::WholeQueue;
    if (plan->action() == Action::Delete && !options.backUp)
        options.backUp = backUpIntoVault(Vault::defaultDirectory());
    auto *dialog = new PlanDialog(std::move(plan), m_fleet, std::move(options), m_window);
    connect(dialog, &PlanDialog::accounted, this,
        [this, isWhole](
            const std::shared_ptr<const ActionPlan> &done, const std::vector<PartResult> &results) {
            m_feed->load();
            if (done->action() == Action::Delete)
                m_vault->load();
            if (!isWhole)
                accounted(*done, results);
        });
    connect(dialog, &PlanDialog::purgeRequested, this, &OperationsDesk::purgeWholeQueue);
    dialog->open();
}

/// What can be taken back says so where it can be reached with one click.
void OperationsDesk::accounted(const ActionPlan &plan, const std::vector<PartResult> &results)
{
    const qint64 done = plantext::total(results)[size_t(Verdict::Done)];
    if (done == 0 || !isHoldAll(plan.action()))
        return;
    const bool isTrash = plan.action() == Action::Trash;
    const QString text = done == 1
        ? (isTrash ? tr("One message is in the trash.") : tr("One message is on hold."))
        : (isTrash ? tr("%1 messages are in the trash.") : tr("%1 messages are on hold."))
              .arg(humanize::count(done));
    emit noticed(text,
        makeStep(themedIcon(u"edit-undo"_s), tr("Undo"),
            [this, ids = operationsOf(results)] { followUp(Relation::Undo, ids); }));
}

void OperationsDesk::followUp(Relation relation, const QStringList &operations)
{
    plan(relation, operations, placesOf(m_fleet), FollowUpScope::ByJournal);
}

void OperationsDesk::plan(
    Relation relation, const QStringList &operations, const PlanPlaces &places, FollowUpScope scope)
{
    m_feed->ask<FollowUp>(
        tr("Reading the journal"),
        [relation, operations, places, scope](
            const Journal &journal, const std::stop_token &stop) -> Result<FollowUp> {
            const auto standings = standingOf(journal, operations, stop);
            if (!standings)
                return std::unexpected(standings.error());
            return followUpOf(relation, *standings, places, scope);
        },
        this,
        [this, relation, scope](const Result<FollowUp> &followUp) {
            if (!followUp) {
                emit failed(followUp.error().message);
            } else if (!followUp->plan) {
                emit noticed(followUp->leftOut.isEmpty()
                        ? tr("Nothing is left of it: its messages have been dealt with since.")
                        : followUp->leftOut.join(u' '),
                    nullptr);
            } else {
                const bool isLight = relation == Relation::Undo && followUp->leftOut.isEmpty()
                    && followUp->plan->summary().messages <= mostWithoutName;
                carryOut(followUp->plan,
                    {.scale = scope == FollowUpScope::AsListed ? PlanScale::WholeQueue
                                                               : PlanScale::Selection,
                        .isAgreed = isLight,
                        .notes = followUp->leftOut});
            }
        });
}

void OperationsDesk::report(const QString &id)
{
    const Operation *operation = m_feed->operation(id);
    Server *server = operation ? m_fleet.server(operation->header.key.server) : nullptr;
    if (!server) {
        emit failed(tr("The server of operation %1 is not in the list.").arg(id));
        return;
    }
    const Operation reported = *operation;
    server->report(reported, this, [this, reported](const Result<PartResult> &result) {
        m_feed->load();
        if (!result)
            emit failed(result.error().message);
        else
            emit noticed(tr("%1: %2").arg(operationtext::heading(reported),
                             plantext::headline(reported.header.action, reported.header.relation,
                                 plantext::total({*result}))),
                nullptr);
    });
}

// --- requests ---

void OperationsDesk::flush(const FleetScope &scope, const QString &destination)
{
    QList<InstanceKey> instances;
    for (const Server *server : m_fleet.servers()) {
        for (const InstanceStatus &status : server->instances()) {
            if (scope.contains(status.key))
                instances.append(status.key);
        }
    }
    if (instances.isEmpty()) {
        emit noticed(
            tr("No queue is known yet that could be flushed. Connect a server first."), nullptr);
        return;
    }
    auto *dialog = new FlushDialog(m_fleet, instances, m_window);
    dialog->setDestination(destination);
    connect(dialog, &FlushDialog::asked, m_feed, &JournalFeed::load);
    dialog->open();
}

void OperationsDesk::restore(const QList<RestoreCandidate> &candidates)
{
    auto *dialog = new RestoreDialog(m_fleet, m_vault->directory(), candidates, m_window);
    connect(dialog, &RestoreDialog::restored, m_feed, &JournalFeed::load);
    dialog->open();
}

// --- a whole queue: trash, list again, ask again ---

void OperationsDesk::purgeWholeQueue(const QStringList &operations)
{
    m_feed->ask<std::vector<Standing>>(
        tr("Reading the journal"),
        [operations](const Journal &journal, const std::stop_token &stop) {
            return standingOf(journal, operations, stop);
        },
        this,
        [this, operations, since = QDateTime::currentMSecsSinceEpoch()](
            const Result<std::vector<Standing>> &standings) {
            if (!standings) {
                emit failed(standings.error().message);
                return;
            }
            QList<InstanceKey> keys;
            for (const Standing &standing : *standings) {
                const InstanceKey &key = standing.record.operation.header.key;
                if (!keys.contains(key))
                    keys.append(key);
            }
            for (const InstanceKey &key : std::as_const(keys)) {
                if (Server *server = m_fleet.server(key.server))
                    server->refresh();
            }
            purgeOnceListed(operations, keys, since);
        });
}

/// Goes on when each instance has a complete listing that began behind the trashing. A server that
/// is not connected any more is left out of the plan, and said so.
void OperationsDesk::purgeOnceListed(
    const QStringList &operations, const QList<InstanceKey> &instances, qint64 since)
{
    bool isListing = false;
    QStringList unlisted;
    for (const InstanceKey &key : instances) {
        const Server *server = m_fleet.server(key.server);
        const InstanceStatus *status = server ? server->instance(key) : nullptr;
        if (!status || server->state() != ServerState::Connected)
            continue;
        if (status->listing || !status->snapshot)
            isListing = true;
        else if (status->snapshot->state() != ListingState::Complete || status->listingError)
            unlisted.append(text::visible(server->name()));
        else if (status->snapshot->startedAt() < since) {
            isListing = true;
            m_fleet.server(key.server)->refresh();
        }
    }
    if (!unlisted.isEmpty()) {
        emit failed(tr("%1 could not be listed again, so nothing was purged. The messages are in "
                       "the trash.")
                .arg(unlisted.join(u", "_s)));
    } else if (isListing) {
        QTimer::singleShot(200, this, [this, operations, instances, since] {
            purgeOnceListed(operations, instances, since);
        });
    } else {
        plan(Relation::Purge, operations, placesOf(m_fleet), FollowUpScope::AsListed);
    }
}

// --- the journal ---

void OperationsDesk::journalChanged()
{
    if (m_feed->isLoading())
        return;
    const QString why = m_feed->obstacle() ? m_feed->obstacle()->message
        : m_feed->error()                  ? m_feed->error()->message
                                           : QString();
    if (why != m_obstacle) {
        m_obstacle = why;
        emit obstacleChanged(why);
        if (!why.isEmpty())
            emit failed(why);
    }
    announceInterrupted();
}

void OperationsDesk::announceInterrupted()
{
    QList<Operation> open;
    for (const Operation &operation : m_feed->operations()) {
        if (operation.state == OperationState::Interrupted
            && !m_announced.contains(operation.header.id))
            open.append(operation);
    }
    if (open.isEmpty())
        return;
    for (const Operation &operation : std::as_const(open))
        m_announced.insert(operation.header.id);
    const QString text = open.size() == 1
        ? tr("An operation was interrupted and has no account yet. %1.")
              .arg(operationtext::heading(open.first()))
        : tr("%1 operations were interrupted and have no account yet.")
              .arg(humanize::count(open.size()));
    emit noticed(text,
        makeStep(themedIcon(u"view-history"_s), tr("Show"),
            [this, id = open.first().header.id] { emit showRequested(id); }));
}

}
