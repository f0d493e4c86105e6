// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queueactions.h"

#include "core/base/textsafety.h"
#include "ui/queue/changeobstacle.h"
#include "ui/queue/messageselection.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QClipboard>
#include <QGuiApplication>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array actions{Action::Hold, Action::Release, Action::Delete, Action::Requeue};

}

QueueActions::QueueActions(const Fleet &fleet, const MessageSelection &selection, QObject *parent)
    : QObject(parent), m_fleet(fleet), m_selection(selection)
{
    m_actions = {make(u"hold"_s, tr("&Hold"), Qt::CTRL | Qt::Key_H),
        make(u"release"_s, tr("Re&lease"), Qt::CTRL | Qt::Key_L),
        make(u"edit-delete"_s, tr("&Delete"), Qt::Key_Delete),
        make(u"requeue"_s, tr("Re&queue"), Qt::CTRL | Qt::SHIFT | Qt::Key_R)};
    m_help = {tr("Hold the selected messages: they stay and are not delivered"),
        tr("Release the selected messages from hold"), tr("Delete the selected messages"),
        tr("Requeue the selected messages: Postfix takes them in again under new IDs")};
    for (const Action action : actions)
        connect(of(action), &QAction::triggered, this, [this, action] {
            if (auto plan = freeze(action))
                emit planned(std::move(plan));
        });
    m_copyIds = make(u"edit-copy"_s, tr("&Copy IDs"), QKeySequence(QKeySequence::Copy));
    connect(m_copyIds, &QAction::triggered, this, &QueueActions::copyToClipboard);
    connect(&selection, &MessageSelection::changed, this, &QueueActions::update);
    update();
}

QAction *QueueActions::make(const QString &icon, const QString &text, const QKeySequence &shortcut)
{
    auto *action = new QAction(themedIcon(icon), text, this);
    action->setShortcut(shortcut);
    return action;
}

void QueueActions::update()
{
    for (const Action action : actions)
        setEnablement(action);
    m_copyIds->setEnabled(!m_selection.isEmpty());
}

void QueueActions::setEnablement(Action action)
{
    const QString why = obstacle(action);
    QAction *shown = of(action);
    QString help = m_help[size_t(action)];
    if (!why.isEmpty())
        help += u'\n' + why;
    else if (!shown->shortcut().isEmpty())
        help += u" ("_s + shown->shortcut().toString(QKeySequence::NativeText) + u')';
    shown->setEnabled(why.isEmpty());
    shown->setToolTip(plaintext::toolTip(help));
}

/// Release is about held messages, hold about the others.
bool QueueActions::concerns(Action action, QueueName queue) const
{
    switch (action) {
    case Action::Hold:
        return queue != QueueName::Hold;
    case Action::Release:
        return queue == QueueName::Hold;
    default:
        return true;
    }
}

QString QueueActions::obstacle(Action action) const
{
    if (m_selection.isEmpty())
        return tr("No message is selected.");
    QString why = action == Action::Release ? tr("None of the selected messages is on hold.")
                                            : tr("All selected messages are on hold already.");
    for (quint32 source = 0; source < m_selection.sources().size(); ++source) {
        const auto counts = m_selection.queueCounts(source);
        qint64 concerned = 0;
        for (const QueueName queue : allQueues)
            concerned += concerns(action, queue) ? counts[size_t(queue)] : 0;
        if (concerned == 0)
            continue;
        const InstanceKey &key = m_selection.sources()[source].key;
        const Server *server = m_fleet.server(key.server);
        why = changeObstacle(server, key, rightsNeeded(action));
        if (why.isEmpty())
            return {};
    }
    return why;
}

std::shared_ptr<const ActionPlan> QueueActions::freeze(Action action) const
{
    std::vector<ActionPlan::Selection> selections;
    for (quint32 source = 0; source < m_selection.sources().size(); ++source) {
        if (m_selection.count(source) == 0)
            continue;
        const QueueSource &from = m_selection.sources()[source];
        const InstanceStatus *status = m_fleet.instance(from.key);
        const Server *server = m_fleet.server(from.key.server);
        if (!status || !server)
            continue;
        std::vector<QueueSnapshot::Row> rows = m_selection.rows(source);
        std::erase_if(rows,
            [&](QueueSnapshot::Row row) { return !concerns(action, from.snapshot->queue(row)); });
        if (!rows.empty())
            selections.push_back({from.snapshot, std::move(rows), server->name(), status->instance,
                status->rights, server->readOnlyReason()});
    }
    return selections.empty() ? nullptr : ActionPlan::freeze(action, selections);
}

void QueueActions::copyToClipboard() const
{
    QString ids;
    for (quint32 source = 0; source < m_selection.sources().size(); ++source)
        for (const QueueSnapshot::Row row : m_selection.rows(source))
            ids += m_selection.sources()[source].snapshot->id(row).toString() + u'\n';
    ids.chop(1);
    QGuiApplication::clipboard()->setText(ids);
}

}
