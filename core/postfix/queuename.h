// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>

#include <array>
#include <optional>

namespace spoolscope {

/// Postfix's ten queue directories (qmgr(8), showq(8), bounce(8), flush(8)). The first five hold
/// messages and are what postqueue lists; Corrupt holds damaged ones; the rest hold log files.
enum class QueueName : quint8 {
    Maildrop,
    Incoming,
    Active,
    Deferred,
    Hold,
    Corrupt,
    Bounce,
    Defer,
    Trace,
    Flush
};

inline constexpr std::array allQueues{QueueName::Maildrop, QueueName::Incoming, QueueName::Active,
    QueueName::Deferred, QueueName::Hold, QueueName::Corrupt, QueueName::Bounce, QueueName::Defer,
    QueueName::Trace, QueueName::Flush};

/// Those that hold messages and are listed by postqueue(1).
inline constexpr std::array listedQueues{QueueName::Maildrop, QueueName::Incoming,
    QueueName::Active, QueueName::Deferred, QueueName::Hold};

QByteArrayView toBytes(QueueName name); ///< "deferred"; Postfix's own word, not translated
QString toString(QueueName name);
std::optional<QueueName> parseQueueName(QByteArrayView text);

}
