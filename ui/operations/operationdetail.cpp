// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/operationdetail.h"

#include "core/base/textsafety.h"
#include "core/journal/operationexport.h"
#include "ui/actions/plandetails.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationtext.h"
#include "ui/operations/recordmodel.h"
#include "ui/operations/trashview.h"
#include "ui/queue/emptystate.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/table.h"

#include <QDir>
#include <QFileDialog>
#include <QFontDatabase>
#include <QFormLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array relations{
    Relation::Undo, Relation::Purge, Relation::Finish, Relation::Release};
constexpr qsizetype mostRawText = 64 << 10; ///< bytes

QPlainTextEdit *makeText(QWidget *parent, const QString &name)
{
    auto *edit = new QPlainTextEdit(parent);
    edit->setReadOnly(true);
    edit->setAccessibleName(name);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setFrameShape(QFrame::NoFrame);
    edit->document()->setDocumentMargin(8);
    return edit;
}

Result<void> write(const QString &file, const QByteArray &bytes)
{
    QSaveFile target(file);
    if (target.open(QIODevice::WriteOnly)
        && target.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && target.write(bytes) == bytes.size() && target.commit())
        return {};
    return failure(ErrorKind::Io,
        OperationDetail::tr("%1 was not written: %2").arg(file, target.errorString()));
}

}

Result<OperationView> viewOf(
    const Journal &journal, const QString &operation, const std::stop_token &stop)
{
    auto standings = standingOf(journal, {operation}, stop);
    if (!standings)
        return std::unexpected(standings.error());
    OperationView view;
    Standing &standing = standings->front();
    for (const Relation relation : relations)
        view.rows[size_t(relation)] = qint64(standing.rowsFor(relation).size());
    view.record = std::make_shared<const OperationRecord>(std::move(standing.record));
    return view;
}

OperationDetail::OperationDetail(JournalFeed &feed, QWidget *parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_messages(new RecordModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_empty(new EmptyState(this))
{
    m_filter->setSourceModel(m_messages);
    m_filter->setFilterKeyColumn(-1);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_content = makeContent();
    auto *stack = new QStackedLayout(this);
    stack->addWidget(m_empty);
    stack->addWidget(m_content);
    setMinimumHeight(160);
}

OperationDetail::~OperationDetail() = default;

QWidget *OperationDetail::makeContent()
{
    auto *content = new QWidget(this);
    m_heading = plaintext::makeLabel(content);
    m_heading->setObjectName(u"operationHeading"_s);
    QFont font = m_heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    font.setWeight(QFont::DemiBold);
    m_heading->setFont(font);
    m_advice = plaintext::makeLabel(content);
    m_advice->setWordWrap(true);

    m_tabs = new QTabWidget(content);
    m_tabs->setDocumentMode(true);
    auto *facts = new QWidget;
    m_facts = new QFormLayout(facts);
    m_facts->setContentsMargins(12, 8, 12, 8);
    m_facts->setVerticalSpacing(4);
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(facts);
    m_tabs->addTab(scroll, tr("Summary"));

    auto *messages = new QWidget;
    auto *search = new QLineEdit(messages);
    search->setPlaceholderText(tr("Filter by ID, address or result"));
    search->setAccessibleName(search->placeholderText());
    search->setClearButtonEnabled(true);
    connect(
        search, &QLineEdit::textChanged, m_filter, &QSortFilterProxyModel::setFilterFixedString);
    auto *table = new QTableView(messages);
    table->setObjectName(u"recordTable"_s);
    table->setAccessibleName(tr("Messages of the operation"));
    table->setModel(m_filter);
    dressTable(table);
    table->horizontalHeader()->setDefaultSectionSize(table->fontMetrics().averageCharWidth() * 24);
    auto *column = new QVBoxLayout(messages);
    column->setContentsMargins(0, 8, 0, 0);
    column->addWidget(search);
    column->addWidget(table, 1);
    m_tabs->addTab(messages, tr("Messages"));

    m_commands = makeText(m_tabs, tr("Remote commands"));
    m_commands->setObjectName(u"operationCommands"_s);
    m_tabs->addTab(m_commands, tr("Commands"));
    m_unexpected = makeText(m_tabs, tr("Lines that were not expected"));
    m_tabs->addTab(m_unexpected, tr("Unexpected lines"));

    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(12, 12, 12, 8);
    layout->setSpacing(8);
    layout->addWidget(m_heading);
    layout->addWidget(m_advice);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(makeButtons());
    return content;
}

QPushButton *OperationDetail::addButton(const QString &name, const QIcon &icon, const QString &text)
{
    auto *button = new QPushButton(icon, text, m_content);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

QWidget *OperationDetail::makeButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    m_followUps[size_t(Relation::Undo)]
        = addButton(u"undoButton"_s, themedIcon(u"edit-undo"_s), tr("Restore"));
    m_followUps[size_t(Relation::Purge)]
        = addButton(u"purgeButton"_s, actionIcon(Action::Delete), tr("Purge…"));
    m_followUps[size_t(Relation::Finish)]
        = addButton(u"finishButton"_s, themedIcon(u"emblem-ok"_s), tr("Finish…"));
    m_followUps[size_t(Relation::Release)]
        = addButton(u"releaseButton"_s, actionIcon(Action::Release), tr("Release…"));
    for (const Relation relation : relations) {
        QPushButton *button = m_followUps[size_t(relation)];
        layout->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, relation] {
            emit followUpRequested(relation, m_view.record->operation.header.id);
        });
    }
    m_report = addButton(u"reportButton"_s, themedIcon(u"document-edit"_s), tr("Report"));
    layout->addWidget(m_report);
    connect(m_report, &QPushButton::clicked, this,
        [this] { emit reportRequested(m_view.record->operation.header.id); });
    m_exported = new DimmedLabel({}, row);
    layout->addWidget(m_exported, 1);
    m_export = addButton(u"exportButton"_s, themedIcon(u"document-save"_s), tr("Export"));
    auto *menu = new QMenu(m_export);
    connect(menu->addAction(tr("As &JSON…")), &QAction::triggered, this,
        [this] { chooseFile(Format::Json); });
    connect(menu->addAction(tr("As a Shell &Script for Review…")), &QAction::triggered, this,
        [this] { chooseFile(Format::Script); });
    m_export->setMenu(menu);
    layout->addWidget(m_export);
    return row;
}

void OperationDetail::showNothing(const QString &title, const QString &text)
{
    m_view = {};
    m_messages->setRecord(nullptr);
    updateButtons();
    m_empty->explain(u"view-history"_s, title, text);
    static_cast<QStackedLayout *>(layout())->setCurrentWidget(m_empty);
}

void OperationDetail::showLoading()
{
    if (!m_view.record)
        showNothing(tr("Reading…"), tr("The messages of the operation are being read."));
}

void OperationDetail::showError(const Error &error)
{
    showNothing(tr("This operation could not be read"), text::visible(error.message));
}

void OperationDetail::showView(OperationView view)
{
    const bool isOther
        = !m_view.record || m_view.record->operation.header.id != view.record->operation.header.id;
    m_view = std::move(view);
    const Operation &operation = m_view.record->operation;
    m_heading->setText(operationtext::heading(operation));
    const QString advice = operationtext::advice(operation);
    m_advice->setText(advice);
    m_advice->setVisible(!advice.isEmpty());
    m_messages->setRecord(m_view.record);
    fillFacts();
    fillTexts();
    updateButtons();
    if (isOther)
        m_exported->clear();
    static_cast<QStackedLayout *>(layout())->setCurrentWidget(m_content);
}

void OperationDetail::fillFacts()
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    for (const auto &[name, value] : operationtext::facts(m_view.record->operation)) {
        QLabel *text = plaintext::makeLabel(this, value);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_facts->addRow(new DimmedLabel(name, this), text);
    }
}

void OperationDetail::fillTexts()
{
    QStringList commands;
    for (const QString &command : m_view.record->operation.header.commands)
        commands.append(text::visible(command));
    m_commands->setPlainText(commands.join(u'\n'));
    const QByteArray raw = m_view.record->unexpected.join('\n');
    m_unexpected->setPlainText(
        text::visibleLines(QByteArrayView(raw).first(std::min(raw.size(), mostRawText))));
    constexpr int unexpectedTab = 3;
    m_tabs->setTabVisible(unexpectedTab, !raw.isEmpty());
}

void OperationDetail::setObstacle(const QString &why)
{
    m_obstacle = why;
    updateButtons();
}

void OperationDetail::updateButtons()
{
    if (!m_view.record) {
        for (const Relation relation : relations)
            m_followUps[size_t(relation)]->setEnabled(false);
        m_report->setEnabled(false);
        return;
    }
    const Operation &operation = m_view.record->operation;
    m_followUps[size_t(Relation::Undo)]->setText(
        operation.header.action == Action::Hold ? tr("Undo") : tr("Restore"));
    const std::array<QString, 5> help{QString(),
        tr("Release what it has held, as far as it is still there"),
        tr("Delete what it has in the trash for good"), tr("Go on with what it has not done yet"),
        tr("Let go of what it has put on hold, or may have")};
    for (const Relation relation : relations) {
        QString why = operationtext::obstacle(relation, operation, m_view.rows[size_t(relation)]);
        if (why.isEmpty())
            why = m_obstacle;
        QPushButton *button = m_followUps[size_t(relation)];
        button->setEnabled(why.isEmpty());
        button->setToolTip(plaintext::toolTip(why.isEmpty() ? help[size_t(relation)] : why));
    }
    QString why = m_obstacle;
    if (operation.state != OperationState::Interrupted)
        why = tr("Only an interrupted operation has no account yet.");
    m_report->setEnabled(why.isEmpty());
    m_report->setToolTip(plaintext::toolTip(why.isEmpty()
            ? tr("Look what became of each message and write it down; changes nothing on the "
                 "server")
            : why));
}

void OperationDetail::chooseFile(Format format)
{
    const bool isJson = format == Format::Json;
    auto *dialog = new QFileDialog(this, tr("Export the operation"), QDir::homePath(),
        isJson ? tr("JSON (*.json)") : tr("Shell script (*.sh)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(isJson ? u"json"_s : u"sh"_s);
    dialog->selectFile(u"spoolscope-%1.%2"_s.arg(
        text::visible(m_view.record->operation.header.id), dialog->defaultSuffix()));
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, format](const QString &file) { exportTo(file, format); });
    dialog->open();
}

void OperationDetail::exportTo(const QString &file, Format format)
{
    if (!m_view.record)
        return;
    m_exported->setText(tr("Exporting…"));
    m_feed.ask<bool>(
        tr("Exporting an operation"),
        [record = m_view.record, file, format](
            const Journal &, const std::stop_token &) -> Result<bool> {
            const auto written = write(file,
                format == Format::Json ? operationsAsJson(std::span(record.get(), 1))
                                       : operationAsScript(*record));
            if (!written)
                return std::unexpected(written.error());
            return true;
        },
        this,
        [this](const Result<bool> &result) {
            m_exported->setText(result ? tr("Exported") : text::visible(result.error().message));
        });
}

}
