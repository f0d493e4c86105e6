// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/bulkread.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

const QByteArray boundary = "0123456789abcdef";
constexpr qint64 limit = 4096;
constexpr qsizetype keptErrors = 64 << 10;

struct Parsed
{
    std::vector<BulkMessage> messages;
    bool isWhole = false;
};

Parsed parsed(const QByteArray &input, qsizetype chunk)
{
    Parsed parsed;
    BulkMessageParser parser(boundary, limit,
        [&](BulkMessage message) { parsed.messages.push_back(std::move(message)); });
    for (qsizetype i = 0; i < input.size(); i += chunk)
        parser.feed(QByteArrayView(input).sliced(i, std::min(chunk, input.size() - i)));
    parsed.isWhole = parser.isWhole();
    return parsed;
}

bool isSame(const BulkMessage &a, const BulkMessage &b)
{
    return a.id == b.id && a.output == b.output && a.errors == b.errors && a.exitCode == b.exitCode
        && a.tooLarge == b.tooLarge;
}

void requireSame(const Parsed &a, const Parsed &b)
{
    REQUIRE(a.isWhole == b.isWhole);
    REQUIRE(std::ranges::equal(a.messages, b.messages, isSame));
}

QByteArray framed(const QByteArray &id, const QByteArray &content, const QByteArray &errors)
{
    const QByteArray mark = "SPOOLSCOPE-" + boundary;
    return mark + " BEGIN " + id + '\n' + content + '\n' + mark + " STATUS 7\n" + errors + '\n'
        + mark + " END " + id + '\n';
}

}

/// Messages of strangers between our own marks.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    const Parsed whole = parsed(input, std::max<qsizetype>(1, input.size()));
    const qsizetype chunk = size == 0 ? 1 : 1 + data[size / 2] % 64;
    requireSame(parsed(input, chunk), whole);
    REQUIRE(!whole.isWhole || input.isEmpty() || !whole.messages.empty());
    qsizetype bytes = 0;
    for (const BulkMessage &message : whole.messages) {
        REQUIRE(input.contains(
            "SPOOLSCOPE-" + boundary + " BEGIN " + message.id.bytes().toByteArray() + '\n'));
        REQUIRE(input.contains(
            "\nSPOOLSCOPE-" + boundary + " END " + message.id.bytes().toByteArray() + '\n'));
        REQUIRE(message.output.size() <= limit && message.errors.size() <= keptErrors);
        REQUIRE(!message.tooLarge || message.output.isEmpty());
        bytes += message.output.size() + message.errors.size();
    }
    REQUIRE(bytes <= input.size());

    // Whatever a message holds, it comes out as it went in, unless it knows the boundary.
    if (input.contains(boundary))
        return 0;
    const QByteArray stream
        = framed("A1B2C3D4E5", input, input) + framed("4jX60J3bk2z7d", "second", {});
    const Parsed two = parsed(stream, chunk);
    REQUIRE(two.isWhole && two.messages.size() == 2);
    const BulkMessage &first = two.messages[0];
    REQUIRE(first.id.bytes() == "A1B2C3D4E5" && first.exitCode == 7);
    REQUIRE(first.tooLarge == (input.size() > limit));
    REQUIRE(first.tooLarge || first.output == input);
    REQUIRE(input.size() >= keptErrors || first.errors == input.trimmed());
    REQUIRE(two.messages[1].output == "second" && two.messages[1].errors.isEmpty());
    // And one that is cut anywhere is never taken for whole.
    const qsizetype cut = 1 + qsizetype(size * 31 % size_t(stream.size() - 1));
    const Parsed part = parsed(stream.first(cut), chunk);
    const bool isAtEnd = cut == framed("A1B2C3D4E5", input, input).size();
    REQUIRE(part.isWhole == isAtEnd);
    REQUIRE(part.messages.size() <= 1);
    return 0;
}
