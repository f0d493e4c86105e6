// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/logexporter.h"

#include "core/base/textsafety.h"
#include "core/base/threadpriority.h"
#include "ui/logs/logview.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSaveFile>
#include <QStandardPaths>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestCopy = 4 << 20; ///< UTF-16 units

Result<void> writeFile(const QString &name, LogFormat format, const LogOrder &order,
    LogStretch range, const QStringList &servers, Job::Context &context)
{
    QSaveFile file(name);
    const auto fault = [&] {
        return failure(ErrorKind::Io,
            LogExporter::tr("%1 could not be written: %2.").arg(name, file.errorString()));
    };
    // Whom people write to is not everybody's business.
    if (!file.open(QFile::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return fault();
    const auto written
        = exportLog(file, format, order, range, servers, context.stop(), [&](qint64 done) {
              context.report({done, qint64(range.size()), LogExporter::tr("lines")});
          });
    if (!written) {
        file.cancelWriting();
        return written;
    }
    return file.commit() ? Result<void>() : fault();
}

/// The chosen lines, where there are several; else all.
LogStretch wantedRange(const LogView &view)
{
    const LogStretch chosen = view.selection();
    return chosen.size() > 1 ? chosen : LogStretch{0, view.order().size()};
}

}

LogExporter::LogExporter(LogView &view)
    : QObject(&view)
    , m_view(view)
    , m_export(new QAction(themedIcon(u"document-save"_s), tr("E&xport Lines…"), this))
    , m_copy(new QAction(themedIcon(u"edit-copy"_s), tr("&Copy Lines"), this))
{
    m_export->setObjectName(u"exportLog"_s);
    m_export->setToolTip(
        tr("Write the chosen lines, or all that are shown, into a file, as text or JSON lines"));
    m_copy->setObjectName(u"copyLog"_s);
    connect(m_export, &QAction::triggered, this, &LogExporter::ask);
    connect(m_copy, &QAction::triggered, this, &LogExporter::copy);
    connect(&view, &LogView::copyRequested, this, &LogExporter::copy);
    const auto update = [this] {
        m_copy->setEnabled(m_view.selection().size() > 0);
        m_export->setEnabled(m_view.order().size() > 0);
    };
    connect(&view, &LogView::selectionChanged, this, update);
    update();
}

void LogExporter::copy()
{
    const LogStretch range = m_view.selection();
    QString copied;
    for (size_t place = range.begin; place < range.end; ++place) {
        copied
            += logTextLine(m_view.order(), m_view.lines().readers(), place, m_view.serverNames());
        if (copied.size() > longestCopy) { // half of it would pass for the whole
            emit failed(tr("%1 lines are too many for the clipboard, so nothing was copied. "
                           "\"Export Lines…\" writes them into a file.")
                    .arg(humanize::count(qint64(range.size()))));
            return;
        }
        if (place + 1 < range.end)
            copied += u'\n';
    }
    if (!copied.isEmpty())
        QGuiApplication::clipboard()->setText(copied);
}

void LogExporter::ask()
{
    const QString plain = tr("Text, as in the log (*.log)");
    const QString json = tr("JSON lines for programs (*.jsonl)");
    auto *dialog = new QFileDialog(&m_view,
        tr("Export %1 Lines").arg(humanize::count(qint64(wantedRange(m_view).size()))),
        QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setObjectName(u"logExportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({plain, json});
    dialog->setDefaultSuffix(u"log"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, json](const QString &filter) {
        dialog->setDefaultSuffix(filter == json ? u"jsonl"_s : u"log"_s);
    });
    dialog->selectFile(u"mail.log"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        const QString suffix = QFileInfo(file).suffix().toLower();
        const bool isJson = suffix == "jsonl"_L1 || suffix == "ndjson"_L1 || suffix == "json"_L1;
        write(file, isJson ? LogFormat::JsonLines : LogFormat::Text);
    });
    dialog->open();
}

void LogExporter::write(const QString &file, LogFormat format)
{
    const LogStretch range = wantedRange(m_view);
    auto *job = new Job(
        tr("Exporting"), {},
        [order = m_view.sharedOrder(), range, file, format, servers = m_view.serverNames()](
            Job::Context &context) {
            yieldToWindow();
            return writeFile(file, format, *order, range, servers, context);
        },
        this);
    connect(job, &Job::finished, this, [this, job, file, lines = qint64(range.size())] {
        ended(*job, file, lines);
        job->deleteLater();
    });
    emit jobStarted(job);
}

void LogExporter::ended(const Job &job, const QString &file, qint64 lines)
{
    const QString name = text::visible(QDir::toNativeSeparators(file));
    if (job.state() == JobState::Cancelled)
        emit noticed(tr("The export was stopped; %1 is as it was.").arg(name));
    else if (job.error())
        emit failed(text::visible(job.error()->message));
    else
        emit noticed(tr("%1 lines were exported to %2.").arg(humanize::count(lines), name));
}

}
