// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/operationsmodel.h"

#include "core/base/textsafety.h"
#include "ui/operations/operationtext.h"
#include "ui/style/humanize.h"

#include <algorithm>
#include <array>

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

int OperationsModel::rows() const
{
    return int(m_operations.size());
}

QString OperationsModel::heading(int column) const
{
    static constexpr std::array names{QT_TR_NOOP("Time"), QT_TR_NOOP("Server"),
        QT_TR_NOOP("Action"), QT_TR_NOOP("Messages"), QT_TR_NOOP("Outcome"), QT_TR_NOOP("Reason"),
        QT_TR_NOOP("Who")};
    static_assert(names.size() == ColumnCount);
    return tr(names[size_t(column)]);
}

QString OperationsModel::text(int row, int column) const
{
    const Operation &operation = m_operations[row];
    const OperationHeader &header = operation.header;
    switch (Column(column)) {
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

QString OperationsModel::toolTip(int row, int column) const
{
    const OperationHeader &header = m_operations[row].header;
    if (column == TimeColumn)
        return operationtext::exactTime(header.time);
    if (column == ServerColumn)
        return text::visible(header.address);
    return text(row, column);
}

}
