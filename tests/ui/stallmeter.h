// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractEventDispatcher>
#include <QObject>

#include <ctime>

/// The longest the event loop of this thread worked without looking for events, in milliseconds of
/// processor time: what else runs on the machine does not count.
class StallMeter final : public QObject
{
public:
    StallMeter() : m_since(cpuTime())
    {
        auto *dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, &StallMeter::look);
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &StallMeter::look);
    }

    double longest() const { return m_longest; }
    void restart()
    {
        m_longest = 0;
        m_since = cpuTime();
    }

private:
    static double cpuTime()
    {
        timespec time;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
    }
    void look()
    {
        const double time = cpuTime();
        m_longest = std::max(m_longest, time - m_since);
        m_since = time;
    }

    double m_since;
    double m_longest = 0;
};
