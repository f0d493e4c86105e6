// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The listing parser and the store alone, on generated lines of postqueue's format.

#include "core/postfix/queuelisting.h"
#include "core/queue/queuesnapshot.h"

#include <benchmark/benchmark.h>

using namespace spoolscope;

namespace {

QByteArray listing(int messages)
{
    QByteArray lines;
    for (int i = 0; i < messages; ++i) {
        const QByteArray number = QByteArray::number(i);
        lines += R"({"queue_name": "deferred", "queue_id": "A)"
            + QByteArray::number(0x1000000 + i, 16).toUpper() + R"(", "arrival_time": 1763)"
            + QByteArray::number(100000 + i % 900000) + R"(, "message_size": )"
            + QByteArray::number(900 + i % 40000) + R"(, "forced_expire": false, "sender": "info)"
            + QByteArray::number(i % 50) + R"(@customer.example", "recipients": [{"address": "user)"
            + number + R"(@gmail.com", "delay_reason": "host gmail-smtp-in.l.google.com[142.250.1.)"
            + QByteArray::number(i % 250)
            + R"(] said: 421-4.7.28 Our system has detected an unusual rate of unsolicited mail"}]})"
            + "\n";
    }
    return lines;
}

void parseOnly(benchmark::State &state)
{
    const QByteArray bytes = listing(50'000);
    for (auto _ : state) {
        qint64 messages = 0;
        QueueListParser parser([&](const ListedMessage &) { ++messages; });
        parser.feed(bytes);
        parser.finish();
        benchmark::DoNotOptimize(messages);
    }
    state.SetBytesProcessed(state.iterations() * bytes.size());
}

void parseIntoStore(benchmark::State &state)
{
    const QByteArray bytes = listing(50'000);
    for (auto _ : state) {
        QueueSnapshot snapshot({QStringLiteral("s"), "/etc/postfix"}, 0);
        QueueListParser parser([&](const ListedMessage &message) { snapshot.add(message); });
        parser.feed(bytes);
        parser.finish();
        snapshot.end(ListingState::Complete, 0, {});
        benchmark::DoNotOptimize(snapshot.rowCount());
    }
    state.SetBytesProcessed(state.iterations() * bytes.size());
}

}

BENCHMARK(parseOnly);
BENCHMARK(parseIntoStore);
BENCHMARK_MAIN();
