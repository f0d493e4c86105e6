// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuedepth.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (const auto depths = parseDepths(asBytes(data, size))) {
        for (const QueueName name : allQueues)
            REQUIRE((*depths)[name].value_or(0) >= 0);
        REQUIRE(asBytes(data, size).count('\n') + 1 >= qsizetype(allQueues.size()));
    }
    return 0;
}
