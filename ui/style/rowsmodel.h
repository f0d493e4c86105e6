// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractTableModel>

namespace spoolscope {

/// A table of texts: what the lists of the pages and dialogs have in common. Columns of numbers
/// stand to the right; every cell says itself in full in its tooltip.
class RowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const final;
    int columnCount(const QModelIndex &parent = {}) const final;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const final;

protected:
    virtual int rows() const = 0;
    virtual int columns() const = 0;
    virtual QString heading(int column) const = 0;
    /// What strangers wrote in it went through text::visible.
    virtual QString text(int row, int column) const = 0;
    virtual QString toolTip(int row, int column) const { return text(row, column); }
    virtual bool isNumber([[maybe_unused]] int column) const { return false; }
    virtual bool isMonospaced([[maybe_unused]] int column) const { return false; } ///< queue IDs
};

}
