// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/filterrun.h"
#include "tests/fuzz/fuzztarget.h"

#include <array>

using namespace spoolscope;

namespace {

/// A small queue whose texts come from the input too.
const QueueSnapshot &fill(QueueSnapshot &snapshot, QByteArrayView text)
{
    const QByteArrayView half = text.first(text.size() / 2);
    const std::array recipients{ListedRecipient{"user@gmail.com", text},
        ListedRecipient{half, "host mx[192.0.2.1] said: 421-4.7.28 rate limited"}};
    snapshot.add(
        {*QueueId::parse("4F2A81C09D"), QueueName::Deferred, 1000, 2000, false, half, recipients});
    snapshot.add({*QueueId::parse("4jX60J3bk2z7d"), QueueName::Hold, 0, 0, false, "", {}});
    snapshot.end(ListingState::Complete, 0, {});
    return snapshot;
}

}

/// Any text either has a fault that lies within it, or is a filter whose canonical text means the
/// same and which says of each message one thing, and of its negation the other.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView bytes = asBytes(data, size);
    const QString text = QString::fromUtf8(bytes);
    const auto filter = Filter::parse(text);
    if (!filter) {
        const FilterError &error = filter.error();
        REQUIRE(!error.message.isEmpty());
        REQUIRE(error.offset >= 0 && error.length > 0);
        REQUIRE(error.offset + error.length <= text.size());
        return 0;
    }
    const QString canonical = filter->toString();
    if (canonical.size() > Filter::longestText)
        return 0;
    const auto again = Filter::parse(canonical);
    REQUIRE(again && *again == *filter);
    REQUIRE(again->toString() == canonical);

    QueueSnapshot snapshot({QStringLiteral("s"), "/etc/postfix"}, 0);
    fill(snapshot, bytes);
    const FilterContext context{.serverNames = {QStringLiteral("mx1")},
        .instanceNames = {QStringLiteral("-")},
        .now = 9000};
    FilterRun run(*filter, snapshot, context);
    const auto negated = Filter::parse(QStringLiteral("not (") + canonical + u')');
    for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row) {
        const bool answer = run.matches(row);
        REQUIRE(run.matches(row) == answer);
        if (filter->isEverything())
            REQUIRE(answer);
        else if (negated)
            REQUIRE(FilterRun(*negated, snapshot, context).matches(row) != answer);
    }
    return 0;
}
