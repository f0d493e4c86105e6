// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/logs/logfield.h"
#include "core/postfix/queueid.h"

#include <optional>

namespace spoolscope {

/// Which messages are to be traced.
struct TraceQuery
{
    enum class Subject {
        QueueId,
        MessageId,
        Sender,
        Recipient,
        Client, ///< name or address
        SaslUser,
        Address, ///< a sender, a recipient or a Message-ID
    };
    Subject subject = Subject::QueueId;
    QByteArray text; ///< without angle brackets; of "@example.com" all of the domain
    std::optional<QueueId> queueId; ///< where it is one
    qint64 since = 0; ///< microseconds since 1970
    qint64 until = 0; ///< 0: no end

    /// "4F2A81C09D", "<id@example.com>", "jo@example.com", "@example.com", "192.0.2.1",
    /// "mail.example.com"; or with what it is before it: id:, msgid:, from:, to:, client:, sasl:.
    static Result<TraceQuery> parse(const QString &text);

    bool covers(qint64 time) const { return time >= since && (!until || time <= until); }
    bool matches(LogField field, QByteArrayView value) const;
};

/// Whether two addresses are the same to Postfix in all that matters: letters of either case.
bool isSameAddress(QByteArrayView a, QByteArrayView b);

}
