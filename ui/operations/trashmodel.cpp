// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/trashmodel.h"

#include "core/base/textsafety.h"
#include "ui/operations/operationtext.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QDateTime>

#include <algorithm>

namespace spoolscope {

namespace {

int alignment(int column)
{
    const bool isNumber = column == TrashModel::MessagesColumn || column == TrashModel::SizeColumn
        || column == TrashModel::AgeColumn;
    return int((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

}

void TrashModel::setTrash(const QList<TrashedOperation> &trash, const FleetScope &scope)
{
    beginResetModel();
    m_entries.clear();
    for (const TrashedOperation &entry : trash) {
        if (scope.contains(entry.operation.header.key))
            m_entries.append(entry);
    }
    endResetModel();
}

int TrashModel::rowOf(const QString &id) const
{
    const auto found = std::ranges::find(
        m_entries, id, [](const TrashedOperation &entry) { return entry.operation.header.id; });
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

qint64 TrashModel::messages() const
{
    qint64 sum = 0;
    for (const TrashedOperation &entry : m_entries)
        sum += entry.messages;
    return sum;
}

qint64 TrashModel::bytes() const
{
    qint64 sum = 0;
    for (const TrashedOperation &entry : m_entries)
        sum += entry.bytes;
    return sum;
}

int TrashModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int TrashModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TrashModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TrashedOperation &entry = m_entries[index.row()];
    const auto column = Column(index.column());
    if (role == Qt::DisplayRole)
        return text(entry, column);
    if (role == Qt::TextAlignmentRole)
        return alignment(column);
    if (role != Qt::ToolTipRole)
        return {};
    return plaintext::toolTip(column == AgeColumn
            ? operationtext::exactTime(entry.operation.endedAt)
            : column == SizeColumn ? humanize::exactSize(entry.bytes)
                                   : text(entry, column));
}

QString TrashModel::text(const TrashedOperation &entry, Column column) const
{
    const OperationHeader &header = entry.operation.header;
    switch (column) {
    case AgeColumn:
        return humanize::age(
            std::max<qint64>(1, header.time.secsTo(QDateTime::currentDateTimeUtc())));
    case ServerColumn:
        return operationtext::serverName(header);
    case MessagesColumn:
        return humanize::count(entry.messages);
    case SizeColumn:
        return humanize::size(entry.bytes);
    case ReasonColumn:
        return text::visible(header.reason);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TrashModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case AgeColumn:
        return tr("In the trash for");
    case ServerColumn:
        return tr("Server");
    case MessagesColumn:
        return tr("Messages");
    case SizeColumn:
        return tr("Size");
    case ReasonColumn:
        return tr("Reason");
    case ColumnCount:
        break;
    }
    return {};
}

}
