// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"
#include "ui/mainwindow.h"

namespace spoolscope {

/// Takes pictures of a window in its states, each into a file of its own.
class Camera final
{
public:
    /// Names of files begin with `prefix`; `only`: none but those whose name begins so.
    Camera(MainWindow &window, Fleet &fleet, QString prefix, QString only);

    void shoot(const QString &name, QWidget *what = nullptr); ///< null: the window
    void shootDownTo(const QString &name, const QWidget *last); ///< the window, above its end
    void shoot(const QString &name, QScreen *screen); ///< with what pops up over the window
    QString fileOf(const QString &name) const; ///< where a picture goes
    bool waitForListings();
    void filter(const QString &text);
    void open(int row); ///< and waits for its message

private:
    MainWindow &m_window;
    Fleet &m_fleet;
    QString m_prefix;
    QString m_only;
};

/// From the start to a selection in three clicks, and the ways there without a mouse.
void shootIncident(Camera &camera, MainWindow &window);
/// The page of operations, the trash, and the follow-ups.
void shootOperations(Camera &camera, MainWindow &window, const Journal &journal);
/// The heatmap.
void shootShape(Camera &camera, MainWindow &window);
/// The lines of the logs, and a trace.
void shootLogs(Camera &camera, MainWindow &window);
/// The charts of the traffic.
void shootTraffic(Camera &camera, MainWindow &window);
/// Flush and vault.
void shootRequests(Camera &camera, MainWindow &window);

}
