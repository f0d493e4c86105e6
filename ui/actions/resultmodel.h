// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/planexecutor.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

class QIODevice;

namespace spoolscope {

/// A verdict for every planned message, over all parts, in the plan's order.
class ResultModel final : public QAbstractTableModel
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

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    const ActionPlan &plan() const { return *m_plan; }
    const std::vector<PartResult> &results() const { return m_results; }

    /// RFC 4180 with a header line, every row, stable words; false when the device fails.
    bool writeCsv(QIODevice &device) const;

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
