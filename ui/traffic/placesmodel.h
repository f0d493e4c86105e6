// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/storedtraffic.h"
#include "ui/style/rowsmodel.h"

namespace spoolscope {

/// What each server and instance did in a range of time. A value sink.
class PlacesModel final : public RowsModel
{
    Q_OBJECT

public:
    struct Place
    {
        QString server; ///< as shown
        QByteArray instance; ///< its syslog_name
        TrafficSlot sum; ///< but its delays
    };

    using RowsModel::RowsModel;

    /// By what was counted over time: `range` is rounded to whole steps of what is kept.
    void setTraffic(const CountedTraffic &traffic, const TrafficRange &range);
    const Place &place(int row) const { return m_places[size_t(row)]; }

protected:
    int rows() const override { return int(m_places.size()); }
    int columns() const override;
    QString heading(int column) const override;
    QString text(int row, int column) const override;
    QString toolTip(int row, int column) const override;
    bool isNumber(int column) const override { return column > 0; }

private:
    std::vector<Place> m_places;
};

}
