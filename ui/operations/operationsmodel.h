// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"
#include "ui/style/rowsmodel.h"

namespace spoolscope {

/// The operations of the journal: interrupted ones first, then the newest first.
class OperationsModel final : public RowsModel
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

    using RowsModel::RowsModel;

    void setOperations(const QList<Operation> &operations); ///< resets unless nothing has changed
    const Operation &operation(int row) const { return m_operations[row]; }
    int rowOf(const QString &id) const; ///< -1: none

protected:
    int rows() const override;
    int columns() const override { return ColumnCount; }
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    QString toolTip(int row, int column) const override;
    bool isNumber(int column) const override { return column == MessagesColumn; }

private:
    QList<Operation> m_operations;
};

}
