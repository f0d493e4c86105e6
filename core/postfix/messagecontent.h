// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/queueid.h"
#include "core/transport/commandline.h"

#include <QByteArray>
#include <QByteArrayList>

#include <utility>

namespace spoolscope {

/// `postcat -c DIR -q ID` (postcat(1)): envelope, headers and body of one queued message.
/// Capped at 64 MiB.
CommandLine readMessageCommand(const Instance &instance, Privilege privilege, const QueueId &id);

/// A queued message as postcat prints it.
struct MessageContent
{
    /// Envelope records of both segments in order, such as {"sender", "a@example.com"},
    /// {"recipient", ...},
    /// {"named_attribute", "sasl_username=joe"}, {"message_arrival_time", ...}.
    QList<std::pair<QByteArray, QByteArray>> envelope;
    QByteArray envelopeText; ///< the same as printed, for the envelope view
    QByteArray content; ///< headers, blank line, body; lines end in '\n'
    qsizetype headerSize = 0; ///< bytes of `content` before the blank line (all of it if none)
    bool isHeaderCut = false; ///< there may be more headers, which were not read
    QByteArray raw; ///< everything as printed

    QByteArrayView headers() const { return QByteArrayView(content).first(headerSize); }
    QByteArrayView body() const;
    QByteArrayList envelopeValues(QByteArrayView key) const;
    QByteArray namedAttribute(QByteArrayView name) const;
    /// The message as a file for a mail program: content with an X-Envelope-From and -To before it.
    QByteArray toEml() const;
};

/// The beginning of such a message, which may end anywhere behind the content's marker: `body()` is
/// empty, and what Postfix wrote behind the content is not there. Postcat may have been stopped, so
/// nothing but what it printed tells whether it could read. Errors: as parseMessage().
Result<MessageContent> parseMessageHead(QByteArrayView output, QByteArrayView errors);

/// Errors: NotFound (gone meanwhile), Permission, Incomplete (postcat saw no end of the queue file:
/// still being received, or damaged), Parse.
Result<MessageContent> parseMessage(QByteArrayView output, QByteArrayView errors, int exitCode);

}
