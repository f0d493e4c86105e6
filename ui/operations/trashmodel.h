// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/standing.h"
#include "ui/fleet/fleetscope.h"
#include "ui/style/rowsmodel.h"

namespace spoolscope {

/// What is in the trash now, by the operation that put it there.
class TrashModel final : public RowsModel
{
    Q_OBJECT

public:
    enum Column { AgeColumn, ServerColumn, MessagesColumn, SizeColumn, ReasonColumn, ColumnCount };

    using RowsModel::RowsModel;

    void setTrash(const QList<TrashedOperation> &trash, const FleetScope &scope);
    const TrashedOperation &entry(int row) const { return m_entries[row]; }
    int rowOf(const QString &id) const; ///< -1: none
    qint64 messages() const;
    qint64 bytes() const;

protected:
    int rows() const override;
    int columns() const override { return ColumnCount; }
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    QString toolTip(int row, int column) const override;
    bool isNumber(int column) const override;

private:
    QList<TrashedOperation> m_entries;
};

}
