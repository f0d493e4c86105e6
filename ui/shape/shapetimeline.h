// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QSlider;
class QToolButton;

namespace spoolscope {

/// Plays back what the listings were, one after another; the right end is what is there now.
class ShapeTimeline final : public QWidget
{
    Q_OBJECT

public:
    explicit ShapeTimeline(QWidget *parent = nullptr);

    /// `times`: of the listings, ascending, seconds since 1970; the last one is shown live.
    void setTimes(const std::vector<qint64> &times, std::optional<qint64> time);
    /// What is known of the servers at the time that is shown.
    void setCoverage(int servers, int ofServers);
    QSlider *slider() const { return m_slider; }
    bool isPlaying() const { return m_play.isActive(); }
    void play(bool isOn);

signals:
    void timeChosen(std::optional<qint64> time); ///< unset: live

private:
    void chooseStep(int step);
    void step();
    void updateText();

    QToolButton *m_button;
    QSlider *m_slider;
    QToolButton *m_live;
    QLabel *m_text;
    QTimer m_play;
    QTimer m_tick;
    std::vector<qint64> m_times;
    std::optional<qint64> m_time;
    int m_servers = 0;
    int m_ofServers = 0;
};

}
