// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queuesnapshot.h"

#include <QList>
#include <QStringList>

namespace spoolscope {

/// Bytes of one text that a document lays out: a megabyte without a break takes minutes.
inline constexpr qsizetype longestShown = 4000;

/// Recipients that wait for the same reason, ready to show.
struct RecipientGroup
{
    QString reason; ///< empty: none is known
    QStringList addresses; ///< the first ones
    qsizetype count = 0; ///< all of them
};

/// The recipients of a listed message by reason, in the listing's order. No more than
/// `mostAddresses` are copied; the counts are always whole.
QList<RecipientGroup> groupRecipients(
    const QueueSnapshot &snapshot, QueueSnapshot::Row row, qsizetype mostAddresses = 500);

}
