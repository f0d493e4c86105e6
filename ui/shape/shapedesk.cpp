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
    , m_worker([this] { return draw(); })
{
    connect(m_recorder, &ShapeRecorder::recorded, this, [this](const InstanceKey &key) {
        updateTimes();
        if (!m_time && m_scope.contains(key))
            m_worker.askAgain();
    });
    connect(m_recorder, &ShapeRecorder::forgotten, this, [this] {
        updateTimes();
        m_worker.askAgain();
    });
}

ShapeDesk::~ShapeDesk() = default;

void ShapeDesk::setScope(const FleetScope &scope)
{
    m_scope = scope;
    updateTimes();
    m_worker.ask();
}

void ShapeDesk::setSettings(const ShapeSettings &settings)
{
    if (settings == m_settings)
        return;
    m_settings = settings;
    m_recorder->setBuckets(settings.options);
    m_worker.ask();
}

void ShapeDesk::setSearch(const QString &part)
{
    if (std::exchange(m_search, part) != part)
        m_worker.ask();
}

void ShapeDesk::setTime(std::optional<qint64> time)
{
    if (std::exchange(m_time, time) == time)
        return;
    emit timesChanged();
    m_worker.ask();
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
        m_worker.ask();
    emit timesChanged();
}

bool ShapeDesk::isSettled() const
{
    return !m_worker.isBusy() && (m_time || !m_recorder->isCounting(m_scope));
}

LatestWorker::Work ShapeDesk::draw()
{
    ShapeSubject subject{m_settings, m_search,
        m_time ? m_recorder->history().at(*m_time, m_scope) : m_recorder->newest(m_scope), m_time};
    return [this, subject = std::move(subject)](const std::stop_token &) -> LatestWorker::Tell {
        return [this, picture = makePicture(subject)]() mutable {
            // Freeing a large one takes a while: not here.
            m_worker.discard(std::exchange(m_picture, std::move(picture)));
            emit pictured();
        };
    };
}

}
