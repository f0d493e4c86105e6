// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/instance.h"
#include "core/postfix/queueid.h"
#include "core/postfix/queuename.h"
#include "core/transport/commandline.h"

#include <QByteArray>
#include <QByteArrayList>

#include <functional>
#include <memory>
#include <span>

namespace spoolscope {

/// `postqueue -c DIR -j`: one JSON object a line (Postfix 3.1 and later, postqueue(1)).
CommandLine listQueueCommand(const Instance &instance);
/// The same behind a first line with the server's clock, in seconds since 1970.
CommandLine listQueueWithClockCommand(const Instance &instance);

struct ListedRecipient
{
    QByteArrayView address;
    QByteArrayView reason; ///< empty where delay_reason is absent
};

/// One listed message. The views live until the sink returns.
struct ListedMessage
{
    QueueId id;
    QueueName queue;
    qint64 arrival = 0; ///< seconds since 1970, server clock
    qint64 size = 0; ///< bytes of header and body as received
    bool forcedExpire = false; ///< Postfix 3.5 and later
    QByteArrayView sender; ///< empty for the null sender ("MAILER-DAEMON" in the listing)
    std::span<const ListedRecipient> recipients;
};

/// Incremental parser: bytes in any chunks -> one sink call per message, in order. Unknown members
/// are ignored; a line that is not a message is counted and its first bytes kept, never fatal.
/// Pure.
class QueueListParser final
{
public:
    using Sink = std::function<void(const ListedMessage &)>;

    static constexpr qsizetype longestLine = 64 << 20; ///< a longer one is counted as bad
    static constexpr qsizetype keptBadLines = 100; ///< each cut at 1,000 bytes

    explicit QueueListParser(Sink sink);
    ~QueueListParser();

    void feed(QByteArrayView bytes);
    void finish(); ///< end of the listing: a last line without a newline is parsed too

    qint64 badLineCount() const;
    QByteArrayList badLines() const;

private:
    Q_DISABLE_COPY_MOVE(QueueListParser)
    struct Private;
    std::unique_ptr<Private> d;
};

/// Turns exit status and stderr of postqueue into a plain error, or success for 0. The status alone
/// does not tell "not permitted" from "mail system down": both are 69 (postqueue.c, measured
/// on 3.10).
Result<void> checkListingExit(int exitCode, const QByteArray &errors);

}
