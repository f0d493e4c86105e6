// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArrayList>

#include <chrono>

namespace spoolscope {

class Transport;

/// A batch whose link was lost may still be at work on the server, or be about to begin: what a
/// listing shows before it has ended is not yet its outcome. Waits until no process on the server
/// has any of these nonces (RemoteCommand::nonce()) among its arguments, as ps(1) tells. A batch
/// that waits at its gate for the rest of its IDs, which will never come, is ended there: it acts
/// on nothing. Not cancellable, as what was sent must be accounted for. Blocks; never on the GUI
/// thread. Errors: OutcomeUnknown (still running after `patience`), and those of the connection.
Result<void> waitUntilOver(Transport &transport, const QByteArrayList &nonces,
    std::chrono::milliseconds patience = std::chrono::minutes(1));

/// The process IDs in the output of "ps -A -o pid=,ppid=,args=" that belong to `nonces`. Pure.
struct BatchProcesses
{
    QList<qint64> all;
    QList<qint64> gates; ///< those of them that read the IDs
};
BatchProcesses batchProcesses(QByteArrayView output, const QByteArrayList &nonces);

}
