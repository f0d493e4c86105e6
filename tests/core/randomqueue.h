// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterrun.h"
#include "core/queue/snapshotfacts.h"
#include "tests/core/plaintexts.h"

#include <functional>
#include <random>
#include <vector>

/// Random queues and filters for tests of the filter language. The predicate of a filter is made
/// beside its text, in the slowest and plainest way.
namespace spoolscope::made {

/// A new one each time, or SPOOLSCOPE_SEED to have the same again; printed.
quint64 seed();

struct RandomRecipient
{
    QByteArray address;
    QByteArray reason;
    QByteArray dsn; ///< what a person reads in the reason
};

struct RandomMessage
{
    QueueId id;
    QueueName queue = QueueName::Deferred;
    qint64 arrival = 1'799'990'000;
    qint64 size = 1000;
    QByteArray sender = {};
    std::vector<RandomRecipient> recipients = {};
    MessageFacts facts = {}; ///< may be unknown

    void addTo(QueueSnapshot &snapshot) const;
};

/// A listing of mx1's primary instance that came to its end.
std::unique_ptr<QueueSnapshot> listed(const std::vector<RandomMessage> &messages);

/// What is known of them, for a snapshot that has them.
std::shared_ptr<const SnapshotFacts> factsOf(
    const std::vector<RandomMessage> &messages, const QueueSnapshot &snapshot);

struct RandomFilter
{
    QString text;
    std::function<bool(const RandomMessage &)> predicate;
};

QueueId idNumber(int number);
FilterContext context(); ///< server mx1 (mx1.example.com), primary instance, now = 1,800,000,000

/// The name one level up that qshape -p counts, letter by letter; empty for none.
QByteArray plainParent(const QByteArray &name);

class RandomQueue final
{
public:
    explicit RandomQueue(quint64 seed) : m_random(seed) { }

    std::vector<RandomMessage> messages(int count); ///< with IDs 0 to count - 1
    RandomFilter filter();

private:
    int below(int limit) { return int(m_random() % quint64(limit)); }
    template <typename List> auto pick(const List &list) { return list[below(int(list.size()))]; }
    QString inAnyCase(const QString &text);
    QByteArray address();
    MessageFacts facts();
    RandomFilter filter(int depth);
    RandomFilter term();
    RandomFilter addressTerm(const QString &field, bool isSender);
    RandomFilter domainTerm(const QString &field, bool isSender);
    RandomFilter reasonTerm();
    RandomFilter dsnTerm();
    RandomFilter numberTerm();
    RandomFilter placeTerm();
    RandomFilter wordTerm();

    std::mt19937_64 m_random;
};

}
