// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rowsieve.h"

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
    Sieve(const Filter &filter, const QueueSnapshot &snapshot, const Target &target)
        : m_snapshot(snapshot), m_run(filter, snapshot, filterContext(target))
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

}

ExitCode listInto(const Call &call, const Target &target, const MakeSink &makeSink)
{
    QueueSnapshot snapshot(
        {target.server.id, target.instance.configDirectory}, QDateTime::currentMSecsSinceEpoch());
    const std::unique_ptr<RowSink> sink = makeSink(snapshot);
    Sieve sieve(call.arguments.filter.value_or(Filter::everything()), snapshot, target);
    const auto listed = listQueue(*target.link.transport, target.instance, snapshot, call.stop,
        [&](qint64) { sieve.feed(*sink, call.stop); });
    ExitCode code = account(target, snapshot, listed);
    const QString &name = target.server.name;
    if (sieve.untested() > 0) {
        note(u"spoolscopectl: %1: stopped with %2 messages not looked at"_s.arg(name).arg(
            sieve.untested()));
        code = worse(code, ExitCode::Incomplete);
    }
    return code;
}

}
