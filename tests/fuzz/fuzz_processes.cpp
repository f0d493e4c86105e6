// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/stillrunning.h"
#include "tests/fuzz/fuzztarget.h"

#include <QByteArrayList>
#include <QSet>

using namespace spoolscope;

namespace {

const QByteArray nonce = "0123456789abcdef";

QSet<qint64> asSet(const QList<qint64> &list)
{
    return {list.cbegin(), list.cend()};
}

}

/// What ps prints of processes that others have named. Those in `gates` are ended.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    const BatchProcesses found = batchProcesses(input, {nonce});
    const QSet<qint64> all = asSet(found.all);
    REQUIRE(all.size() == found.all.size());
    REQUIRE(asSet(found.gates).size() == found.gates.size() && all.contains(asSet(found.gates)));
    REQUIRE(found.all.isEmpty() || input.contains(nonce));
    REQUIRE(found.gates.isEmpty() || input.contains("awk "));
    for (const qint64 process : found.all) {
        REQUIRE(process > 1);
        REQUIRE(input.contains(QByteArray::number(process)));
    }
    REQUIRE(batchProcesses(input, {"fedcba9876543210x"}).all.isEmpty()
        || input.contains("fedcba9876543210x"));

    // Order and bystanders make no difference.
    QByteArrayList lines = input.split('\n');
    std::ranges::reverse(lines);
    const BatchProcesses turned
        = batchProcesses("4000000001 4000000000 awk x\n" + lines.join('\n'), {nonce});
    if (!input.contains("400000000")) {
        REQUIRE(asSet(turned.all) == all);
        REQUIRE(asSet(turned.gates) == asSet(found.gates));
    }

    // A batch of ours is found among any others, and its gate.
    const BatchProcesses ours = batchProcesses("4000000002 4000000001 awk NR==1\n" + input
            + "\n4000000001 4000000000 sh -c gate sh " + nonce + '\n',
        {nonce});
    REQUIRE(ours.all.contains(4000000001) && ours.all.contains(4000000002));
    REQUIRE(ours.gates.contains(4000000002) && !ours.gates.contains(4000000001));
    return 0;
}
