// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/messagetrace.h"

#include "ui/logs/logtracepage.h"
#include "ui/logs/tracedesk.h"
#include "ui/style/icons.h"
#include "ui/trace/traceview.h"

#include <QAction>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

MessageTrace::MessageTrace(LogTracePage &logs, QWidget *parent)
    : QWidget(parent)
    , m_logs(logs)
    , m_view(new TraceView)
    , m_desk(new TraceDesk(*logs.logs(), *m_view, this))
    , m_action(new QAction(themedIcon(u"view-history"_s), tr("&Trace Message"), this))
{
    m_action->setObjectName(u"traceMessage"_s);
    m_action->setShortcut(Qt::CTRL | Qt::Key_J);
    m_action->setToolTip(tr("What the logs say happened to the message"));
    m_action->setEnabled(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_view);
    connect(m_action, &QAction::triggered, this,
        [this] { m_logs.traceMessage(m_message->instance.server, m_message->id.toString()); });
    m_logs.serve(*m_view);
}

void MessageTrace::setMessage(
    const std::shared_ptr<const QueueSnapshot> &snapshot, QueueSnapshot::Row row)
{
    const MessageKey message{snapshot->instance(), snapshot->id(row), snapshot->arrival(row)};
    if (message == m_message)
        return;
    m_message = message;
    m_isLookedFor = false;
    m_action->setEnabled(true);
    if (isVisible())
        look();
    else
        m_desk->drop();
}

void MessageTrace::clear()
{
    m_message.reset();
    m_action->setEnabled(false);
    m_desk->drop();
}

void MessageTrace::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look();
}

void MessageTrace::look()
{
    if (!m_message || std::exchange(m_isLookedFor, true))
        return;
    [[maybe_unused]] const auto shown
        = m_desk->trace(u"id:"_s + m_message->id.toString(), m_message->instance.server);
}

}
