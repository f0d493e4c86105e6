// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/job.h"
#include "ui/traffic/trafficdesk.h"
#include "ui/traffic/trafficexport.h"

namespace spoolscope {

/// Writes the report of the range that is looked at. A job counts its lines and writes it; the file
/// is there in whole or, when that fails or is stopped, as it was.
class TrafficExporter final : public QObject
{
    Q_OBJECT

public:
    TrafficExporter(const TrafficDesk &desk, QWidget *parent);

    void ask(TrafficFormat format); ///< where to
    void write(const QString &file, TrafficFormat format);
    bool isWriting() const { return m_writing > 0; }

signals:
    void jobStarted(spoolscope::Job *job); ///< deletes itself after finished()
    void noticed(const QString &text);
    void failed(const QString &text);

private:
    void ended(const Job &job, const QString &file);

    const TrafficDesk &m_desk;
    QWidget *m_parent;
    int m_writing = 0; ///< files
};

}
