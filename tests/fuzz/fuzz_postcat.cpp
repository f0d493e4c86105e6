// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/messagecontent.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    if (const auto message = parseMessage(input, {}, 0)) {
        REQUIRE(message->raw == input);
        REQUIRE(message->envelopeText.size() + message->content.size() < input.size());
        REQUIRE(message->headers().size() + message->body().size() <= message->content.size());
        REQUIRE(message->content.isEmpty() || message->content.endsWith('\n'));
        REQUIRE(message->toEml().endsWith(message->content));
        message->namedAttribute("message_id");
    } else {
        REQUIRE(message.error().kind == ErrorKind::Incomplete);
    }
    REQUIRE(!parseMessage({}, input, 1)); // the same bytes as an error
    return 0;
}
