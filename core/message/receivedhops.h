// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace spoolscope {

/// One Received field: a server that took the message over, as that server (or a forger) wrote it.
/// All text went through text::visible; fields the line does not have are empty.
struct Hop
{
    QString from; ///< what the sending side called itself, with the address the receiver saw
    QString by;
    QString protocol; ///< "ESMTPS"
    QString id; ///< the queue ID there
    QDateTime time; ///< invalid if absent or unreadable
    /// Seconds since the hop before; negative where clocks disagree, absent where either time is.
    std::optional<qint64> delay = {};
};

inline constexpr qsizetype mostHops
    = 200; ///< more are left out; Postfix bounces at 50 (hopcount_limit)

/// The way of the message, oldest first, from its header block.
QList<Hop> receivedHops(QByteArrayView headers);

}
