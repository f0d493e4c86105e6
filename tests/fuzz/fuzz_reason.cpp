// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/reasonknowledge.h"
#include "core/queue/reasontemplate.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const ReasonKnowledge knowledge = ReasonKnowledge::builtIn();
    const QByteArrayView reason = asBytes(data, size);
    const QByteArray found = reasonTemplate(reason);
    REQUIRE(found.size() <= longestReasonTemplate + 3);
    REQUIRE(reasonTemplate(found) == found);
    const QByteArray cause = knowledge.causeIdOf(reason);
    REQUIRE(cause.isEmpty() == reason.isEmpty());
    REQUIRE(reason.isEmpty() || cause == ReasonKnowledge::otherCause
        || knowledge.causeNamed(QString::fromUtf8(cause)));
    return 0;
}
