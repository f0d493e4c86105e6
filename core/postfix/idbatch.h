// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/queueid.h"

#include <QByteArrayList>

#include <span>

namespace spoolscope {

inline constexpr qsizetype largestBatch = 1000; ///< queue IDs

/// How a batch of queue IDs reaches a server: by stdin as "<count> <nonce>", the IDs, and "END
/// <count> <nonce>", through a gate (awk) that lets none through unless all of it arrived. A
/// connection that is cut before that acts on nothing, also not on half an ID.
///
/// Errors: InvalidInput for no ID, more than largestBatch, a nonce that is not letters and digits,
/// or an instance whose directory commands cannot carry.
Result<QByteArray> idBatchInput(
    const Instance &instance, std::span<const QueueId> ids, const QByteArray &nonce);

/// The words "sh -c SCRIPT spoolscope GATE" to put before the command that works on the IDs. `use`
/// is the constant part of the script behind the gate: it finds the IDs in $ids, separated by line
/// breaks, and the command in "$@". It may not hold ', \, ! or a line break.
QByteArrayList gatedWords(QByteArrayView use);

QByteArrayView idGate(); ///< the gate itself, an awk program

/// EX_DATAERR, which neither postsuper, postqueue, postcat nor sudo has.
inline constexpr int gateRejectExitCode = 65;
bool isGateReject(QByteArrayView line); ///< the gate's own line on stderr

/// Letters and digits, at most 64.
bool isNonce(QByteArrayView text);

}
