// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queueactions.h"

#include "core/base/textsafety.h"
#include "ui/actions/plandetails.h"
#include "ui/queue/changeobstacle.h"
#include "ui/queue/messageselection.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

/// What can be done to messages, in the order of toolbar and menus. A new action is one line here
/// and one in each switch over Action.
struct Verb
{
    Action action;
    bool isEveryday; ///< has a button
    const char *text;
    QKeyCombination shortcut;
    const char *help;
};
const std::array verbs{
    Verb{Action::Hold, true, QT_TRANSLATE_NOOP("spoolscope::QueueActions", "&Hold"),
        Qt::CTRL | Qt::Key_H,
        QT_TRANSLATE_NOOP("spoolscope::QueueActions",
            "Hold the selected messages: they stay and are not delivered, nor do they expire")},
    Verb{Action::Release, true, QT_TRANSLATE_NOOP("spoolscope::QueueActions", "Re&lease"),
        Qt::CTRL | Qt::Key_L,
        QT_TRANSLATE_NOOP("spoolscope::QueueActions", "Release the selected messages from hold")},
    Verb{Action::Retry, true, QT_TRANSLATE_NOOP("spoolscope::QueueActions", "Retr&y"),
        Qt::CTRL | Qt::Key_T,
        QT_TRANSLATE_NOOP("spoolscope::QueueActions",
            "Let Postfix try to deliver the selected messages now; held mail is not")},
    Verb{Action::Trash, true, QT_TRANSLATE_NOOP("spoolscope::QueueActions", "&Trash"),
        Qt::Key_Delete,
        QT_TRANSLATE_NOOP("spoolscope::QueueActions",
            "Move the selected messages to the trash: on hold, to be restored or purged later")},
    Verb{Action::Delete, false, QT_TRANSLATE_NOOP("spoolscope::QueueActions", "&Delete Now…"),
        Qt::SHIFT | Qt::Key_Delete,
        QT_TRANSLATE_NOOP(
            "spoolscope::QueueActions", "Delete the selected messages for good, past the trash")},
    Verb{Action::Requeue, false, QT_TRANSLATE_NOOP("spoolscope::QueueActions", "Re&queue…"),
        Qt::CTRL | Qt::SHIFT | Qt::Key_R,
        QT_TRANSLATE_NOOP("spoolscope::QueueActions",
            "Requeue the selected messages: Postfix takes them in again, under new IDs and past "
            "the milters")},
    Verb{Action::Return, false, QT_TRANSLATE_NOOP("spoolscope::QueueActions", "Return to &Sender…"),
        {},
        QT_TRANSLATE_NOOP("spoolscope::QueueActions",
            "Return the selected messages to their senders as undeliverable")},
};

QList<QAction *> chosen(const QueueActions &actions, bool areEveryday)
{
    QList<QAction *> list;
    for (const Verb &verb : verbs) {
        if (verb.isEveryday == areEveryday)
            list.append(actions.of(verb.action));
    }
    return list;
}

std::array<qint64, allQueues.size()> countsOf(const QueueSnapshot &snapshot)
{
    std::array<qint64, allQueues.size()> counts = {};
    for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
        ++counts[size_t(snapshot.queue(row))];
    return counts;
}

}

QueueActions::QueueActions(const Fleet &fleet, const MessageSelection &selection, QObject *parent)
    : QObject(parent), m_fleet(fleet), m_selection(selection)
{
    for (const Verb &verb : verbs) {
        QAction *action = make(actionIcon(verb.action), tr(verb.text), QKeySequence(verb.shortcut));
        m_actions[size_t(verb.action)] = action;
        connect(action, &QAction::triggered, this, [this, verb] { trigger(verb.action); });
    }
    m_copyIds = make(themedIcon(u"edit-copy"_s), tr("&Copy IDs"), QKeySequence(QKeySequence::Copy));
    m_saveMessages = make(themedIcon(u"document-save"_s), tr("Save as .&eml…"), {});
    connect(m_saveMessages, &QAction::triggered, this, [this] {
        if (auto chosen = freeze(Action::Delete))
            emit saveRequested(std::move(chosen));
    });
    connect(&selection, &MessageSelection::changed, this, &QueueActions::update);
    // A server says many things at once while it connects.
    m_later.setSingleShot(true);
    m_later.setInterval(0);
    connect(&m_later, &QTimer::timeout, this, &QueueActions::update);
    const auto watch = [this](const Server *server) {
        connect(server, &Server::stateChanged, &m_later, qOverload<>(&QTimer::start));
    };
    for (const Server *server : fleet.servers())
        watch(server);
    connect(&fleet, &Fleet::serverAdded, this, watch);
    update();
}

QAction *QueueActions::make(const QIcon &icon, const QString &text, const QKeySequence &shortcut)
{
    auto *action = new QAction(icon, text, this);
    action->setShortcut(shortcut);
    return action;
}

QList<QAction *> QueueActions::everyday() const
{
    return chosen(*this, true);
}

QList<QAction *> QueueActions::others() const
{
    return chosen(*this, false);
}

void QueueActions::trigger(Action action)
{
    const bool isWhole = action == Action::Delete && takesWholeQueue();
    if (auto plan = freeze(isWhole ? Action::Trash : action))
        emit planned(std::move(plan), isWhole ? PlanScale::WholeQueue : PlanScale::Selection);
}

void QueueActions::hinder(Hindrance hindrance, const QString &why)
{
    m_hindrances[size_t(hindrance)] = why;
    update();
}

void QueueActions::update()
{
    for (const Verb &verb : verbs)
        setEnablement(verb.action);
    m_copyIds->setEnabled(!m_selection.isEmpty());
    setSaveEnablement();
}

/// Reading is no change: neither the journal nor a read-only server is in its way.
void QueueActions::setSaveEnablement()
{
    QString why = m_selection.isEmpty()
        ? tr("No message is selected.")
        : tr("The account may not read the selected messages, or their server is not connected.");
    for (quint32 source = 0; source < m_selection.sources().size(); ++source) {
        const InstanceKey &key = m_selection.sources()[source].key;
        const Server *server = m_fleet.server(key.server);
        const InstanceStatus *status = m_fleet.instance(key);
        if (m_selection.count(source) > 0 && server && server->state() == ServerState::Connected
            && status && status->rights.readMessage)
            why.clear();
    }
    m_saveMessages->setEnabled(why.isEmpty());
    m_saveMessages->setToolTip(plaintext::toolTip(
        why.isEmpty() ? tr("Save the selected messages as files, one each") : why));
}

void QueueActions::setEnablement(Action action)
{
    const QString why = obstacle(action);
    QAction *shown = of(action);
    QString help = tr(std::ranges::find(verbs, action, &Verb::action)->help);
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
    case Action::Retry:
        return queue != QueueName::Hold;
    case Action::Release:
        return queue == QueueName::Hold;
    default:
        return true;
    }
}

QString QueueActions::obstacle(Action action) const
{
    for (const QString &why : m_hindrances) {
        if (!why.isEmpty())
            return why;
    }
    if (m_selection.isEmpty())
        return tr("No message is selected.");
    QString why = action == Action::Release ? tr("None of the selected messages is on hold.")
                                            : tr("All selected messages are on hold.");
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

bool QueueActions::takesWholeQueue() const
{
    for (quint32 source = 0; source < m_selection.sources().size(); ++source) {
        if (m_selection.count(source) <= mostWithoutNumber)
            continue;
        const auto all = countsOf(*m_selection.sources()[source].snapshot);
        const auto selected = m_selection.queueCounts(source);
        for (size_t queue = 0; queue < all.size(); ++queue) {
            if (all[queue] > mostWithoutNumber && selected[queue] == all[queue])
                return true;
        }
    }
    return false;
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

}
