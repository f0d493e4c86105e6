// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/spoolscopectl/actinput.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

/// What a person or a pipe gives to `spoolscopectl act --ids`.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    if (const auto wanted = ctl::parseWantedMessages(input)) {
        REQUIRE(!wanted->isEmpty());
        REQUIRE(wanted->size() <= input.count('\n') + 1);
        for (const ctl::WantedMessage &message : *wanted)
            REQUIRE(QueueId::parse(message.id.bytes()) == message.id);
    }
    return 0;
}
