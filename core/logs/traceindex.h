// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/hashslots.h"
#include "core/logs/logsink.h"
#include "core/logs/steplog.h"
#include "core/logs/trace.h"
#include "core/logs/tracequery.h"

#include <QHash>

#include <mutex>
#include <vector>

namespace spoolscope {

/// A message under one queue ID, as one log has it.
struct LoggedMessage
{
    quint32 number = 0; ///< in its index
    QByteArray host;
    QByteArray instance;
    std::optional<QueueId> queueId; ///< none: refused without one
    std::vector<TraceStep> steps; ///< in the order of the log
    bool isForgotten = false; ///< its first lines were forgotten
    bool isEnded = false; ///< removed or requeued
    bool hasGap = false; ///< lines of the log are missing during its time
};

/// What a log says of each message, of a server or of several in one file, in memory that has a
/// bound: the oldest lines are forgotten. Lines come in the order of the log. Postfix reuses short
/// queue IDs, so a message begins with the line that makes it (client=, uid=) and ends when it is
/// removed. One thread writes; any may ask.
class TraceIndex final : public LogSink
{
public:
    static constexpr size_t defaultBound = size_t(192) << 20;

    /// `name`: of the server, for a person; empty where the lines say the host. `mostBytes`: for
    /// lines; to find them takes up to a half of that again.
    explicit TraceIndex(QString name = {}, size_t mostBytes = defaultBound);

    const QString &name() const { return m_name; }

    void take(const LogEvent &event) override;
    void gap(const LogGap &gap) override;

    /// Grows with each line that is kept: whoever shows a trace asks again when it has.
    quint64 revision() const;
    qint64 firstTime() const; ///< of the lines taken, microseconds since 1970; 0: none
    qint64 lastTime() const;
    qint64 forgottenUntil() const; ///< lines up to then are not all there any more; 0: all are
    size_t residentBytes() const;

    /// The messages with that queue ID, of every host and instance, the newest first.
    std::vector<quint32> withQueueId(const QueueId &id) const;
    /// Those with that Message-ID, the newest first; at most `most`.
    std::vector<quint32> withMessageId(QByteArrayView messageId, size_t most) const;
    /// Those with a line that matches, the newest first; at most `most`, and whether that is all.
    std::vector<quint32> find(const TraceQuery &query, size_t most, bool &isAll) const;
    /// Refusals before there was a queue ID, the newest first.
    std::vector<LoggedMessage> refusals(const TraceQuery &query, size_t most, bool &isAll) const;

    /// nullopt: it has been forgotten. `number`: of one of the above, now or soon after.
    std::optional<LoggedMessage> message(quint32 number) const;

private:
    using Number = quint32; ///< counts the messages; of none twice
    using Entry = quint32; ///< index in m_messages
    enum Flag : quint16 {
        HasBegin = 1,
        HasMessageId = 2,
        IsQueued = 4,
        IsRefused = 8, ///< by cleanup, or the client went
        IsRequeued = 16,
        IsEnded = 32,
        HasSuccessor = 64, ///< of a requeue
        IsLocal = 128, ///< from pickup
    };
    struct Message
    {
        explicit Message(const QueueId &queueId) : id(queueId) { }
        QueueId id;
        quint16 origin = 0; ///< index in m_origins
        quint16 flags = 0;
        Number number = 0;
        Entry olderOfId = HashSlots::none; ///< of the same hash
        Entry olderOfMessageId = HashSlots::none;
        StepLog::Place last = 0;
        StepLog::Place messageId = 0; ///< the line that has it
        qint64 begin = 0; ///< of its first line, microseconds
        qint64 end = 0; ///< of its last
        bool has(quint16 flag) const { return flags & flag; }
    };
    struct Origin
    {
        QByteArray host;
        QByteArray instance;
        bool operator==(const Origin &) const = default;
    };

    /// What smtpd did with a message before it had a queue ID.
    struct Foretold
    {
        LogEventKind kind;
        qint64 time;
        std::vector<std::pair<LogField, QByteArray>> fields;
    };

    void takeForeign(const LogEvent &event);
    void takeRefusal(const LogEvent &event);
    void takeSession(const LogEvent &event);
    void foretell(const LogEvent &event);
    void takeForetold(Entry entry, quint64 session);
    void takeMessage(const LogEvent &event, const QueueId &id);
    void takeClient(const LogEvent &event, Entry entry);
    void takeNotification(const LogEvent &event, Entry about);
    void takeMessageId(const LogEvent &event, Entry entry);
    void findRequeued(const LogEvent &event, Entry entry, QByteArrayView messageId);
    bool joinRequeued(const LogEvent &event, Entry entry, Entry old);

    quint16 originOf(const LogEvent &event);
    Entry newest(quint16 origin, const QueueId &id) const;
    Entry newestOnHost(QByteArrayView host, const QueueId &id) const;
    Entry newestWithMessageId(QByteArrayView host, QByteArrayView messageId) const;
    bool startsAnew(const Message &message, const LogEvent &event) const;
    Entry make(quint16 origin, const QueueId &id);
    void addStep(Entry entry, const LogEvent &event);
    void addStep(Entry entry, LogEventKind kind, const LogEvent &event,
        std::initializer_list<std::pair<LogField, QByteArrayView>> fields);
    void begin(Entry entry, LogEventKind kind, LogDaemon daemon, qint64 time);
    void forget();
    void indexMessageId(Entry entry, QByteArrayView messageId);
    QByteArrayView messageIdOf(const Message &message) const;
    const Message *withNumber(Number number) const;

    const QString m_name;
    mutable std::mutex m_mutex;
    StepLog m_steps;
    StepLog m_refusals;
    std::vector<Message> m_messages; ///< by number
    HashSlots m_byId;
    HashSlots m_byMessageId;
    std::vector<Origin> m_origins;
    quint16 m_lastOrigin = 0;
    QHash<quint64, Number> m_sessions; ///< origin and process of smtpd: what it takes in
    QHash<quint64, std::vector<Foretold>> m_foretold; ///< by session too
    StepLog::Place m_oldest; ///< what m_messages was last cleaned up for
    Number m_made = 0;
    quint64 m_revision = 0;
    qint64 m_first = 0;
    qint64 m_last = 0;
    qint64 m_now = 0; ///< time of the line that is taken, or of the one before it
    std::vector<std::pair<qint64, qint64>> m_gaps; ///< from, to; the newest last
};

}
