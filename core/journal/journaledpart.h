// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/journal.h"

namespace spoolscope {

/// What the journal is told of an operation besides the plan itself.
struct OperationOrder
{
    QString plan = {}; ///< common to all parts; empty: the operation's own id
    QString reason = {};
    QString address = {}; ///< of the server
    QByteArray account = {}, hostKey = {};
    ExecutionOptions options = {};
};

/// Writes the part down, carries it out step by step with the journal (executePart) and writes its
/// outcome down. Where it follows up an interrupted operation, that one is ended as well. Without
/// the journal nothing is done: all Untouched and the error. Blocks; never on the GUI thread.
PartResult performPart(const Journal &journal, const ActionPlan &plan, size_t part,
    const OperationOrder &order, const TransportSource &source, std::stop_token stop,
    const std::function<void(const PartProgress &)> &progress = {});

/// Ends an interrupted operation with what is found now; changes nothing on the server. Error: the
/// operation is running or has ended, the server could not be listed, or the journal's own.
Result<PartResult> reportOperation(const Journal &journal, const QString &id,
    const Instance &instance, const InstanceRights &rights, const TransportSource &source,
    std::stop_token stop);

}
