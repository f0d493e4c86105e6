// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/retrycommand.h"
#include "tests/fuzz/fuzztarget.h"

using namespace spoolscope;

namespace {

constexpr int taken = 0;
constexpr int unavailable = 69; // EX_UNAVAILABLE

const std::vector<QueueId> ids{*QueueId::parse("A1B2C3D4E5"), *QueueId::parse("4jX60J3bk2z7d"),
    *QueueId::parse("0F00BA4"), *QueueId::parse("A1B2C3D4E6")};

bool hasLineFor(const QueueId &id, QByteArrayView output)
{
    const QByteArray start = id.bytes().toByteArray() + ' ';
    return output.startsWith(start) || output.contains('\n' + start);
}

}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray input = asBytes(data, size).toByteArray();
    for (const int exitCode : {taken, unavailable, gateRejectExitCode, 255}) {
        const RetryReport report = parseRetryReport(ids, input, input, exitCode);
        REQUIRE(report.outcomes.size() == ids.size());
        REQUIRE(report.asked == std::ranges::count(report.outcomes, RetryOutcome::Asked));
        // Either all were asked, or it is said why not.
        REQUIRE(report.error.has_value() == (report.asked != qint64(ids.size())));
        for (size_t i = 0; i < ids.size(); ++i)
            REQUIRE(report.outcomes[i] == RetryOutcome::NotAsked || hasLineFor(ids[i], input));
        // Half a line at the end proves nothing.
        const qsizetype end = input.lastIndexOf('\n') + 1;
        const QByteArray half = input.first(end) + "A1B2C3D4E5 0";
        REQUIRE(
            parseRetryReport(ids, input.first(end), input, exitCode).outcomes == report.outcomes);
        REQUIRE(parseRetryReport(ids, half, input, exitCode).outcomes == report.outcomes);
        // Nor does what is said of an ID that was not sent.
        REQUIRE(parseRetryReport(ids, input.first(end) + "A1B2C3D4E7 0\n", input, exitCode).outcomes
            == report.outcomes);
    }

    // The real lines are found behind any others.
    QByteArray output = input + '\n';
    for (const QueueId &id : ids)
        output += id.bytes().toByteArray() + (id == ids.back() ? " 69\n" : " 0\n");
    const RetryReport report = parseRetryReport(ids, output, {}, unavailable);
    REQUIRE(report.asked == qint64(ids.size()) - 1 && report.error);
    REQUIRE(report.outcomes.back() == RetryOutcome::Refused);
    return 0;
}
