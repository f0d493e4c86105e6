// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/planexecutor.h"
#include "ui/style/rowsmodel.h"

#include <memory>
#include <vector>

class QIODevice;

namespace spoolscope {

/// A verdict for every planned message, over all parts, in the plan's order.
class ResultModel final : public RowsModel
{
    Q_OBJECT

public:
    enum Column {
        ServerColumn,
        IdColumn,
        SenderColumn,
        RecipientColumn,
        VerdictColumn,
        ColumnCount
    };
    static constexpr int VerdictRole = Qt::UserRole; ///< int of the Verdict

    /// `results` as many as the plan has parts; a part's missing verdicts count as Untouched.
    ResultModel(std::shared_ptr<const ActionPlan> plan, std::vector<PartResult> results,
        QObject *parent = nullptr);

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    const ActionPlan &plan() const { return *m_plan; }
    const std::vector<PartResult> &results() const { return m_results; }

    /// RFC 4180 with a header line, every row, stable words; false when the device fails.
    bool writeCsv(QIODevice &device) const;

protected:
    int rows() const override;
    int columns() const override { return ColumnCount; }
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    bool isMonospaced(int column) const override { return column == IdColumn; }

private:
    struct Entry
    {
        const PlanPart &part;
        const PlannedMessage &message;
        Verdict verdict;
    };
    Entry entry(int row) const;

    std::shared_ptr<const ActionPlan> m_plan;
    std::vector<PartResult> m_results;
    std::vector<size_t> m_partEnds; ///< row behind the last of each part
};

}
