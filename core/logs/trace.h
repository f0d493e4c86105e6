// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logevent.h"
#include "core/postfix/queueid.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <vector>

/// What became of a message, as far as logs tell. Times are microseconds since 1970 by the clock of
/// the server that wrote the line. Bytes are as they stand in the log, and hostile.
namespace spoolscope {

/// One line about a message.
class TraceStep final
{
public:
    qint64 time = 0;
    LogEventKind kind = LogEventKind::NoLine;
    LogDaemon daemon = LogDaemon::None;
    qsizetype hop = 0; ///< index in Trace::hops
    quint64 place = 0; ///< grows in the order of its log

    QByteArray value(LogField field) const
    {
        for (const auto &[name, value] : m_fields) {
            if (name == field)
                return value;
        }
        return {};
    }
    bool has(LogField field) const { return !value(field).isNull(); }
    void set(LogField field, QByteArray value) { m_fields.emplace_back(field, std::move(value)); }
    const std::vector<std::pair<LogField, QByteArray>> &fields() const { return m_fields; }

private:
    std::vector<std::pair<LogField, QByteArray>> m_fields;
};

/// Whether such a line says that all of a message is refused, and not one of its recipients only.
/// `phase`, `text`: its fields.
bool refusesMessage(LogEventKind kind, LogDaemon daemon, QByteArrayView phase, QByteArrayView text);
/// Whether what smtpd decides in that phase is of the message, and not of one recipient.
bool isOfWholeMessage(QByteArrayView phase);

/// How a message came to be under its queue ID.
enum class TraceBegin {
    Unknown, ///< the log at hand has no line of it
    Client, ///< by SMTP
    Local, ///< by sendmail(1): pickup(8)
    Notification, ///< Postfix wrote it: a bounce, a delay warning
    Requeue, ///< postsuper -r gave it this queue ID
    Internal, ///< by Postfix itself, as a probe of an address or a forwarded message
    Refusal, ///< it did not: there is no queue ID
};
QLatin1StringView nameOf(TraceBegin begin); ///< for JSON

/// How it went from there.
enum class TraceEnd {
    Unknown, ///< the log at hand has no line of it: TraceHop::why
    Removed, ///< by qmgr(8), when nothing was left to do
    Deleted, ///< by postsuper -d
    Requeued, ///< by postsuper -r: it goes on under another queue ID
    Refused, ///< the client was told so
    Discarded, ///< by a check or a milter; the client was told that all is well
    GivenUp, ///< the client went away before it was complete
    Waiting, ///< in the queue when the log ends
    Held, ///< on hold when the log ends
};
QLatin1StringView nameOf(TraceEnd end);

/// Why a beginning or an end is not known.
enum class TraceDoubt {
    None,
    LogStartsLater, ///< the first lines of the log are about it already
    LogEnds, ///< it was under way when the log ended
    LinesMissing, ///< the log goes on, with no line of it
    Forgotten, ///< its first lines were forgotten, as memory has a bound
};
QLatin1StringView nameOf(TraceDoubt doubt);

/// How a hop got the message from another one.
enum class TraceLink {
    None,
    QueuedAs, ///< the one before was told this queue ID
    Original, ///< this one was told the queue ID of the one before (XFORWARD)
    SameMessage, ///< through a filter on the same host: Message-ID and time agree
    Requeue,
    Notification, ///< about the one before
};
QLatin1StringView nameOf(TraceLink link);

/// A message under one queue ID.
struct TraceHop
{
    QString server; ///< as the index that has it is named
    QByteArray host; ///< as its lines say
    QByteArray instance; ///< its syslog_name: "postfix-out"
    std::optional<QueueId> queueId; ///< none where it was refused before it got one
    qsizetype from = -1; ///< index of the hop before it; -1: none
    TraceLink link = TraceLink::None;

    qint64 begin = 0; ///< time of its first line
    qint64 end = 0; ///< time of its last line
    TraceBegin began = TraceBegin::Unknown;
    TraceEnd ended = TraceEnd::Unknown;
    TraceDoubt beginDoubt = TraceDoubt::None;
    TraceDoubt endDoubt = TraceDoubt::None;
    qint64 logBegin = 0, logEnd = 0; ///< of the log that has it, as far as it is at hand
    bool hasGap = false; ///< lines of it may be missing in between

    QByteArray client; ///< name; empty where it is not known
    QByteArray clientAddress;
    QByteArray originalClient; ///< "name[address]": for whom a filter gave it back (XFORWARD)
    QByteArray saslUser;
    QByteArray messageId; ///< without the angle brackets
    std::optional<QByteArray> sender; ///< empty: <>
    QByteArray subject; ///< where a header check logs it
    qint64 size = 0; ///< bytes; 0: not known
    qint64 recipientCount = 0; ///< 0: not known

    bool isNotification() const { return began == TraceBegin::Notification; }
};

enum class RecipientFate {
    Unknown, ///< Trace::recipients says where the trail ends
    Sent, ///< the last server known took it, or it is in a mailbox
    Bounced,
    Expired,
    Deferred, ///< was tried, and waits for the next attempt
    Waiting, ///< not tried yet
    Held,
    Deleted,
    Discarded,
    Refused, ///< the client was told so
    Probed, ///< it was a probe of verify(8): nothing was sent
};
QLatin1StringView nameOf(RecipientFate fate);

/// What became of the message for one recipient.
struct TraceRecipient
{
    QByteArray address; ///< empty: of `count` recipients no line tells the address
    qint64 count = 1;
    QByteArray original; ///< before aliases: orig_to=, or what the hop before had; empty: the same
    RecipientFate fate = RecipientFate::Unknown;
    qsizetype hop = 0; ///< where it is, or where the trail ends
    qint64 time = 0; ///< of the last line about it
    int attempts = 0; ///< there
    QByteArray relay;
    QByteArray dsn;
    QByteArray text; ///< what the remote server said
    bool ofNotification = false; ///< the message to it is about the one traced
};

struct Trace
{
    QList<TraceHop> hops; ///< each after the one it came from
    QList<TraceStep> steps; ///< by time
    QList<TraceRecipient> recipients;
    bool isCut = false; ///< there are more hops than are shown
    /// Microseconds by which the clocks of two hops must differ, as the later one has the message
    /// before the earlier one; 0: no sign of that.
    qint64 clockDifference = 0;
};

}
