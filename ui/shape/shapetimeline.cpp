// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapetimeline.h"

#include "ui/style/colours.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int stepInterval = 600; ///< ms that a listing is shown while playing

QString timeText(qint64 time)
{
    const QDateTime when = QDateTime::fromSecsSinceEpoch(time);
    const QLocale locale;
    const QString clock = locale.toString(when.time(), u"HH:mm:ss"_s);
    return when.date() == QDate::currentDate()
        ? clock
        : locale.toString(when.date(), QLocale::ShortFormat) + u' ' + clock;
}

}

ShapeTimeline::ShapeTimeline(QWidget *parent)
    : QWidget(parent)
    , m_button(new QToolButton(this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_live(new QToolButton(this))
    , m_text(new DimmedLabel({}, this))
{
    m_button->setObjectName(u"shapePlay"_s);
    m_button->setAutoRaise(true);
    m_button->setIconSize({16, 16});
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_slider->setObjectName(u"shapeTime"_s);
    m_slider->setAccessibleName(tr("Time of the listing"));
    m_slider->setPageStep(5);
    m_slider->setMinimumWidth(120);
    m_live->setObjectName(u"shapeLive"_s);
    m_live->setText(tr("Live"));
    m_live->setAutoRaise(true);
    m_live->setCheckable(true);
    m_live->setFocusPolicy(Qt::StrongFocus);
    m_live->setToolTip(tr("Show what the servers have now"));
    m_text->setObjectName(u"shapeTimeText"_s);
    m_text->setWordWrap(false);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 12, 4);
    row->setSpacing(8);
    row->addWidget(m_button);
    row->addWidget(m_slider, 1);
    row->addWidget(m_live);
    row->addWidget(m_text);
    m_play.setInterval(stepInterval);
    m_tick.setInterval(1000);
    m_tick.start();
    connect(&m_play, &QTimer::timeout, this, &ShapeTimeline::step);
    connect(&m_tick, &QTimer::timeout, this, &ShapeTimeline::updateText);
    connect(m_button, &QToolButton::clicked, this, [this] { play(!isPlaying()); });
    connect(m_live, &QToolButton::clicked, this, [this] {
        play(false);
        chooseStep(m_slider->maximum());
    });
    connect(m_slider, &QSlider::actionTriggered, this, [this] { play(false); });
    connect(m_slider, &QSlider::sliderPressed, this, [this] { play(false); });
    connect(m_slider, &QSlider::valueChanged, this, &ShapeTimeline::chooseStep);
    setTimes({}, {});
    play(false);
}

void ShapeTimeline::setTimes(const std::vector<qint64> &times, std::optional<qint64> time)
{
    m_times = times;
    m_time = time;
    const QSignalBlocker blocker(m_slider);
    const int last = std::max(0, int(times.size()) - 1);
    m_slider->setRange(0, last);
    m_slider->setValue(time ? int(std::ranges::lower_bound(times, *time) - times.begin()) : last);
    m_slider->setEnabled(last > 0);
    m_button->setEnabled(last > 0);
    m_live->setChecked(!time);
    updateText();
}

void ShapeTimeline::setCoverage(int servers, int ofServers)
{
    m_servers = servers;
    m_ofServers = ofServers;
    updateText();
}

void ShapeTimeline::play(bool isOn)
{
    if (isOn && m_slider->maximum() > 0) {
        if (m_slider->value() == m_slider->maximum())
            chooseStep(0);
        m_play.start();
    } else {
        m_play.stop();
    }
    m_button->setIcon(
        themedIcon(isPlaying() ? u"media-playback-pause"_s : u"media-playback-start"_s));
    const QString name = isPlaying() ? tr("Pause") : tr("Play back");
    m_button->setToolTip(
        isPlaying() ? name : tr("Play back the listings since the program was started"));
    m_button->setAccessibleName(name);
}

void ShapeTimeline::step()
{
    chooseStep(m_slider->value() + 1);
    if (m_slider->value() >= m_slider->maximum())
        play(false);
}

void ShapeTimeline::chooseStep(int step)
{
    if (step != m_slider->value()) {
        const QSignalBlocker blocker(m_slider);
        m_slider->setValue(step);
    }
    const bool isLive = step >= m_slider->maximum();
    emit timeChosen(isLive ? std::nullopt : std::optional(m_times[size_t(step)]));
    m_live->setChecked(isLive);
}

void ShapeTimeline::updateText()
{
    QString text;
    if (m_time) {
        const qint64 ago = QDateTime::currentSecsSinceEpoch() - *m_time;
        text = tr("%1, %2 ago").arg(timeText(*m_time), humanize::age(std::max<qint64>(1, ago)));
        if (m_ofServers > 1)
            text += u" · "_s
                + tr("%1 of %2 servers")
                      .arg(humanize::count(m_servers), humanize::count(m_ofServers));
    } else if (m_times.empty()) {
        text = tr("no listing yet");
    } else if (m_times.size() == 1) {
        text = tr("one listing so far: the next ones can be played back");
    } else {
        text = tr("%Ln listing(s) since %1", nullptr, int(m_times.size()))
                   .arg(timeText(m_times.front()));
    }
    m_text->setText(text);
}

}
