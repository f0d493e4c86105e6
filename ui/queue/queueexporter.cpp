// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queueexporter.h"

#include "core/base/textsafety.h"
#include "core/base/threadpriority.h"
#include "ui/queue/chosenrows.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuemodel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QAction>
#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

namespace spoolscope {

using namespace Qt::StringLiterals;

/// What is to be written. Snapshots and rows do not change any more; which of the rows are meant is
/// worked out by the job.
struct QueueExporter::Order
{
    std::vector<ExportPart> parts; ///< one a source
    LargeVector<RowRef> shown; ///< in the table's order
    ChosenRows selected; ///< empty: all shown
    qint64 messages = 0;
};

namespace {

std::vector<ExportRow> rowsOf(std::span<const RowRef> shown, const ChosenRows &selected)
{
    const std::vector<RowRef> chosen
        = selected.empty() ? std::vector<RowRef>() : inTableOrder(shown, selected);
    std::vector<ExportRow> rows;
    for (const RowRef ref : selected.empty() ? shown : std::span(chosen))
        rows.push_back({ref.source, ref.row});
    return rows;
}

Result<void> writeFile(const QString &name, ExportFormat format, std::span<const ExportPart> parts,
    const std::vector<ExportRow> &rows, Job::Context &context)
{
    QSaveFile file(name);
    const auto ioError = [&file, &name] {
        return failure(ErrorKind::Io,
            QueueExporter::tr("%1 could not be written: %2.").arg(name, file.errorString()));
    };
    // Whom people write to is not everybody's business.
    if (!file.open(QFile::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return ioError();
    const auto written = exportQueue(file, format, parts, rows, context.stop(), [&](qint64 done) {
        context.report({done, qint64(rows.size()), QueueExporter::tr("messages")});
    });
    if (!written) {
        file.cancelWriting();
        return written;
    }
    return file.commit() ? Result<void>() : ioError();
}

/// The name decides; a name without an ending is given that of the chosen kind.
ExportFormat formatOf(QString &file, const QString &chosenFilter, const QString &csvFilter)
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    if (suffix == u"csv"_s)
        return ExportFormat::Csv;
    if (suffix == u"jsonl"_s || suffix == u"ndjson"_s || suffix == u"json"_s)
        return ExportFormat::JsonLines;
    const bool isCsv = chosenFilter == csvFilter;
    if (suffix.isEmpty())
        file += isCsv ? u".csv"_s : u".jsonl"_s;
    return isCsv ? ExportFormat::Csv : ExportFormat::JsonLines;
}

}

QueueExporter::QueueExporter(
    Fleet &fleet, const QueueModel &model, const MessageSelection &selection, QWidget *window)
    : QObject(window)
    , m_fleet(fleet)
    , m_model(model)
    , m_selection(selection)
    , m_window(window)
    , m_action(new QAction(themedIcon(u"document-save"_s), tr("E&xport List…"), this))
{
    m_action->setObjectName(u"exportList"_s);
    connect(m_action, &QAction::triggered, this, &QueueExporter::ask);
    connect(&selection, &MessageSelection::changed, this, &QueueExporter::update);
    connect(&model, &QueueModel::arranged, this, &QueueExporter::update);
    update();
}

void QueueExporter::update()
{
    const bool isEmpty = m_selection.isEmpty() && m_model.rowCount() == 0;
    m_action->setEnabled(!isEmpty);
    m_action->setToolTip(plaintext::toolTip(isEmpty ? tr("No message is shown.")
            : m_selection.isEmpty()
            ? tr("Write all shown messages into a file, as CSV or JSON lines")
            : tr("Write the selected messages into a file, as CSV or JSON lines")));
}

QueueExporter::Order QueueExporter::freeze() const
{
    const QueueArrangement &arrangement = m_model.arrangement();
    Order order;
    for (const QueueSource &source : *arrangement.sources) {
        const Server *server = m_fleet.server(source.key.server);
        const InstanceStatus *status = server ? server->instance(source.key) : nullptr;
        order.parts.push_back({source.snapshot,
            {server ? server->name() : source.server, status ? status->instance.name : QByteArray(),
                source.retry, QDateTime::currentSecsSinceEpoch() + source.clockOffset,
                source.facts}});
    }
    order.shown = arrangement.rows;
    order.messages = m_selection.isEmpty() ? qint64(order.shown.size()) : m_selection.count();
    if (!m_selection.isEmpty())
        order.selected = chosenRows(m_selection);
    return order;
}

void QueueExporter::ask()
{
    const auto order = std::make_shared<Order>(freeze());
    const QString csv = tr("CSV for spreadsheets (*.csv)");
    const QString json = tr("JSON lines for programs (*.jsonl)");
    auto *dialog
        = new QFileDialog(m_window, tr("Export %1 Messages").arg(humanize::count(order->messages)),
            QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->setObjectName(u"exportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({csv, json});
    dialog->setDefaultSuffix(u"csv"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, csv](const QString &filter) {
        dialog->setDefaultSuffix(filter == csv ? u"csv"_s : u"jsonl"_s);
    });
    dialog->selectFile(u"queue.csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, order, csv](QString file) {
        const ExportFormat format = formatOf(file, dialog->selectedNameFilter(), csv);
        write(std::move(*order), file, format);
    });
    dialog->open();
}

void QueueExporter::write(Order order, const QString &file, ExportFormat format)
{
    const qint64 messages = order.messages;
    auto *job = new Job(
        tr("Exporting"), {},
        [order = std::move(order), file, format](Job::Context &context) {
            yieldToWindow();
            return writeFile(
                file, format, order.parts, rowsOf(order.shown, order.selected), context);
        },
        this);
    connect(job, &Job::finished, this, [this, job, file, messages] {
        ended(*job, file, messages);
        job->deleteLater();
    });
    emit jobStarted(job);
}

void QueueExporter::ended(const Job &job, const QString &file, qint64 messages)
{
    const QString name = text::visible(QDir::toNativeSeparators(file));
    if (job.state() == JobState::Cancelled) {
        emit noticed(tr("The export was stopped; %1 is as it was.").arg(name), nullptr);
    } else if (job.error()) {
        emit failed(text::visible(job.error()->message));
    } else {
        auto *show = new QAction(themedIcon(u"document-open"_s), tr("Open the Folder"), this);
        const QString folder = QFileInfo(file).absolutePath();
        connect(show, &QAction::triggered, this,
            [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
        emit noticed(
            tr("%1 messages were exported to %2.").arg(humanize::count(messages), name), show);
    }
}

}
