// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuecommand.h"
#include "core/postfix/queuelisting.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView input = asBytes(data, size);
    const qint64 lines = input.count('\n') + 1;
    for (const auto command : {QueueCommand::Hold, QueueCommand::Release, QueueCommand::DeleteHeld,
             QueueCommand::RequeueHeld, QueueCommand::ExpireHeld}) {
        const auto report = parseQueueCommandReport(command, input, 0);
        REQUIRE(report.done.size() + report.unexpected.size() <= lines);
        for (const QueueId &id : report.done)
            REQUIRE(input.contains(id.bytes()));
        REQUIRE(!report.notPermitted || !report.unexpected.isEmpty());
    }
    REQUIRE(!checkListingExit(69, input.toByteArray()));
    return 0;
}
