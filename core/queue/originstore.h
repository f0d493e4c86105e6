// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/messagefacts.h"
#include "core/postfix/queueid.h"

#include <QHash>

#include <mutex>
#include <optional>

namespace spoolscope {

class QueueSnapshot;

/// What was read from the queue files of one instance. Keeps at most `most` messages, those that
/// came first; what has left the queue makes room. Any thread.
class OriginStore final
{
public:
    explicit OriginStore(qsizetype most = 1'000'000) : m_most(most) { }

    void put(const QueueId &id, qint64 arrival, MessageFacts facts);
    std::optional<MessageFacts> find(const QueueId &id, qint64 arrival) const;
    void keepThoseIn(const QueueSnapshot &complete); ///< a complete listing
    qsizetype size() const;
    quint64 revision() const; ///< grows with each message that is put in

private:
    Q_DISABLE_COPY_MOVE(OriginStore)
    struct Known
    {
        qint64 arrival = 0;
        MessageFacts facts;
    };

    const qsizetype m_most;
    mutable std::mutex m_mutex;
    QHash<QueueId, Known> m_known; ///< a queue ID is of one message at a time
    quint64 m_revision = 0;
};

}
