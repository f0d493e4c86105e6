// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/servers/fleet.h"
#include "ui/actions/ladder.h"

#include <QAction>
#include <QObject>
#include <QTimer>

#include <array>
#include <memory>

namespace spoolscope {

class MessageSelection;

/// What can be done to the selected messages. An action that cannot be done now is disabled and its
/// tooltip says why. Triggering one freezes the selection into a plan; nothing is done here.
class QueueActions final : public QObject
{
    Q_OBJECT

public:
    QueueActions(const Fleet &fleet, const MessageSelection &selection, QObject *parent = nullptr);

    /// Null for an action that has no entry in the table of verbs.
    QAction *of(Action action) const { return m_actions[size_t(action)]; }
    QList<QAction *> everyday() const; ///< for the toolbar, in its order
    QList<QAction *> others() const; ///< for menus
    QAction *copyIds() const { return m_copyIds; } ///< QueueCopier does its work
    QAction *saveMessages() const { return m_saveMessages; }
    std::shared_ptr<const ActionPlan> freeze(Action action) const; ///< null: nothing to do
    /// Whether the selection has all there is in a queue of an instance, and more than a few.
    bool takesWholeQueue() const;

    enum class Hindrance { OtherPage, Journal };
    /// Greys everything for a reason that has nothing to do with the selection; an empty one ends
    /// it.
    void hinder(Hindrance hindrance, const QString &why);

public slots:
    void update(); ///< done by itself when the selection or a server has changed

signals:
    /// A deletion of a whole queue comes as its first step: the trash.
    void planned(std::shared_ptr<const spoolscope::ActionPlan> plan, spoolscope::PlanScale scale);
    /// As files; what the frozen plan would do plays no part.
    void saveRequested(std::shared_ptr<const spoolscope::ActionPlan> chosen);

private:
    QAction *make(const QIcon &icon, const QString &text, const QKeySequence &shortcut);
    void trigger(Action action);
    void setEnablement(Action action);
    QString obstacle(Action action) const;
    bool concerns(Action action, QueueName queue) const;
    void setSaveEnablement();

    const Fleet &m_fleet;
    const MessageSelection &m_selection;
    std::array<QAction *, allActions.size()> m_actions = {};
    std::array<QString, 2> m_hindrances;
    QTimer m_later;
    QAction *m_copyIds = nullptr;
    QAction *m_saveMessages = nullptr;
};

}
