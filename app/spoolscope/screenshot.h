// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

namespace spoolscope {

class Fleet;
class MainWindow;

/// For documentation and tests: waits until every server was listed to its end, opens a message
/// whose reason is long, draws the window into a file and ends the program: 0, or 1 where a server
/// could not be listed in time.
class Screenshot final : public QObject
{
    Q_OBJECT

public:
    Screenshot(const Fleet &fleet, MainWindow &window, QString file);

private:
    enum class Step { Listing, Reading, Drawing };
    void look();
    QString obstacle() const; ///< what is still missing; empty once all servers are listed
    bool hasFailed() const;
    void openMessage();
    void draw();
    void fail(const QString &message);

    const Fleet &m_fleet;
    MainWindow &m_window;
    QString m_file;
    Step m_step = Step::Listing;
    QElapsedTimer m_clock;
    QTimer m_poll;
};

}
