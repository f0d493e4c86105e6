// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/tracedesk.h"

#include "ui/logs/fleetlogs.h"
#include "ui/trace/traceview.h"

#include <QEvent>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr qint64 pause = 500; ///< ms between two looks for the same message

void putFirst(QList<Trace> &traces, const QString &server)
{
    if (server.isEmpty())
        return;
    std::ranges::stable_partition(traces, [&](const Trace &trace) {
        return std::ranges::any_of(
            trace.hops, [&](const TraceHop &hop) { return hop.server == server; });
    });
}

}

TraceDesk::TraceDesk(FleetLogs &logs, TraceView &view, QObject *parent)
    : QObject(parent), m_logs(logs), m_view(view), m_worker([this] { return look(); }, pause)
{
    connect(&logs, &FleetLogs::grew, this, &TraceDesk::update);
    connect(&logs, &FleetLogs::sourcesChanged, this, &TraceDesk::update);
    view.installEventFilter(this);
}

Result<void> TraceDesk::trace(const QString &text, const QString &server)
{
    const auto query = TraceQuery::parse(text);
    if (!query) {
        m_query.reset();
        m_worker.drop();
        m_view.explain(tr("This cannot be looked for"), query.error().message);
        return std::unexpected(query.error());
    }
    m_logs.begin();
    m_query = *query;
    m_asked = text.trimmed();
    m_server = m_logs.traceName(server);
    m_view.explain(tr("Looking…"), tr("The logs of all servers are looked through."));
    m_worker.ask();
    return {};
}

void TraceDesk::drop()
{
    m_query.reset();
    m_worker.drop();
    m_view.explain({}, {});
}

/// Only where there is something new for it.
void TraceDesk::update()
{
    if (m_query && m_view.isVisible() && m_logs.traceRevision() != m_revision)
        m_worker.askAgain();
}

/// What came while it was not seen.
bool TraceDesk::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_view && event->type() == QEvent::Show)
        update();
    return QObject::eventFilter(watched, event);
}

LatestWorker::Work TraceDesk::look()
{
    m_revision = m_logs.traceRevision();
    return [this, logs = m_logs.traces(), query = *m_query, asked = m_asked, server = m_server](
               const std::stop_token &) mutable -> LatestWorker::Tell {
        TraceAnswer answer = Tracer(std::move(logs)).trace(query);
        putFirst(answer.traces, server);
        return [this, answer = std::move(answer), asked] { m_view.setAnswer(answer, asked); };
    };
}

}
