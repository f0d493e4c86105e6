// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queuesnapshot.h"

#include <QByteArrayList>

namespace spoolscope {

/// All that a snapshot has, a line a message, sorted: two snapshots with the same lines are equal.
QByteArrayList snapshotLines(const QueueSnapshot &snapshot);

/// The lines that only one of them has, those of `actual` behind "+ ", of `expected` behind "- ";
/// the first few.
QByteArray difference(const QueueSnapshot &actual, const QueueSnapshot &expected);

}
