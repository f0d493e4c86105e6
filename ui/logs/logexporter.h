// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/job.h"
#include "core/logs/logexport.h"

class QAction;

namespace spoolscope {

class LogView;

/// Puts lines of a log where other programs find them: on the clipboard those that are chosen, into
/// a file those or all that are shown. What is written is what was there when it was asked for. A
/// job writes it; the file is there in whole or, when that fails or is stopped, as it was.
class LogExporter final : public QObject
{
    Q_OBJECT

public:
    explicit LogExporter(LogView &view);

    QAction *exportAction() const { return m_export; }
    QAction *copyAction() const { return m_copy; }
    void write(const QString &file, LogFormat format); ///< the chosen lines, or all

signals:
    void jobStarted(spoolscope::Job *job); ///< deletes itself after finished()
    void noticed(const QString &message);
    void failed(const QString &message);

private:
    void ask();
    void copy();
    void ended(const Job &job, const QString &file, qint64 lines);

    LogView &m_view;
    QAction *m_export;
    QAction *m_copy;
};

}
