// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/standing.h"
#include "ui/fleet/fleetscope.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QSpinBox;
class QTableView;

namespace spoolscope {

class TrashModel;

/// What is in the trash now, and how long it may stay there.
class TrashView final : public QWidget
{
    Q_OBJECT

public:
    explicit TrashView(QWidget *parent = nullptr);

    void setTrash(const QList<TrashedOperation> &trash, const FleetScope &scope);
    void setObstacle(const QString &why); ///< greys restoring and purging; empty: allowed
    bool isEmpty() const;
    QStringList selected() const; ///< ids of operations
    QString current() const; ///< id; empty: none

signals:
    void currentChanged(const QString &operation);
    void restoreRequested(const QStringList &operations);
    void purgeRequested(const QStringList &operations);

private:
    QWidget *makeFooter();
    void updateButtons();

    TrashModel *m_model;
    QTableView *m_table;
    QLabel *m_total;
    QPushButton *m_restore;
    QPushButton *m_purge;
    QSpinBox *m_days;
    QString m_obstacle;
};

}
