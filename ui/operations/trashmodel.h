// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/standing.h"
#include "ui/fleet/fleetscope.h"

#include <QAbstractTableModel>

namespace spoolscope {

/// What is in the trash now, by the operation that put it there.
class TrashModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { AgeColumn, ServerColumn, MessagesColumn, SizeColumn, ReasonColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setTrash(const QList<TrashedOperation> &trash, const FleetScope &scope);
    const TrashedOperation &entry(int row) const { return m_entries[row]; }
    int rowOf(const QString &id) const; ///< -1: none
    qint64 messages() const;
    qint64 bytes() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString text(const TrashedOperation &entry, Column column) const;

    QList<TrashedOperation> m_entries;
};

}
