// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"
#include "ui/style/rowsmodel.h"

#include <memory>

namespace spoolscope {

/// The messages of an operation with what became of each; up to a million rows, and no copy.
class RecordModel final : public RowsModel
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

    using RowsModel::RowsModel;

    void setRecord(std::shared_ptr<const OperationRecord> record); ///< may be null

protected:
    int rows() const override;
    int columns() const override { return ColumnCount; }
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    bool isNumber(int column) const override { return column == SizeColumn; }
    bool isMonospaced(int column) const override { return column == IdColumn; }

private:
    QString verdictText(size_t row) const;

    std::shared_ptr<const OperationRecord> m_record;
};

}
