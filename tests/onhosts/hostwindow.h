// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "labfixture.h"

#include "core/servers/fleet.h"
#include "tests/ui/scratchhome.h"
#include "ui/mainwindow.h"

#include <memory>

namespace spoolscope {

inline constexpr int patience = 60'000; // ms

/// Opens a context menu and chooses the entry, or finds that there is none.
void chooseFromMenu(
    QWidget *viewport, const QPoint &position, const QString &text, bool isThere = true);
/// The same on the first server of the fleet.
void chooseForServer(const MainWindow &window, const QString &text, bool isThere = true);

/// The window on hosts of a lab, with a home of its own for every test function; a base of their
/// class. What cannot be started ends the test program.
class HostWindow
{
protected:
    void startLab(int hosts, int messages);
    void openWindow(); ///< a new one, on an empty fleet
    void closeWindow();

    Journal journal() const { return m_home->journal(); }
    QueuePage &page() const { return *m_window->queuePage(); }
    void activate() const;
    void select(int count) const; ///< as many rows from the first one, by the keyboard

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<ScratchHome> m_home;
    std::unique_ptr<Fleet> m_fleet;
    std::unique_ptr<MainWindow> m_window;
};

}
