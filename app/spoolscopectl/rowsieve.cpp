// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rowsieve.h"

#include "originlookup.h"
#include "targets.h"
#include "where.h"

#include "core/queue/queuelister.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// Feeds a sink with the rows that match.
class Sieve final
{
public:
    Sieve(const Filter &filter, const QueueSnapshot &snapshot, const Target &target,
        const std::shared_ptr<const SnapshotFacts> &facts = {})
        : m_snapshot(snapshot), m_run(filter, snapshot, filterContext(target, facts))
    {
    }

    void feed(RowSink &sink, const std::stop_token &stop)
    {
        const FilteredRows found = m_run.rows(m_next, stop);
        m_next = found.end;
        for (const QueueSnapshot::Row row : found.rows)
            sink.take(m_snapshot, row);
    }

    qint64 untested() const { return qint64(m_snapshot.rowCount()) - qint64(m_next); }

private:
    const QueueSnapshot &m_snapshot;
    FilterRun m_run;
    QueueSnapshot::Row m_next = 0;
};

/// Says what was wrong with a listing.
ExitCode account(const Target &target, const QueueSnapshot &snapshot, const Result<void> &listed)
{
    const QString &name = target.server.name;
    if (const qint64 bad = snapshot.badLineCount(); bad > 0)
        note(u"spoolscopectl: %1: %2 lines of the listing could not be read"_s.arg(
            name, QString::number(bad)));
    if (listed)
        return ExitCode::Done;
    complain(name, listed.error());
    note(u"    The listing of %1 is incomplete: %2 messages were read."_s.arg(
        name, QString::number(snapshot.rowCount())));
    const ExitCode code = exitCodeFor(listed.error());
    return code == ExitCode::NotPermitted ? code : ExitCode::Incomplete;
}

/// Says how many were not looked at because of a stop.
ExitCode accountStop(const Target &target, const Sieve &sieve)
{
    if (sieve.untested() == 0)
        return ExitCode::Done;
    note(u"spoolscopectl: %1: stopped with %2 messages not looked at"_s.arg(target.server.name)
            .arg(sieve.untested()));
    return ExitCode::Incomplete;
}

ExitCode listWithOrigins(const Call &call, const Target &target, const MakeSink &makeSink)
{
    QueueSnapshot snapshot(
        {target.server.id, target.instance.configDirectory}, QDateTime::currentMSecsSinceEpoch());
    const auto listed = listQueue(*target.link.transport, target.instance, snapshot, call.stop);
    const ExitCode code = account(target, snapshot, listed);
    const auto origins = lookUpOrigins(call, target, snapshot);
    if (!origins) {
        complain(target.server.name, origins.error());
        return worse(code, exitCodeFor(origins.error()));
    }
    const std::unique_ptr<RowSink> sink = makeSink(snapshot, origins->facts);
    Sieve sieve(
        call.arguments.filter.value_or(Filter::everything()), snapshot, target, origins->facts);
    sieve.feed(*sink, call.stop);
    return worse(worse(code, origins->code), accountStop(target, sieve));
}

}

ExitCode listInto(const Call &call, const Target &target, const MakeSink &makeSink)
{
    if (wantsOrigins(call.arguments))
        return listWithOrigins(call, target, makeSink);
    QueueSnapshot snapshot(
        {target.server.id, target.instance.configDirectory}, QDateTime::currentMSecsSinceEpoch());
    const std::unique_ptr<RowSink> sink = makeSink(snapshot, {});
    Sieve sieve(call.arguments.filter.value_or(Filter::everything()), snapshot, target);
    const auto listed = listQueue(*target.link.transport, target.instance, snapshot, call.stop,
        [&](qint64) { sieve.feed(*sink, call.stop); });
    return worse(account(target, snapshot, listed), accountStop(target, sieve));
}

}
