// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logtracepage.h"

#include "core/queue/facetfilter.h"
#include "core/servers/fleet.h"
#include "ui/logs/fleetlogs.h"
#include "ui/logs/logpage.h"
#include "ui/logs/tracedesk.h"
#include "ui/message/highlighting.h"
#include "ui/style/thinsplitter.h"

#include <KSyntaxHighlighting/Repository>

#include <QLineEdit>
#include <QSettings>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

const auto splitterKey = u"logs/splitter"_s;

/// Only the ID where the server's name is one that the language cannot say.
QString filterFor(const QString &queueId, const QString &serverName)
{
    const auto byId = Filter::parse(u"id:"_s + queueId);
    if (!byId)
        return {};
    const auto both = FacetFilter(*byId)
                          .toggled(GroupKey::Server, serverName.toUtf8(), FacetMark::Included)
                          .filter();
    return (serverName.isEmpty() || !both ? *byId : *both).toString();
}

}

LogTracePage::LogTracePage(Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_repository(std::make_unique<KSyntaxHighlighting::Repository>())
    , m_logs(new FleetLogs(fleet, this))
{
    Highlighting::addDefinitions(*m_repository);
    m_lines = new LogPage(*m_repository);
    m_trace = new TraceView;
    m_desk = new TraceDesk(*m_logs, *m_trace, this);
    m_splitter = new ThinSplitter(Qt::Horizontal);
    m_splitter->addWidget(m_lines);
    m_splitter->addWidget(makeTracePanel());
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setCollapsible(0, false);
    if (!m_splitter->restoreState(QSettings().value(splitterKey).toByteArray()))
        m_splitter->setSizes({820, 440});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_splitter);
    setFocusProxy(m_lines);
    connectParts();
}

/// The views go before the repository that they highlight with.
LogTracePage::~LogTracePage()
{
    QSettings().setValue(splitterKey, m_splitter->saveState());
    delete m_splitter;
}

QWidget *LogTracePage::makeTracePanel()
{
    m_traceEdit = new QLineEdit;
    m_traceEdit->setObjectName(u"traceEdit"_s);
    m_traceEdit->setClearButtonEnabled(true);
    m_traceEdit->setPlaceholderText(tr("Trace a queue ID, Message-ID, address or client"));
    m_traceEdit->setAccessibleName(tr("Trace"));
    m_traceEdit->setToolTip(tr("What happened to a message, on all servers. id:, msgid:, from:, "
                               "to:, client: or sasl: before it says what it is."));
    auto *panel = new QWidget;
    panel->setMinimumWidth(280);
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins({});
    column->setSpacing(0);
    auto *row = new QVBoxLayout;
    row->setContentsMargins(8, 6, 8, 6);
    row->addWidget(m_traceEdit);
    column->addLayout(row);
    column->addWidget(new Hairline);
    column->addWidget(m_trace, 1);
    return panel;
}

void LogTracePage::connectParts()
{
    connect(m_logs, &FleetLogs::sourcesChanged, this, &LogTracePage::update);
    connect(m_logs, &FleetLogs::grew, m_lines, &LogPage::linesAdded);
    connect(m_traceEdit, &QLineEdit::returnPressed, this, [this] {
        if (!m_traceEdit->text().trimmed().isEmpty())
            trace(m_traceEdit->text());
    });
    connect(m_lines, &LogPage::traceRequested, this, &LogTracePage::traceMessage);
    connect(m_lines, &LogPage::queueRowRequested, this, &LogTracePage::showInQueue);
    connect(m_lines, &LogPage::jobStarted, this, &LogTracePage::jobStarted);
    connect(m_lines, &LogPage::noticed, this, &LogTracePage::noticed);
    connect(m_lines, &LogPage::failed, this, &LogTracePage::failed);
    serve(*m_trace);
}

void LogTracePage::serve(const TraceView &view)
{
    connect(&view, &TraceView::logLinesRequested, this, &LogTracePage::showLines);
    connect(&view, &TraceView::queueRequested, this, [this](const TraceView::Place &place) {
        showInQueue(m_logs->serverId(place.server), QString::fromLatin1(place.queueId));
    });
    connect(&view, &TraceView::saved, this,
        [this](const QString &file) { emit noticed(tr("The trace is in %1.").arg(file)); });
    connect(&view, &TraceView::saveFailed, this, &LogTracePage::failed);
}

void LogTracePage::setScope(const FleetScope &scope)
{
    m_scope = scope;
    update();
}

void LogTracePage::update()
{
    if (m_logs->isBegun())
        m_lines->setSources(m_logs->shown(m_scope));
}

void LogTracePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_logs->begin();
}

void LogTracePage::refresh()
{
    for (Server *server : m_fleet.servers())
        if (m_scope.containsServer(server->id()))
            server->connectToServer();
}

void LogTracePage::focusLines()
{
    m_lines->setFocus();
}

void LogTracePage::focusSearch()
{
    m_lines->focusSearch();
}

void LogTracePage::trace(const QString &text, const QString &server)
{
    m_traceEdit->setText(text);
    if (QList<int> sizes = m_splitter->sizes(); sizes[1] == 0) // it was folded away
        m_splitter->setSizes({sizes[0] * 2 / 3, sizes[0] / 3});
    [[maybe_unused]] const auto shown = m_desk->trace(text, server);
}

/// By "id:", as a queue ID without a digit would be taken for the name of a client.
void LogTracePage::traceMessage(const QString &server, const QString &queueId)
{
    emit frontRequested();
    trace(u"id:"_s + queueId, server);
}

bool LogTracePage::isSettled() const
{
    return m_lines->isSettled() && m_desk->isSettled();
}

void LogTracePage::showInQueue(const QString &server, const QString &queueId)
{
    const Server *known = m_fleet.server(server);
    if (const QString filter = filterFor(queueId, known ? known->name() : QString());
        !filter.isEmpty())
        emit queueRequested(filter);
}

void LogTracePage::showLines(const TraceView::Place &place)
{
    emit frontRequested(); // the page has to be there before its lines can have the keyboard
    if (place.queueId.isEmpty()) {
        m_lines->showTime(place.begin);
    } else {
        m_lines->setFilter(u"id:"_s + QString::fromLatin1(place.queueId));
    }
    m_lines->setFocus();
}

}
