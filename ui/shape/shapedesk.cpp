// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapedesk.h"

#include <algorithm>
#include <utility>

namespace spoolscope {

ShapeDesk::ShapeDesk(QObject *parent)
    : QObject(parent)
    , m_recorder(new ShapeRecorder(this))
    , m_picture(std::make_shared<const ShapePicture>())
{
    m_later.setSingleShot(true);
    m_later.setInterval(0);
    connect(&m_later, &QTimer::timeout, this, &ShapeDesk::make);
    connect(m_recorder, &ShapeRecorder::recorded, this, [this](const InstanceKey &key) {
        updateTimes();
        if (!m_time && m_scope.contains(key))
            makeLater();
    });
    connect(m_recorder, &ShapeRecorder::forgotten, this, [this] {
        updateTimes();
        makeLater();
    });
}

ShapeDesk::~ShapeDesk() = default;

void ShapeDesk::setScope(const FleetScope &scope)
{
    m_scope = scope;
    updateTimes();
    askAgain();
}

void ShapeDesk::setSettings(const ShapeSettings &settings)
{
    if (settings == m_settings)
        return;
    m_settings = settings;
    m_recorder->setBuckets(settings.options);
    askAgain();
}

void ShapeDesk::setSearch(const QString &part)
{
    if (std::exchange(m_search, part) != part)
        askAgain();
}

void ShapeDesk::setTime(std::optional<qint64> time)
{
    if (std::exchange(m_time, time) == time)
        return;
    emit timesChanged();
    askAgain();
}

/// A time that is forgotten, or that another scope does not have, gives way to the next one.
void ShapeDesk::updateTimes()
{
    std::vector<qint64> times = m_recorder->history().times(m_scope);
    std::optional<qint64> time = m_time;
    if (time) {
        const auto next = std::ranges::lower_bound(times, *time);
        // The last one is what is shown live.
        time = times.end() - next > 1 ? std::optional(*next) : std::nullopt;
    }
    if (times == m_times && time == m_time)
        return;
    m_times = std::move(times);
    if (std::exchange(m_time, time) != time)
        askAgain();
    emit timesChanged();
}

bool ShapeDesk::isSettled() const
{
    return !m_isDirty && !m_isRunning && (m_time || !m_recorder->isCounting(m_scope));
}

void ShapeDesk::askAgain()
{
    ++m_question;
    makeLater();
}

void ShapeDesk::makeLater()
{
    m_isDirty = true;
    if (!m_isRunning && !m_later.isActive())
        m_later.start();
}

void ShapeDesk::make()
{
    m_isDirty = false;
    m_isRunning = true;
    ShapeSubject subject{m_settings, m_search,
        m_time ? m_recorder->history().at(*m_time, m_scope) : m_recorder->newest(m_scope), m_time};
    m_worker.run([this, subject = std::move(subject), question = m_question] {
        // The destructor waits for this thread, so `this` is there.
        QMetaObject::invokeMethod(
            this,
            [this, picture = makePicture(subject), question]() mutable {
                m_isRunning = false;
                if (m_isDirty)
                    m_later.start();
                if (question != m_question)
                    return;
                // Freeing a large one takes a while: not here.
                m_worker.run([before = std::exchange(m_picture, std::move(picture))]() mutable {
                    before.reset();
                });
                emit pictured();
            },
            Qt::QueuedConnection);
    });
}

}
