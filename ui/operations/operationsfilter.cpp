// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/operationsfilter.h"

#include "ui/operations/operationsmodel.h"
#include "ui/operations/operationtext.h"

namespace spoolscope {

OperationsFilter::OperationsFilter(OperationsModel &model, QObject *parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    setSourceModel(&model);
}

void OperationsFilter::setScope(const FleetScope &scope)
{
    m_scope = scope;
    invalidateRowsFilter();
}

void OperationsFilter::setAction(std::optional<Action> action)
{
    m_action = action;
    invalidateRowsFilter();
}

void OperationsFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    m_naming.clear();
    invalidateRowsFilter();
}

void OperationsFilter::setNaming(const QSet<QString> &operations)
{
    m_naming = operations;
    invalidateRowsFilter();
}

bool OperationsFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const Operation &operation = m_model.operation(row);
    const OperationHeader &header = operation.header;
    const bool isOtherAction = m_action && (header.request || header.action != *m_action);
    if (!m_scope.contains(header.key) || isOtherAction)
        return false;
    if (m_text.isEmpty() || m_naming.contains(header.id))
        return true;
    const QStringList texts{operationtext::serverName(header), operationtext::title(header),
        header.request ? header.request->subject : displayName(header.action), header.reason,
        header.user, header.id, operationtext::outcome(operation)};
    return std::ranges::any_of(
        texts, [this](const QString &text) { return text.contains(m_text, Qt::CaseInsensitive); });
}

}
