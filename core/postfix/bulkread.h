// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/idbatch.h"
#include "core/transport/commandline.h"

#include <functional>
#include <optional>
#include <span>

namespace spoolscope {

enum class ReadExtent {
    Message,
    /// The envelope but for its recipients, and the headers, for parseMessageHead(); what is behind
    /// them, or behind 64 KiB, is left on the server.
    Head,
};

/// `postcat -c DIR -q ID` for every ID of a batch, in one remote command behind the gate of
/// idBatchInput(). Each call has the words of readMessageCommand(), so one exact sudoers rule is
/// good for both. `boundary` sets the messages apart: letters and digits, made at random after
/// the messages were written, so that none of them can hold it.
/// Errors: InvalidInput, as idBatchInput().
Result<CommandLine> readMessagesCommand(const Instance &instance, Privilege privilege,
    std::span<const QueueId> ids, const QByteArray &nonce, const QByteArray &boundary,
    ReadExtent extent = ReadExtent::Message);

/// What postcat printed for one ID; for parseMessage().
struct BulkMessage
{
    QueueId id;
    QByteArray output = {}; ///< empty if too large
    QByteArray errors = {};
    int exitCode = -1; ///< of a Head: 0, whatever postcat said
    bool tooLarge = false;
};

/// Incremental parser of what readMessagesCommand() prints: bytes in any chunks -> one sink call
/// per message, in order. Keeps at most `limit` bytes of a message, and drops one that is larger
/// without losing its place. Pure.
class BulkMessageParser final
{
public:
    using Sink = std::function<void(BulkMessage)>;

    BulkMessageParser(const QByteArray &boundary, qint64 limit, Sink sink);

    void feed(QByteArrayView bytes);
    /// Whether the stream ended behind a message, and held nothing but messages.
    bool isWhole() const { return m_stage == Stage::Between && m_rest.isEmpty() && !m_damaged; }

private:
    enum class Stage { Between, Content, Errors };
    bool isMarkerLine(qsizetype end);
    bool takeStart();
    bool takePart(QByteArray &part, const QByteArray &marker, bool capped);
    bool takeStatus();
    bool takeEnd();

    const QByteArray m_begin, m_status, m_end;
    const qint64 m_limit;
    const Sink m_sink;
    Stage m_stage = Stage::Between;
    QByteArray m_rest;
    std::optional<BulkMessage> m_message;
    bool m_damaged = false;
};

}
