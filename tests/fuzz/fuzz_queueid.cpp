// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queueid.h"
#include "core/servers/serverdefinition.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

bool isLetterOrDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    if (const auto id = QueueId::parse(input)) {
        REQUIRE(id->bytes() == input);
        REQUIRE(input.size() >= 6 && input.size() <= QueueId::maximumLength);
        REQUIRE(std::ranges::all_of(input, isLetterOrDigit));
    }
    if (const auto server = parseServerAddress(QString::fromUtf8(input))) {
        REQUIRE(parseServerAddress(server->address()).value() == *server);
        REQUIRE(server->isLocal || checkEndpoint(server->endpoint));
        REQUIRE(!server->endpoint.host.startsWith(u'-') && !server->endpoint.user.startsWith(u'-'));
    }
    return 0;
}
