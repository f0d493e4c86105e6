// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/commandscript.h"

#include <QObject>

#include <memory>

class QAction;
class QHeaderView;
class QMenu;

namespace spoolscope {

class Fleet;
class MessageSelection;
class QueueModel;

/// Copies the selected messages: their IDs, their rows, or the commands that an administrator would
/// type for them. What is too long is not copied in part, and that is said.
class QueueCopier final : public QObject
{
    Q_OBJECT

public:
    /// `copyIds` is given its work here; `header` tells the columns that are shown.
    QueueCopier(const Fleet &fleet, const QueueModel &model, const MessageSelection &selection,
        const QHeaderView &header, QAction *copyIds, QWidget *window);
    ~QueueCopier() override;

    QAction *copyRows() const { return m_copyRows; }
    QAction *copyCommands() const; ///< opens a menu of them
    void refuse(); ///< says that it is too much

signals:
    void failed(const QString &message);

private:
    void update();
    void makeCommands(QWidget *window);
    void copyIds();
    void copyTable();
    void copyCommand(CopiedCommand command);

    const Fleet &m_fleet;
    const QueueModel &m_model;
    const MessageSelection &m_selection;
    const QHeaderView &m_header;
    QAction *m_copyRows;
    std::unique_ptr<QMenu> m_commands;
};

}
