// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"

#include <QAbstractTableModel>

#include <memory>

namespace spoolscope {

/// The messages of an operation with what became of each; up to a million rows, and no copy.
class RecordModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        IdColumn,
        SenderColumn,
        RecipientColumn,
        SizeColumn,
        ArrivalColumn,
        VerdictColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRecord(std::shared_ptr<const OperationRecord> record); ///< may be null

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    QString verdictText(size_t row) const;

    std::shared_ptr<const OperationRecord> m_record;
};

}
