// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/retrycommand.h"

#include "core/postfix/flushcommand.h"

#include <QCoreApplication>
#include <QHash>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

/// One line "ID STATUS" per call. postqueue reads nothing, and has no business with the IDs.
constexpr QByteArrayView askEach
    = "r=0; for id in $ids; do \"$@\" \"$id\" </dev/null >&2; r=$?; echo \"$id $r\"; "
      "[ $r = 0 ] || break; done; exit $r";

QByteArrayList postqueueWords(const Instance &instance)
{
    return {"postqueue"_ba, "-c"_ba, instance.configDirectory, "-i"_ba};
}

}

Result<CommandLine> retryCommand(
    const Instance &instance, std::span<const QueueId> ids, const QByteArray &nonce)
{
    auto input = idBatchInput(instance, ids, nonce);
    if (!input)
        return std::unexpected(input.error());
    constexpr qint64 outputLimit = 1 << 20;
    return CommandLine{.arguments = gatedWords(askEach) + postqueueWords(instance),
        .input = std::move(*input),
        .outputLimit = outputLimit};
}

QString retryDisplayText(const Instance &instance)
{
    return displayText(
        CommandLine{.arguments = postqueueWords(instance) + QByteArrayList{"ID"_ba}});
}

RetryReport parseRetryReport(
    std::span<const QueueId> ids, QByteArrayView output, const QByteArray &errors, int exitCode)
{
    QHash<QueueId, bool> taken;
    for (qsizetype start = 0; start < output.size();) {
        const qsizetype end = output.indexOf('\n', start);
        if (end < 0)
            break; // half a line proves nothing
        const QByteArrayView line = output.sliced(start, end - start);
        start = end + 1;
        const qsizetype blank = line.indexOf(' ');
        const auto id = QueueId::parse(line.first(std::max<qsizetype>(blank, 0)));
        bool isNumber = false;
        const int status = blank < 0 ? -1 : line.sliced(blank + 1).toInt(&isNumber);
        if (id && isNumber)
            taken.insert(*id, status == 0);
    }

    RetryReport report;
    report.outcomes.reserve(ids.size());
    for (const QueueId &id : ids) {
        const auto found = taken.constFind(id);
        if (found == taken.constEnd()) {
            report.outcomes.push_back(RetryOutcome::NotAsked);
        } else {
            report.outcomes.push_back(*found ? RetryOutcome::Asked : RetryOutcome::Refused);
            report.asked += *found;
        }
    }
    if (report.asked == qint64(ids.size()))
        return report;
    if (exitCode == gateRejectExitCode && taken.isEmpty()) {
        report.error = Error{ErrorKind::Incomplete,
            QCoreApplication::translate("spoolscope",
                "A batch arrived damaged and the server acted on none of it. Try again."),
            errors};
    } else if (const auto checked = checkFlushExit(exitCode, errors); !checked) {
        report.error = checked.error();
    } else {
        report.error = Error{ErrorKind::Incomplete,
            QCoreApplication::translate("spoolscope",
                "The server did not answer for every message. Retry those that are left."),
            errors};
    }
    return report;
}

}
