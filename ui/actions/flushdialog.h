// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"

#include <QDialog>
#include <QHash>
#include <QSet>

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QStandardItem;
class QStandardItemModel;
class QTreeView;

namespace spoolscope {

/// Has Postfix try mail now, on the instances that are ticked: all deferred mail, or that for one
/// destination. Says what that costs, and what came of it instance by instance. Open it with
/// open(); it deletes itself.
class FlushDialog final : public QDialog
{
    Q_OBJECT

public:
    FlushDialog(Fleet &fleet, const QList<InstanceKey> &instances, QWidget *parent = nullptr);

    void setDestination(const QString &destination); ///< empty: all deferred mail

signals:
    void asked(); ///< the journal has another entry

private:
    enum Column { ServerColumn, DeferredColumn, OutcomeColumn, ColumnCount };

    QWidget *makeChoice();
    QWidget *makeTable(const QList<InstanceKey> &instances);
    void updateChoice();
    void updateRows();
    void updateButton();
    void showCommand();
    QList<InstanceKey> chosen() const;
    bool isAsking() const;
    bool isForDestination() const;
    void say(const InstanceKey &key, const QString &outcome);
    void ask();
    void askOne(const InstanceKey &key);

    Fleet &m_fleet;
    QHash<InstanceKey, QString> m_outcomes;
    QSet<InstanceKey> m_asking;
    bool m_isUpdating = false;
    QRadioButton *m_all;
    QRadioButton *m_one;
    QLineEdit *m_destination;
    QLabel *m_advice;
    QLabel *m_command;
    QStandardItemModel *m_rows;
    QTreeView *m_table;
    QPushButton *m_ask = nullptr;
};

}
