// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace spoolscope {

/// Where a queued message came from, which no listing tells: the log does, and the queue file. What
/// is not known is another thing than what is empty: a message of which nothing is known may be
/// anybody's. Written by strangers, and hostile.
struct MessageFacts
{
    bool isOriginKnown = false; ///< the three that follow
    QByteArray client; ///< name of the SMTP client; empty: it has none, or there was no client
    QByteArray clientAddress; ///< empty: submitted on the server itself, or made by Postfix
    QByteArray saslUser; ///< sasl_username; empty: nobody had logged in
    bool isSubjectKnown = false;
    QByteArray subject; ///< UTF-8 as people read it: header::decodeText(), and cut

    bool operator==(const MessageFacts &) const = default;
};

inline constexpr qsizetype longestSubject = 1000; ///< bytes that are kept

}
