// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuescan.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

struct Parsed
{
    QByteArrayList files;
    bool isWhole = false;
};

Parsed parsed(QByteArrayView input, qsizetype chunk)
{
    Parsed parsed;
    QueueScanParser parser([&](const ScannedFile &file) {
        REQUIRE(file.size >= 0 && file.path.endsWith(file.id.bytes()));
        REQUIRE(!file.path.contains('.') && !file.path.contains('\n') && !file.path.contains(' '));
        parsed.files.append(file.path.toByteArray() + (file.changed ? "!" : ""));
    });
    for (qsizetype i = 0; i < input.size(); i += chunk)
        parser.feed(input.sliced(i, std::min(chunk, input.size() - i)));
    parsed.isWhole = parser.finish(0, {}).has_value();
    return parsed;
}

}

/// What a server says of its queue directories.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    const Parsed whole = parsed(input, std::max<qsizetype>(1, input.size()));
    const Parsed pieces = parsed(input, size == 0 ? 1 : 1 + data[size / 2] % 64);
    REQUIRE(pieces.isWhole == whole.isWhole);
    REQUIRE(!whole.isWhole || pieces.files == whole.files);
    return 0;
}
