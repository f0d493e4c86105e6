// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/messagetrace.h"

#include "ui/logs/tracedesk.h"
#include "ui/trace/traceview.h"

#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

MessageTrace::MessageTrace(FleetLogs &logs, QWidget *parent)
    : QWidget(parent), m_view(new TraceView), m_desk(new TraceDesk(logs, *m_view, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_view);
}

void MessageTrace::setMessage(const QString &server, const QString &queueId)
{
    if (server == m_server && queueId == m_queueId)
        return;
    m_server = server;
    m_queueId = queueId;
    m_isLookedFor = false;
    if (isVisible())
        look();
    else
        m_desk->drop();
}

void MessageTrace::clear()
{
    m_queueId.clear();
    m_desk->drop();
}

void MessageTrace::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look();
}

void MessageTrace::look()
{
    if (m_queueId.isEmpty() || m_isLookedFor)
        return;
    m_isLookedFor = true;
    [[maybe_unused]] const auto shown = m_desk->trace(u"id:"_s + m_queueId, m_server);
}

}
