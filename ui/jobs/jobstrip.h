// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/fleet.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace spoolscope {

class JobRow;

/// The running jobs, one line each: what, where, how far, how fast, for how long, and a way to
/// stop it. Jobs that end at once never show up; with none running the strip takes no room.
class JobStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit JobStrip(const Fleet &fleet, QWidget *parent = nullptr);

    void watch(Job *job); ///< one that is no server's
    int rowCount() const { return int(m_rows.size()); } ///< jobs on screen or counted as more

private:
    void arrange();

    const Fleet &m_fleet;
    QVBoxLayout *m_column;
    QLabel *m_more;
    QTimer m_tick;
    std::vector<JobRow *> m_rows;
};

}
