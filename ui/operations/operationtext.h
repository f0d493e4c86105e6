// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"

#include <QList>
#include <QPair>

/// The words around an operation of the journal. Pure; what comes from the journal went through
/// text::visible, because it is read as if anybody had written it.
namespace spoolscope::operationtext {

QString serverName(const OperationHeader &header); ///< "mx1", "mx1 (postfix-out)"
QString title(const OperationHeader &header); ///< "Trash", "Undo", "Purge"
QString heading(const Operation &operation); ///< "Trash 1,204 messages on mx1"
QString outcome(const Operation &operation); ///< "1,198 in the trash, 4 already gone"
QString time(const QDateTime &time); ///< local, short: "21:04" today, else with the date
QString exactTime(const QDateTime &time); ///< local and UTC, for tooltips
/// What interrupted means and what to do; empty where nothing is to be said.
QString advice(const Operation &operation);

using Fact = QPair<QString, QString>; ///< name, value
QList<Fact> facts(const Operation &operation);

/// Why there is nothing to do of that kind, though the operation is known; `rows` as rowsFor()
/// counts them. Empty if there is.
QString obstacle(Relation relation, const Operation &operation, qint64 rows);

}
