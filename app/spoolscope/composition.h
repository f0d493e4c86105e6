// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/spoolscope/commandline.h"

#include <memory>

namespace spoolscope {

class Fleet;
class MainWindow;

/// The one place that makes the fleet and the window. One in a process: it settles what is known.
class Composition final
{
public:
    explicit Composition(Arguments arguments);
    ~Composition();

    int run(); ///< shows the window; the program's exit status

private:
    Q_DISABLE_COPY_MOVE(Composition)
    static QStringList takeUpKnowledge(); ///< what is wrong with it
    void followNetwork();

    Arguments m_arguments;
    std::unique_ptr<Fleet> m_fleet;
    std::unique_ptr<MainWindow> m_window; ///< goes before the fleet
};

/// Qt's own texts and ours, in the user's language; English plurals where there is none.
void installTranslations();

}
