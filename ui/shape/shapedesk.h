// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/latestworker.h"
#include "ui/shape/shapepicture.h"
#include "ui/shape/shaperecorder.h"

#include <QObject>

namespace spoolscope {

/// The picture of the scope: put together on a thread of its own from what the recorder counted,
/// live or played back. What is asked for while one is made replaces it.
class ShapeDesk final : public QObject
{
    Q_OBJECT

public:
    explicit ShapeDesk(QObject *parent = nullptr);
    ~ShapeDesk() override;

    ShapeRecorder &recorder() { return *m_recorder; }
    void setScope(const FleetScope &scope);
    void setSettings(const ShapeSettings &settings);
    void setSearch(const QString &part);
    void setTime(std::optional<qint64> time); ///< one of times(); unset: live

    const ShapeSettings &settings() const { return m_settings; }
    const SharedPicture &picture() const { return m_picture; } ///< never null
    const std::vector<qint64> &times() const { return m_times; } ///< as ShapeHistory::times()
    std::optional<qint64> time() const { return m_time; }
    bool isSettled() const; ///< the picture is of all that is known and asked for

signals:
    void pictured(); ///< picture() is another one
    void timesChanged(); ///< times() or time()

private:
    Q_DISABLE_COPY_MOVE(ShapeDesk)
    void updateTimes();
    LatestWorker::Work draw();

    ShapeRecorder *m_recorder;
    FleetScope m_scope;
    ShapeSettings m_settings;
    QString m_search;
    std::optional<qint64> m_time;
    std::vector<qint64> m_times;
    SharedPicture m_picture;
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
