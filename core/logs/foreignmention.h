// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queueid.h"

#include <QByteArrayView>

#include <vector>

namespace spoolscope {

/// What in a line of another program may name a message of Postfix. Bytes of the line.
struct ForeignMention
{
    std::vector<QueueId> queueIds; ///< the likeliest first
    QByteArrayView messageId; ///< empty: none
};

/// Filters and mailboxes log what they did with a message beside Postfix: opendkim and its like put
/// the queue ID before their text, amavis ("Queue-ID: ") and rspamd ("qid: <") into it, and Dovecot
/// has the Message-ID ("msgid=<"). Pure.
ForeignMention foreignMention(QByteArrayView text);

}
