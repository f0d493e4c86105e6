// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuearrangement.h"

#include <QList>
#include <QString>

#include <optional>

namespace spoolscope {

/// Columns of the queue table under a name: which are shown, in their order.
struct ColumnSet
{
    QString name;
    QList<QueueColumn> columns; ///< each once, at least one

    bool operator==(const ColumnSet &) const = default;
};

/// What a column is called in the settings: "next-try"; stable.
QString columnName(QueueColumn column);
std::optional<QueueColumn> columnNamed(QStringView name);

/// The sets that are always there; their names are translated.
QList<ColumnSet> builtInColumnSets();

/// The user's own sets (QSettings), by name. What the file holds is checked: columns that are not
/// known or come twice are left out, and sets without a column.
QList<ColumnSet> ownColumnSets();

/// Keeps a set, in the place of one of that name. False, and nothing done, where the name is empty
/// once it is plain text, or one of the built-in ones, or there are fifty sets.
bool keepColumnSet(const ColumnSet &set);
void removeColumnSet(const QString &name);

}
