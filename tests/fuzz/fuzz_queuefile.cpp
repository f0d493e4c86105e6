// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/filepieces.h"
#include "core/postfix/queueentry.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

const ScanFacts facts{.clock = 0,
    .mailOwner = "postfix",
    .emptyAddress = "MAILER-DAEMON",
    .duplicateLimit = 3,
    .showsUtf8 = true,
    .mailVersion = "3.10.5"};

bool isPrintable(QByteArrayView text)
{
    return std::ranges::none_of(text, [](char c) { return uchar(c) < 0x20 || c == 0x7f; });
}

bool isSame(const FileEnvelope &a, const FileEnvelope &b)
{
    return a.arrival == b.arrival && a.size == b.size && a.sender == b.sender
        && a.recipients == b.recipients;
}

/// A queue file of which both ends are known, and a defer log.
void readFile(const QByteArray &input)
{
    const auto whole = readEnvelopeFile({input, {}, input.size()});
    REQUIRE(whole || whole.error() == EnvelopeTrouble::NotUnderstood);
    const qsizetype head = input.isEmpty() ? 0 : uchar(input.back()) % (input.size() + 1);
    const qsizetype tail = (input.size() - head) / 2;
    const auto parts = readEnvelopeFile(
        {QByteArrayView(input).first(head), QByteArrayView(input).last(tail), input.size()});
    if (parts)
        REQUIRE(whole && isSame(*parts, *whole));
    const auto log = parseDeferLog(input, true);
    if (!whole)
        return;
    const QueueEntry entry{.id = *QueueId::parse("4F2A81C09D"),
        .envelope = *whole,
        .log = log.value_or(QList<DeferredRecipient>())};
    listEntry(entry, facts, [](const ListedMessage &message) {
        REQUIRE(isPrintable(message.sender));
        for (const ListedRecipient &recipient : message.recipients)
            REQUIRE(isPrintable(recipient.address) && isPrintable(recipient.reason));
    });
}

/// What strangers wrote between the names that head prints.
void readPieces(const QByteArray &input)
{
    const QByteArray detour = "././/./";
    const PieceRequest request{{"hold/A1B2C3D4E5", "hold/A1B2C3D4E6"}, {"defer/A1B2C3D4E5"}};
    (void)FilePieces::parse(request, detour, input, {}, 0);
    if (input.contains(detour))
        return;
    const auto name = [&](const QByteArray &path) { return "==> " + detour + path + " <==\n"; };
    const QByteArray two = name("hold/A1B2C3D4E5") + input + '\n' + name("hold/A1B2C3D4E6") + "b";
    const QByteArray end = '\n' + name("END");
    const QByteArray output = two + end + two + end + name("defer/A1B2C3D4E5") + input + end;
    const auto pieces = FilePieces::parse(request, detour, output, {}, 0);
    REQUIRE(pieces);
    REQUIRE(pieces->of(PieceKind::Head, 0).bytes == input);
    REQUIRE(pieces->of(PieceKind::Tail, 0).bytes == input);
    REQUIRE(pieces->of(PieceKind::Head, 1).bytes == QByteArrayView("b"));
    REQUIRE(pieces->of(PieceKind::Log, 0).bytes == input);
    REQUIRE(!FilePieces::parse(request, detour, output.chopped(1), {}, 0));
}

}

/// Files that senders have a hand in.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    readFile(input);
    readPieces(input);
    return 0;
}
