// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trace.h"
#include "ui/style/colours.h"
#include "ui/style/rowsmodel.h"

namespace spoolscope {

/// The steps of one message, oldest first.
class TraceModel final : public RowsModel
{
    Q_OBJECT

public:
    enum Column { Time, Delta, Where, What, ColumnCount };
    enum Role {
        ReplyRole = Qt::UserRole, ///< QString: what others said; a second line
        MeaningRole, ///< int: colours::Meaning; absent for steps that mean neither good nor bad
    };

    using RowsModel::RowsModel;

    void setTrace(Trace trace);
    const Trace &trace() const { return m_trace; }

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    int rows() const override { return int(m_trace.steps.size()); }
    int columns() const override { return ColumnCount; }
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    QString toolTip(int row, int column) const override;
    bool isNumber(int column) const override { return column == Delta; }
    QString delta(int row) const;

    Trace m_trace;
    bool m_hasFractions = false; ///< of seconds
    bool m_hasDays = false; ///< it takes more than one day
};

/// What a line tells of how the message fares.
std::optional<colours::Meaning> meaningOf(const TraceStep &step);
std::optional<colours::Meaning> meaningOf(RecipientFate fate);

}
