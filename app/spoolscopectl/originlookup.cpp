// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "originlookup.h"

#include "arguments.h"
#include "targets.h"
#include "where.h"

#include "core/actions/originreader.h"

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

bool wantsOrigins(const Arguments &arguments)
{
    return arguments.origins || (arguments.filter && mentionsOrigin(arguments.filter->root()))
        || (arguments.groupBy && isOfOrigin(*arguments.groupBy));
}

Result<Origins> lookUpOrigins(const Call &call, const Target &target, const QueueSnapshot &snapshot)
{
    const Filter filter = call.arguments.filter.value_or(Filter::everything()).withoutOrigin();
    const FilteredRows found
        = FilterRun(filter, snapshot, filterContext(target)).rows(0, call.stop);
    if (found.isStopped)
        return failure(ErrorKind::Cancelled, u"stopped before the messages were read"_s);
    std::vector<PlannedMessage> messages;
    for (const QueueSnapshot::Row row : found.rows)
        messages.push_back(
            {.identity = snapshot.identity(row), .queue = snapshot.queue(row), .recipient = {}});
    if (messages.empty())
        return Origins();
    OriginStore store;
    const auto report = readOrigins(*target.link.transport, target.instance,
        target.rights.readMessage, messages, store, call.stop);
    if (!report)
        return std::unexpected(report.error());
    Origins origins{
        .facts = *SnapshotFacts::make(snapshot,
            [&store](const QueueId &id, qint64 arrival) { return store.find(id, arrival); })};
    if (report->failed > 0) {
        note(u"spoolscopectl: %1: %2 messages could not be read, so where they came from is not "
             "known: %3"_s.arg(target.server.name, QString::number(report->failed),
                 report->error ? report->error->message : QString()));
        origins.code = ExitCode::Incomplete;
    }
    return origins;
}

}
