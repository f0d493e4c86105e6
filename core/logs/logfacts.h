// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logsink.h"
#include "core/postfix/messagefacts.h"
#include "core/postfix/queueid.h"

#include <QByteArray>
#include <QHash>
#include <QSet>

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

namespace spoolscope {

/// The facts of the messages that are in a server's queues, from its log. What leaves a queue is
/// dropped, so memory follows the queue and not the log; beyond `most` the oldest goes. A requeued
/// message keeps its facts, and one that a filter gave back has those of the client it came from,
/// where the filter says so (XFORWARD). Subjects are known where a header check logs them. One
/// thread writes; any may ask.
class LogFacts final : public LogSink
{
public:
    explicit LogFacts(qsizetype most = 500'000);

    void take(const LogEvent &event) override;
    void gap(const LogGap &) override { }

    /// `instance`: its syslog_name. `arrival`: seconds since 1970, as the queue has it; a message
    /// that had the ID before is another one.
    std::optional<MessageFacts> find(
        QByteArrayView instance, const QueueId &id, qint64 arrival) const;
    qsizetype size() const;
    quint64 revision() const; ///< grows with each fact

private:
    struct Source ///< what many messages have in common
    {
        QByteArray client, clientAddress, saslUser;

        bool operator==(const Source &) const = default;
        friend size_t qHash(const Source &source, size_t seed = 0)
        {
            return qHashMulti(seed, source.client, source.clientAddress, source.saslUser);
        }
    };
    struct Key
    {
        quint16 instance;
        QueueId id;

        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed = 0)
        {
            return qHashMulti(seed, key.instance, key.id);
        }
    };
    struct Message
    {
        quint64 number = 0;
        qint64 begin = 0; ///< seconds since 1970
        qint64 firstBegin = 0; ///< before it was requeued or went through a filter
        std::shared_ptr<const Source> source; ///< null: no client
        bool isSourceKnown = false; ///< the line with which it begins was seen
        QByteArray subject;
    };

    std::optional<quint16> instanceOf(QByteArrayView name);
    std::shared_ptr<const Source> sourceOf(const LogEvent &event);
    void begin(const Key &key, const LogEvent &event);
    void insert(const Key &key, Message message);

    const qsizetype m_most;
    mutable std::mutex m_mutex;
    std::vector<QByteArray> m_instances;
    QHash<Key, Message> m_messages;
    std::deque<std::pair<Key, quint64>> m_order; ///< by number; some of them are gone
    QHash<Source, std::weak_ptr<const Source>> m_sources;
    quint64 m_made = 0;
    quint64 m_revision = 0;
};

}
