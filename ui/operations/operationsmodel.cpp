// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/operationsmodel.h"

#include "core/base/textsafety.h"
#include "ui/operations/operationtext.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <algorithm>

namespace spoolscope {

namespace {

bool isSame(const Operation &a, const Operation &b)
{
    return a.header.id == b.header.id && a.state == b.state && a.counts == b.counts;
}

}

void OperationsModel::setOperations(const QList<Operation> &operations)
{
    QList<Operation> sorted = operations;
    std::ranges::stable_partition(
        sorted, [](const Operation &one) { return one.state == OperationState::Interrupted; });
    if (std::ranges::equal(sorted, m_operations, isSame))
        return;
    beginResetModel();
    m_operations = std::move(sorted);
    endResetModel();
}

int OperationsModel::rowOf(const QString &id) const
{
    const auto found
        = std::ranges::find(m_operations, id, [](const Operation &one) { return one.header.id; });
    return found == m_operations.end() ? -1 : int(found - m_operations.begin());
}

int OperationsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_operations.size());
}

int OperationsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant OperationsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Operation &operation = m_operations[index.row()];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(operation, column);
    case Qt::ToolTipRole:
        return plaintext::toolTip(toolTip(operation, column));
    case Qt::TextAlignmentRole:
        return int(column == MessagesColumn ? Qt::AlignRight | Qt::AlignVCenter
                                            : Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

QString OperationsModel::text(const Operation &operation, Column column) const
{
    const OperationHeader &header = operation.header;
    switch (column) {
    case TimeColumn:
        return operationtext::time(header.time);
    case ServerColumn:
        return operationtext::serverName(header);
    case ActionColumn:
        return operationtext::title(header);
    case MessagesColumn:
        return header.request ? QString() : humanize::count(header.messages);
    case OutcomeColumn:
        return operationtext::outcome(operation);
    case ReasonColumn:
        return text::visible(header.reason);
    case UserColumn:
        return text::visible(header.user);
    case ColumnCount:
        break;
    }
    return {};
}

QString OperationsModel::toolTip(const Operation &operation, Column column) const
{
    if (column == TimeColumn)
        return operationtext::exactTime(operation.header.time);
    if (column == ServerColumn)
        return text::visible(operation.header.address);
    return text(operation, column);
}

QVariant OperationsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(section == MessagesColumn ? Qt::AlignRight | Qt::AlignVCenter
                                             : Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case TimeColumn:
        return tr("Time");
    case ServerColumn:
        return tr("Server");
    case ActionColumn:
        return tr("Action");
    case MessagesColumn:
        return tr("Messages");
    case OutcomeColumn:
        return tr("Outcome");
    case ReasonColumn:
        return tr("Reason");
    case UserColumn:
        return tr("Who");
    case ColumnCount:
        break;
    }
    return {};
}

}
