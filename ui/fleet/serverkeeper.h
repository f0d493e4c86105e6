// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "core/servers/serverstore.h"
#include "ui/fleet/logindialogs.h"

#include <QObject>
#include <QWidget>

#include <optional>

namespace spoolscope {

/// Adds, edits and removes servers of the fleet by dialogs of the window and keeps the list on
/// disk. Without a store (servers came from the command line) nothing is written.
class ServerKeeper final : public QObject
{
    Q_OBJECT

public:
    ServerKeeper(Fleet &fleet, std::optional<ServerStore> store, QWidget *window);

    void load(); ///< the stored servers; connects them all
    void add();
    void importFromSshConfig();
    void edit(const QString &id);
    void setReadOnly(const QString &id, bool isReadOnly);
    void remove(const QString &id);
    void undoRemove();
    LoginDialogs *login() { return &m_login; }
    void showRights(const QString &id);

signals:
    void failed(const QString &message); ///< the list could not be read or written
    void removed(const QString &name); ///< undoRemove() brings it back

private:
    void save();
    QStringList groups() const;

    Fleet &m_fleet;
    std::optional<ServerStore> m_store;
    QWidget *m_window;
    LoginDialogs m_login;
    std::optional<ServerDefinition> m_removed;
};

}
