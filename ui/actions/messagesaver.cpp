// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/messagesaver.h"

#include "core/base/textsafety.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"

#include <QAction>
#include <QDesktopServices>
#include <QFileDialog>
#include <QStandardPaths>
#include <QUrl>

namespace spoolscope {

using namespace Qt::StringLiterals;

/// Of all instances together.
struct MessageSaver::Count
{
    QString directory;
    qsizetype open = 0; ///< instances that have not answered
    qint64 saved = 0;
    qint64 others = 0;
    QStringList reasons; ///< why not, each once
};

MessageSaver::MessageSaver(Fleet &fleet, QWidget *window)
    : QObject(window), m_fleet(fleet), m_window(window)
{
}

void MessageSaver::askAndSave(std::shared_ptr<const ActionPlan> chosen)
{
    auto *dialog = new QFileDialog(m_window,
        tr("Save %1 messages as .eml files into").arg(humanize::count(chosen->summary().messages)),
        QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, chosen = std::move(chosen)](const QString &directory) { save(*chosen, directory); });
    dialog->open();
}

void MessageSaver::save(const ActionPlan &chosen, const QString &directory)
{
    const auto count = std::make_shared<Count>();
    count->directory = directory;
    count->open = qsizetype(chosen.parts().size());
    for (const PlanPart &part : chosen.parts()) {
        const qint64 messages = qint64(part.messages.size());
        Server *server = m_fleet.server(part.key.server);
        if (!server) {
            count->others += messages;
            took(count,
                failure(
                    ErrorKind::NotFound, tr("%1 is no longer in the list.").arg(part.serverName)));
            continue;
        }
        server->exportTo(directory, part.key, part.messages, this,
            [this, count, messages](const Result<ExportReport> &report) {
                count->others += report ? messages - report->written : messages;
                took(count, report);
            });
    }
}

void MessageSaver::took(const std::shared_ptr<Count> &count, const Result<ExportReport> &report)
{
    const auto note = [&count](const Error &error) {
        if (!count->reasons.contains(error.message))
            count->reasons.append(error.message);
    };
    if (report) {
        count->saved += report->written;
        for (const ExportReport::Outcome &outcome : report->outcomes) {
            if (outcome.error)
                note(*outcome.error);
        }
    } else {
        note(report.error());
    }
    if (--count->open > 0)
        return;
    const QString directory = text::visible(count->directory);
    if (count->others > 0) {
        QString why = text::visible(count->reasons.value(0));
        if (count->reasons.size() > 1)
            why += u' ' + tr("(And %1 other reasons.)").arg(count->reasons.size() - 1);
        emit failed(tr("%1 messages were saved in %2, %3 were not: %4")
                .arg(
                    humanize::count(count->saved), directory, humanize::count(count->others), why));
        return;
    }
    auto *show = new QAction(themedIcon(u"document-open"_s), tr("Open the Folder"), this);
    connect(show, &QAction::triggered, this,
        [folder = count->directory] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    emit noticed(
        tr("%1 messages were saved in %2.").arg(humanize::count(count->saved), directory), show);
}

}
