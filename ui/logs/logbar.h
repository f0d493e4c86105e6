// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logrecord.h"
#include "core/queue/filter.h"

#include <QWidget>

#include <functional>

class QAction;
class QDateTimeEdit;
class QToolButton;

namespace spoolscope {

class FilterEdit;
class LogChoiceButton;

/// What stands above the lines: the filter, quick choices, pause, and the way to a time.
class LogBar final : public QWidget
{
    Q_OBJECT

public:
    /// `tally`: of all lines, asked for when choices are offered.
    LogBar(std::function<LogTally()> tally, QAction *exportLines, QWidget *parent = nullptr);

    FilterEdit *filterEdit() const { return m_filter; }
    QToolButton *pauseButton() const { return m_pause; }
    void setServerNames(const QStringList &names); ///< for completion
    /// For the way to a time, microseconds since 1970.
    void setTimes(qint64 first, qint64 last, qint64 current);
    void askTime();

signals:
    void filterChanged(const spoolscope::Filter &filter);
    void faultChanged();
    void leaveRequested();
    void pauseToggled(bool paused);
    void timeChosen(qint64 time);
    void timesWanted(); ///< answer with setTimes()

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeTimeMenu();
    QToolButton *makeButton(const QString &icon, const QString &name, const QString &tip);
    void choose();

    std::function<LogTally()> m_tally;
    FilterEdit *m_filter;
    QToolButton *m_pause;
    QToolButton *m_time;
    QDateTimeEdit *m_timeEdit = nullptr;
    QStringList m_serverNames;
};

}
