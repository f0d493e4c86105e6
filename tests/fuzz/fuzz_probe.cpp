// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/hostfacts.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (const auto facts = parseProbe(asBytes(data, size))) {
        REQUIRE(!facts->instances.isEmpty());
        REQUIRE(facts->instances.size() == facts->rights.size());
        REQUIRE(facts->clock > 0);
        REQUIRE(!facts->account.isEmpty() && !facts->mailVersion.isEmpty());
        for (const Instance &instance : facts->instances)
            REQUIRE(isUsableConfigDirectory(instance.configDirectory));
    }
    return 0;
}
