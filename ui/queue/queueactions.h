// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/servers/fleet.h"

#include <QAction>
#include <QObject>

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

    QAction *of(Action action) const { return m_actions[size_t(action)]; }
    QAction *copyIds() const { return m_copyIds; }
    std::shared_ptr<const ActionPlan> freeze(Action action) const; ///< null: nothing to do

public slots:
    void update(); ///< call when states or rights of servers changed

signals:
    void planned(std::shared_ptr<const spoolscope::ActionPlan> plan);

private:
    QAction *make(const QString &icon, const QString &text, const QKeySequence &shortcut);
    void setEnablement(Action action);
    QString obstacle(Action action) const;
    bool concerns(Action action, QueueName queue) const;
    void copyToClipboard() const;

    const Fleet &m_fleet;
    const MessageSelection &m_selection;
    std::array<QAction *, 4> m_actions = {};
    std::array<QString, 4> m_help;
    QAction *m_copyIds = nullptr;
};

}
