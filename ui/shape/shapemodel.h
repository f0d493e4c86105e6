// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shape/shapepicture.h"

#include <QAbstractTableModel>

namespace spoolscope {

/// The rows of a picture: those of its domains, or the one of the total. A sink.
class ShapeModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Rows { Domains, Total };
    enum Column { TotalColumn, FirstBucket };
    enum Role {
        CountRole = Qt::UserRole, ///< qint64
        PlaceRole, ///< double: on the colour scale, 0 to 1; invalid for nothing and for totals
        ShareRole, ///< double: of the largest total there is; for totals
    };

    explicit ShapeModel(Rows rows, QObject *parent = nullptr);

    /// Where rows and columns are the same, only their contents change; else it is reset.
    void setPicture(SharedPicture picture);
    const SharedPicture &picture() const { return m_picture; } ///< never null
    int placeOf(const QByteArray &domain) const; ///< row; -1 for none

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool isSameTable(const ShapePicture &other) const;
    const ShapeRow &rowAt(int row) const;
    QStringList describe(const QModelIndex &index) const;
    QVariant domainData(int row, int role) const;
    QVariant bucketData(int column, int role) const;

    Rows m_rows;
    SharedPicture m_picture;
};

}
