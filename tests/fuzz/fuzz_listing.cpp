// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuelisting.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

struct Outcome
{
    qint64 messages = 0, recipients = 0, bytes = 0, badLines = 0;
    size_t ids = 0;

    bool operator==(const Outcome &) const = default;
};

Outcome parse(QByteArrayView input, qsizetype chunk)
{
    Outcome outcome;
    QueueListParser parser([&](const ListedMessage &message) {
        REQUIRE(message.arrival >= 0 && message.size >= 0);
        REQUIRE(QueueId::parse(message.id.bytes()) == message.id);
        ++outcome.messages;
        outcome.ids ^= qHash(message.id);
        outcome.bytes += message.sender.size();
        for (const ListedRecipient &recipient : message.recipients) {
            ++outcome.recipients;
            outcome.bytes += recipient.address.size() + recipient.reason.size();
        }
    });
    for (qsizetype i = 0; i < input.size(); i += chunk)
        parser.feed(input.sliced(i, std::min(chunk, input.size() - i)));
    parser.finish();
    outcome.badLines = parser.badLineCount();
    return outcome;
}

/// Lines that hold more than blanks: each is a message or a bad line.
qint64 countLines(QByteArrayView input)
{
    qint64 lines = 0;
    while (!input.isEmpty()) {
        const qsizetype end = input.indexOf('\n');
        const QByteArrayView line = end < 0 ? input : input.first(end);
        lines += line.trimmed().isEmpty() ? 0 : 1;
        input = end < 0 ? QByteArrayView() : input.sliced(end + 1);
    }
    return lines;
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    const Outcome whole = parse(input, std::max<qsizetype>(input.size(), 1));
    REQUIRE(whole.messages + whole.badLines == countLines(input));
    REQUIRE(whole.bytes <= 3 * input.size());
    const qsizetype chunk = size == 0 ? 1 : 1 + data[0] * 16 + data[size / 2];
    REQUIRE(parse(input, chunk) == whole);
    return 0;
}
