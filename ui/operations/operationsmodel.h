// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"

#include <QAbstractTableModel>

namespace spoolscope {

/// The operations of the journal: interrupted ones first, then the newest first.
class OperationsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        TimeColumn,
        ServerColumn,
        ActionColumn,
        MessagesColumn,
        OutcomeColumn,
        ReasonColumn,
        UserColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setOperations(const QList<Operation> &operations); ///< resets unless nothing has changed
    const Operation &operation(int row) const { return m_operations[row]; }
    int rowOf(const QString &id) const; ///< -1: none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const Operation &operation, Column column) const;
    QString toolTip(const Operation &operation, Column column) const;

    QList<Operation> m_operations;
};

}
