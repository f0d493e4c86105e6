// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logbar.h"

#include "ui/filter/filteredit.h"
#include "ui/logs/logchoices.h"
#include "ui/style/icons.h"

#include <QAction>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>
#include <QWidgetAction>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

QStringList eventNames()
{
    QStringList names;
    for (size_t i = 0; i < logEventKindCount; ++i)
        names.append(nameOf(LogEventKind(i)));
    return names;
}

QStringList namesIn(const LogChoiceButton::Choices &choices)
{
    QStringList names;
    for (const LogChoiceButton::Choice &choice : choices) {
        if (choice.term.contains(choice.name)) // not a summary of several
            names.append(choice.name);
    }
    return names;
}

}

LogBar::LogBar(std::function<LogTally()> tally, QAction *exportLines, QWidget *parent)
    : QWidget(parent)
    , m_tally(std::move(tally))
    , m_filter(new FilterEdit(this, logFilterFields()))
    , m_pause(makeButton(u"media-playback-pause"_s, tr("Pause"),
          tr("Hold what is shown; lines that come meanwhile wait (Ctrl+P)")))
    , m_time(makeButton(u"view-history"_s, tr("Go to Time"), tr("Go to a time (Ctrl+G)")))
{
    m_filter->setObjectName(u"logFilter"_s);
    m_filter->setAccessibleName(tr("Filter of log lines"));
    m_filter->setPlaceholderText(tr("Filter, such as  to:@example.com status:deferred"));
    m_filter->setValues([this](FilterField field) -> QStringList {
        switch (field) {
        case FilterField::Daemon:
            return namesIn(daemonChoices(m_tally()));
        case FilterField::Severity:
            return namesIn(severityChoices(m_tally()));
        case FilterField::Status:
            return namesIn(statusChoices(m_tally()));
        case FilterField::Event:
            return eventNames();
        case FilterField::Server:
            return m_serverNames;
        default:
            return {};
        }
    });
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(6);
    row->addWidget(m_filter, 1);
    const auto addChoice = [&](const QString &title, FilterField field, auto list) {
        auto *button
            = new LogChoiceButton(title, field, [this, list] { return list(m_tally()); }, this);
        row->addWidget(button);
        connect(
            button, &LogChoiceButton::chosen, this, [this](FilterField of, const QString &term) {
                m_filter->setFilter(withChoice(m_filter->filter(), of, term));
            });
        connect(m_filter, &FilterEdit::filterChanged, button, &LogChoiceButton::setFilter);
        button->setFilter(m_filter->filter());
    };
    addChoice(tr("Daemon"), FilterField::Daemon, daemonChoices);
    addChoice(tr("Severity"), FilterField::Severity, severityChoices);
    addChoice(tr("Status"), FilterField::Status, statusChoices);
    m_pause->setCheckable(true);
    m_pause->setObjectName(u"logPause"_s);
    m_time->setObjectName(u"logTime"_s);
    m_time->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_time);
    auto *inMenu = new QWidgetAction(menu);
    inMenu->setDefaultWidget(makeTimeMenu());
    menu->addAction(inMenu);
    m_time->setMenu(menu);
    auto *exporting = new QToolButton(this);
    exporting->setAutoRaise(true);
    exporting->setDefaultAction(exportLines);
    exporting->setToolButtonStyle(Qt::ToolButtonIconOnly);
    exporting->setAccessibleName(tr("Export lines"));
    for (QToolButton *button : {m_pause, m_time, exporting})
        row->addWidget(button);
    connect(menu, &QMenu::aboutToShow, this, &LogBar::timesWanted);
    connect(m_filter, &FilterEdit::filterChanged, this, &LogBar::filterChanged);
    connect(m_filter, &FilterEdit::faultChanged, this, &LogBar::faultChanged);
    connect(m_filter, &FilterEdit::leaveRequested, this, &LogBar::leaveRequested);
    connect(m_pause, &QToolButton::toggled, this, &LogBar::pauseToggled);
}

QToolButton *LogBar::makeButton(const QString &icon, const QString &name, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setIcon(themedIcon(icon));
    button->setText(name);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setToolTip(tip);
    button->setAccessibleName(name);
    return button;
}

QWidget *LogBar::makeTimeMenu()
{
    auto *widget = new QWidget;
    m_timeEdit = new QDateTimeEdit(widget);
    m_timeEdit->setObjectName(u"logTimeEdit"_s);
    m_timeEdit->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_timeEdit->setAccessibleName(tr("Time to go to, local"));
    m_timeEdit->installEventFilter(this);
    auto *go = new QToolButton(widget);
    go->setObjectName(u"logTimeGo"_s);
    go->setText(tr("Go"));
    connect(go, &QToolButton::clicked, this, &LogBar::choose);
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(8, 6, 8, 6);
    row->addWidget(m_timeEdit);
    row->addWidget(go);
    return widget;
}

void LogBar::setServerNames(const QStringList &names)
{
    m_serverNames = names;
}

void LogBar::setTimes(qint64 first, qint64 last, qint64 current)
{
    const auto local = [](qint64 time) { return QDateTime::fromMSecsSinceEpoch(time / 1000); };
    m_timeEdit->setDateTimeRange(local(first), local(last).addSecs(1));
    m_timeEdit->setDateTime(local(current));
    m_timeEdit->setFocus();
}

void LogBar::askTime()
{
    m_time->showMenu();
}

void LogBar::choose()
{
    m_time->menu()->close();
    emit timeChosen(m_timeEdit->dateTime().toMSecsSinceEpoch() * 1000);
}

bool LogBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_timeEdit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}
