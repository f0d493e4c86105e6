// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapemodel.h"

#include "ui/shape/heatscale.h"
#include "ui/shape/shapewords.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

ShapeModel::ShapeModel(Rows rows, QObject *parent)
    : QAbstractTableModel(parent), m_rows(rows), m_picture(std::make_shared<const ShapePicture>())
{
}

bool ShapeModel::isSameTable(const ShapePicture &other) const
{
    if (!other.shape.options.hasBucketsOf(m_picture->shape.options)
        || other.isEmpty() != m_picture->isEmpty())
        return false;
    return m_rows == Rows::Total
        || std::ranges::equal(other.shown, m_picture->shown, [&](quint32 a, quint32 b) {
               return other.shape.rows[a].domain == m_picture->shape.rows[b].domain;
           });
}

void ShapeModel::setPicture(SharedPicture picture)
{
    if (!isSameTable(*picture)) {
        beginResetModel();
        m_picture = std::move(picture);
        endResetModel();
        return;
    }
    m_picture = std::move(picture);
    if (const int rows = rowCount(); rows > 0)
        emit dataChanged(index(0, 0), index(rows - 1, columnCount() - 1));
}

int ShapeModel::placeOf(const QByteArray &domain) const
{
    const auto &shown = m_picture->shown;
    const auto place = std::ranges::find(
        shown, domain, [&](quint32 row) { return m_picture->shape.rows[row].domain; });
    return place == shown.end() ? -1 : int(place - shown.begin());
}

int ShapeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || m_picture->isEmpty())
        return 0;
    return m_rows == Rows::Total ? 1 : int(m_picture->shown.size());
}

int ShapeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || m_picture->isEmpty()
        ? 0
        : FirstBucket + m_picture->shape.options.buckets;
}

const ShapeRow &ShapeModel::rowAt(int row) const
{
    return m_rows == Rows::Total ? m_picture->shape.all : m_picture->row(size_t(row));
}

QStringList ShapeModel::describe(const QModelIndex &index) const
{
    const ShapeRow &row = rowAt(index.row());
    return index.column() == TotalColumn
        ? shapewords::total(*m_picture, row)
        : shapewords::cell(*m_picture, row, index.column() - FirstBucket);
}

QVariant ShapeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ShapeRow &row = rowAt(index.row());
    const bool isTotal = index.column() == TotalColumn || m_rows == Rows::Total;
    const qint64 count = index.column() == TotalColumn
        ? row.total
        : row.counts[size_t(index.column() - FirstBucket)];
    switch (role) {
    case Qt::DisplayRole:
        return count == 0 ? QString() : humanize::count(count);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole: {
        QStringList lines = describe(index);
        lines.first() = plaintext::address(lines.first());
        return plaintext::toolTip(lines.join(u'\n'));
    }
    case Qt::AccessibleTextRole:
        return describe(index).join(u", "_s);
    case CountRole:
        return count;
    case PlaceRole:
        if (isTotal || count == 0)
            return {};
        return heat::place(count, m_picture->largest, m_picture->settings.isLogScale);
    case ShareRole: {
        if (!isTotal || count == 0)
            return {};
        const qint64 whole = m_rows == Rows::Domains ? m_picture->shape.rows.front().total
            : index.column() == TotalColumn          ? row.total
                                                     : m_picture->largestTotal;
        return heat::place(count, whole, false); // a bar is as long as it counts
    }
    default:
        return {};
    }
}

QVariant ShapeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isRow = orientation == Qt::Vertical;
    if (section < 0 || section >= (isRow ? rowCount() : columnCount()))
        return {};
    return isRow ? domainData(section, role) : bucketData(section, role);
}

QVariant ShapeModel::domainData(int row, int role) const
{
    if (role == Qt::DisplayRole)
        return m_rows == Rows::Total ? tr("All domains") : shapewords::domainHead(rowAt(row));
    if (role == Qt::ToolTipRole) {
        QStringList lines = shapewords::total(*m_picture, rowAt(row));
        lines.first() = plaintext::address(lines.first());
        return plaintext::toolTip(lines.join(u'\n'));
    }
    return {};
}

QVariant ShapeModel::bucketData(int column, int role) const
{
    const int bucket = column - FirstBucket;
    switch (role) {
    case Qt::DisplayRole:
        return column == TotalColumn ? tr("Total")
                                     : shapewords::bucketHead(m_picture->shape, bucket);
    case Qt::ToolTipRole:
        return column == TotalColumn
            ? tr("Of every age")
            : plaintext::toolTip(shapewords::bucketAge(m_picture->shape, bucket));
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    default:
        return {};
    }
}

}
