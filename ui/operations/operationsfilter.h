// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "ui/fleet/fleetscope.h"

#include <QSet>
#include <QSortFilterProxyModel>

#include <optional>

namespace spoolscope {

class OperationsModel;

/// The operations of the scope that match what was typed.
class OperationsFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit OperationsFilter(OperationsModel &model, QObject *parent = nullptr);

    void setScope(const FleetScope &scope);
    void setAction(std::optional<Action> action);
    void setText(const QString &text); ///< in server, action, reason, user, id or outcome
    void setNaming(const QSet<QString> &operations); ///< those with a message that matches
    bool isFiltering() const { return m_action || !m_text.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const OperationsModel &m_model;
    FleetScope m_scope;
    std::optional<Action> m_action;
    QString m_text;
    QSet<QString> m_naming;
};

}
