// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trafficcounts.h"
#include "ui/style/rowsmodel.h"

namespace spoolscope {

/// The rows of one list, the most frequent first. A value sink.
class TopListModel final : public RowsModel
{
    Q_OBJECT

public:
    static constexpr size_t mostRows = 100;

    using RowsModel::RowsModel;

    void setList(TopList list, const TopSketch &top);
    TopList list() const { return m_list; }
    const TopEntry &entry(int row) const { return m_entries[size_t(row)]; }

protected:
    int rows() const override { return int(m_entries.size()); }
    int columns() const override;
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    QString toolTip(int row, int column) const override;
    bool isNumber(int column) const override { return column > 0; }

private:
    TopList m_list = TopList::Clients;
    std::vector<TopEntry> m_entries;
};

}
