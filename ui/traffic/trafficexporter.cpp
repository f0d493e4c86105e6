// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficexporter.h"

#include "core/base/textsafety.h"
#include "core/base/threadpriority.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QStandardPaths>

namespace spoolscope {

using namespace Qt::StringLiterals;

TrafficExporter::TrafficExporter(const TrafficDesk &desk, QWidget *parent)
    : QObject(parent), m_desk(desk), m_parent(parent)
{
}

void TrafficExporter::ask(TrafficFormat format)
{
    auto *dialog = new QFileDialog(m_parent, tr("Export the Summary"),
        QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
        tr("%1 (*.%2)").arg(displayName(format), suffixOf(format)));
    dialog->setObjectName(u"trafficExportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffixOf(format));
    const QDateTime time = QDateTime::fromSecsSinceEpoch(m_desk.range().to);
    dialog->selectFile(u"mail-%1.%2"_s.arg(time.toString(u"yyyyMMdd-HHmm"_s), suffixOf(format)));
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, format](const QString &file) { write(file, format); });
    dialog->open();
}

void TrafficExporter::write(const QString &file, TrafficFormat format)
{
    if (!m_desk.all())
        return;
    ++m_writing;
    const SharedCounts known = m_desk.isEverything() ? m_desk.all() : nullptr;
    auto *job = new Job(
        tr("Exporting"), {},
        [known, logs = m_desk.logs(), range = m_desk.range(), file, format](
            Job::Context &context) -> Result<void> {
            yieldToWindow();
            if (known)
                return saveTraffic(file, known->traffic, format);
            const qint64 lines = lineCount(logs);
            const auto counted = countedIn(logs, range, context.stop(),
                [&](qint64 done) { context.report({done, lines, tr("lines")}); });
            if (!counted)
                return failure(ErrorKind::Cancelled, tr("The export was stopped."));
            return saveTraffic(file, *counted, format);
        },
        this);
    connect(job, &Job::finished, this, [this, job, file] {
        ended(*job, file);
        job->deleteLater();
    });
    emit jobStarted(job);
}

void TrafficExporter::ended(const Job &job, const QString &file)
{
    --m_writing;
    const QString name = text::visible(QDir::toNativeSeparators(file));
    if (job.state() == JobState::Cancelled)
        emit noticed(tr("The export was stopped; %1 is as it was.").arg(name));
    else if (job.error())
        emit failed(text::visible(job.error()->message));
    else
        emit noticed(tr("%1 was written.").arg(name));
}

}
