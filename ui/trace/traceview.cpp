// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/trace/traceview.h"

#include "core/base/textsafety.h"
#include "core/logs/tracejson.h"
#include "core/logs/tracetext.h"
#include "ui/queue/emptystate.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/plaintextview.h"
#include "ui/style/table.h"
#include "ui/trace/fatechips.h"
#include "ui/trace/tracedelegate.h"
#include "ui/trace/tracemodel.h"

#include <KMessageWidget>

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr int narrow
    = 640; ///< pixels; below, what happened takes the room of what can be told from the rest

bool isSameMessage(const Trace &a, const Trace &b)
{
    const TraceHop &first = a.hops.first();
    const TraceHop &other = b.hops.first();
    return first.server == other.server && first.instance == other.instance
        && first.queueId == other.queueId && first.begin == other.begin;
}

/// "12:00:01  jo@example.com → bob@a.example, 3 more"
QString choiceText(const Trace &trace)
{
    const TraceHop &first = trace.hops.first();
    QString text = tracetext::timeText(first.begin / 1'000'000 * 1'000'000) + u"  "_s
        + tracetext::sender(first);
    if (!trace.recipients.isEmpty()) {
        text += u" → "_s + tracetext::recipientName(trace.recipients.first()) + u"  "_s
            + tracetext::fateText(trace.recipients.first().fate);
    }
    if (trace.recipients.size() > 1)
        text += TraceView::tr(", %1 more").arg(humanize::count(trace.recipients.size() - 1));
    return text;
}

QString senderOf(const Trace &trace)
{
    const TraceHop &first = trace.hops.first();
    return first.sender ? TraceView::tr("From %1").arg(tracetext::sender(first))
                        : TraceView::tr("Sender not in the log");
}

QString titleOf(const Trace &trace)
{
    for (const TraceHop &hop : trace.hops) {
        if (!hop.subject.isEmpty() && !hop.isNotification())
            return text::isolated(text::visible(hop.subject));
    }
    return senderOf(trace);
}

QString wayOf(const Trace &trace)
{
    QStringList hops;
    for (const TraceHop &hop : trace.hops) {
        if (hop.isNotification())
            continue;
        hops.append(
            QStringList{tracetext::place(hop), hop.queueId ? hop.queueId->toString() : u""_s}
                .join(u' ')
                .trimmed());
    }
    return hops.join(u" → "_s);
}

bool mayBeQueued(const TraceHop &hop)
{
    return hop.queueId
        && (hop.ended == TraceEnd::Waiting || hop.ended == TraceEnd::Held
            || hop.ended == TraceEnd::Unknown);
}

QString factsOf(const Trace &trace)
{
    const TraceHop &first = trace.hops.first();
    QStringList words;
    if (titleOf(trace) != senderOf(trace))
        words.append(senderOf(trace));
    words.append(first.began == TraceBegin::Client
            ? TraceView::tr("Client %1").arg(tracetext::client(first))
            : tracetext::client(first));
    if (!first.saslUser.isEmpty())
        words.append(
            TraceView::tr("Account %1").arg(text::isolated(text::visible(first.saslUser))));
    if (first.size)
        words.append(humanize::size(first.size));
    QStringList lines{words.join(u" · "_s), wayOf(trace)};
    if (!first.messageId.isEmpty())
        lines.append(text::isolated(text::visible(first.messageId)));
    return lines.join(u'\n');
}

}

TraceView::TraceView(QWidget *parent)
    : QWidget(parent), m_empty(new EmptyState(this)), m_model(new TraceModel(this))
{
    m_content = makeContent();
    auto *stack = new QStackedLayout(this);
    stack->addWidget(m_empty);
    stack->addWidget(m_content);
    explain(tr("No message traced"),
        tr("Choose a message, or look for a queue ID, a Message-ID, an address or a client, to "
           "see what happened to it."));
}

QWidget *TraceView::makeContent()
{
    auto *content = new QWidget(this);
    makeTable();
    m_step = new PlainTextView(content);
    m_step->setObjectName(u"traceStep"_s);
    m_step->setAccessibleName(tr("The chosen step"));
    m_step->setFrameShape(QFrame::NoFrame);
    m_step->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_step->document()->setDocumentMargin(8);
    m_step->viewport()->setBackgroundRole(QPalette::Window); // beside the table, not of it
    m_step->setFixedHeight(m_step->fontMetrics().lineSpacing() * 3 + 16);
    m_step->hide();
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeHeader());
    layout->addWidget(m_table, 1);
    layout->addWidget(m_step);
    layout->addWidget(makeButtons());
    return content;
}

QWidget *TraceView::makeHeader()
{
    auto *header = new QWidget(this);
    m_choice = new QComboBox(header);
    m_choice->setObjectName(u"traceChoice"_s);
    m_choice->setAccessibleName(tr("Message"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(20);
    connect(m_choice, &QComboBox::activated, this, &TraceView::showTrace);
    m_title = plaintext::makeLabel(header);
    m_title->setObjectName(u"traceTitle"_s);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_title->setWordWrap(true);
    m_facts = new DimmedLabel({}, header);
    m_facts->setObjectName(u"traceFacts"_s);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    for (QLabel *label : {m_title, static_cast<QLabel *>(m_facts)})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_fates = new FateChips(header);
    m_fates->setObjectName(u"traceFates"_s);
    m_notes = plaintext::makeMessage(header);
    m_notes->setObjectName(u"traceNotes"_s);
    m_notes->setWordWrap(true);
    m_notes->setCloseButtonVisible(false);
    m_notes->setMessageType(KMessageWidget::Information);
    m_notes->hide();
    auto *layout = new QVBoxLayout(header);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(4);
    layout->addWidget(m_choice);
    layout->addWidget(m_title);
    layout->addWidget(m_facts);
    layout->addSpacing(4);
    layout->addWidget(m_fates);
    layout->addWidget(m_notes);
    return header;
}

void TraceView::makeTable()
{
    m_table = new QTreeView(this);
    m_table->setObjectName(u"traceTable"_s);
    m_table->setAccessibleName(tr("Steps of the message, oldest first"));
    m_table->setModel(m_model);
    dressTable(m_table);
    m_table->setItemDelegate(new TraceDelegate(m_table));
    m_table->setUniformRowHeights(false);
    m_table->setAllColumnsShowFocus(true);
    m_table->header()->setSectionsClickable(false);
    m_table->header()->setStretchLastSection(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &TraceView::showStep);
}

QPushButton *TraceView::addButton(const QString &name, const QString &icon, const QString &text)
{
    auto *button = new QPushButton(themedIcon(icon), text, this);
    button->setObjectName(name);
    button->setAutoDefault(false);
    return button;
}

QWidget *TraceView::makeButtons()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(8, 8, 8, 8);
    QPushButton *lines = addButton(u"traceLines"_s, u"edit-find"_s, tr("Log Lines"));
    lines->setToolTip(tr("Show the lines of the log with this queue ID"));
    m_queue = addButton(u"traceQueue"_s, u"mail-message"_s, tr("In the Queue"));
    m_queue->setToolTip(tr("Show the message in the queue"));
    QPushButton *copy = addButton(u"traceCopy"_s, u"edit-copy"_s, tr("Copy"));
    copy->setToolTip(tr("Copy all of it as text"));
    QPushButton *save = addButton(u"traceSave"_s, u"document-save"_s, tr("JSON…"));
    save->setToolTip(tr("Save all of it as JSON"));
    for (QPushButton *button : {lines, m_queue})
        layout->addWidget(button);
    layout->addStretch(1);
    for (QPushButton *button : {copy, save})
        layout->addWidget(button);
    connect(lines, &QPushButton::clicked, this, [this] { emit logLinesRequested(place()); });
    connect(m_queue, &QPushButton::clicked, this, [this] { emit queueRequested(place()); });
    connect(copy, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(save, &QPushButton::clicked, this, &TraceView::chooseFile);
    return row;
}

void TraceView::explain(const QString &title, const QString &text)
{
    m_answer = {};
    m_model->setTrace({});
    m_empty->explain(u"view-history"_s, title, text);
    static_cast<QStackedLayout *>(layout())->setCurrentWidget(m_empty);
}

void TraceView::setAnswer(const TraceAnswer &answer, const QString &asked)
{
    if (answer.traces.isEmpty()) {
        explain(tr("Not in the logs at hand"),
            tr("No line of the logs that have been read is about %1. It may be in older logs.")
                .arg(asked));
        return;
    }
    int index = 0;
    if (const Trace *shown = current()) {
        const auto same = std::ranges::find_if(
            answer.traces, [shown](const Trace &trace) { return isSameMessage(trace, *shown); });
        index = same == answer.traces.end() ? 0 : int(same - answer.traces.begin());
    }
    m_answer = answer;
    m_choice->clear();
    for (const Trace &trace : m_answer.traces)
        m_choice->addItem(choiceText(trace));
    m_choice->setVisible(m_answer.traces.size() > 1);
    m_choice->setToolTip(m_answer.isAll ? QString()
                                        : tr("The newest %1; there are older ones.")
                                              .arg(humanize::count(m_answer.traces.size())));
    showTrace(index);
    static_cast<QStackedLayout *>(layout())->setCurrentWidget(m_content);
}

void TraceView::showTrace(int index)
{
    const Trace &trace = m_answer.traces[index];
    const bool isSame = !m_model->trace().hops.isEmpty() && isSameMessage(m_model->trace(), trace);
    const int row = isSame ? m_table->currentIndex().row() : -1;
    const int position = isSame ? m_table->verticalScrollBar()->value() : 0;
    m_choice->setCurrentIndex(index);
    m_title->setText(titleOf(trace));
    m_facts->setText(factsOf(trace));
    m_fates->setRecipients(trace.recipients);
    showNotes(trace);
    m_model->setTrace(trace);
    if (row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
    fitColumns();
    m_table->verticalScrollBar()->setValue(position);
    showStep();
}

void TraceView::showNotes(const Trace &trace)
{
    const QStringList notes = tracetext::notes(trace);
    m_notes->setText(notes.join(u'\n'));
    m_notes->setIcon(themedIcon(u"dialog-information"_s));
    m_notes->setVisible(!notes.isEmpty());
}

void TraceView::showStep()
{
    const int row = m_table->currentIndex().row();
    const Trace &trace = m_model->trace();
    const bool isAny = row >= 0 && row < trace.steps.size();
    m_step->setVisible(isAny);
    m_queue->setEnabled(!trace.hops.isEmpty() && mayBeQueued(trace.hops[hop()]));
    if (!isAny)
        return;
    const tracetext::StepText words = tracetext::stepText(trace.steps[row]);
    m_step->setPlainText(words.reply.isEmpty() ? words.what : words.what + u'\n' + words.reply);
    m_table->scrollTo(m_table->currentIndex());
}

void TraceView::fitColumns()
{
    const bool hasWay = m_model->trace().hops.size() > 1;
    m_table->setColumnHidden(TraceModel::Where, !hasWay);
    m_table->setColumnHidden(TraceModel::Delta, width() < narrow);
    for (const int column : {TraceModel::Time, TraceModel::Delta, TraceModel::Where})
        m_table->resizeColumnToContents(column);
    if (width() < narrow && hasWay) {
        const int most = m_table->fontMetrics().averageCharWidth() * 14;
        m_table->setColumnWidth(
            TraceModel::Where, std::min(most, m_table->columnWidth(TraceModel::Where)));
    }
}

void TraceView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitColumns();
    QWidget::changeEvent(event);
}

void TraceView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

const Trace *TraceView::current() const
{
    return m_model->trace().hops.isEmpty() ? nullptr : &m_model->trace();
}

qsizetype TraceView::hop() const
{
    const Trace &trace = m_model->trace();
    const int row = m_table->currentIndex().row();
    if (row >= 0 && row < trace.steps.size())
        return trace.steps[row].hop;
    qsizetype last = 0;
    for (qsizetype i = 0; i < trace.hops.size(); ++i)
        last = trace.hops[i].isNotification() ? last : i;
    return last;
}

TraceView::Place TraceView::place() const
{
    const TraceHop &hop = m_model->trace().hops[this->hop()];
    return {hop.server, hop.instance, hop.queueId ? hop.queueId->toByteArray() : QByteArray(),
        hop.begin, hop.end};
}

QString TraceView::text() const
{
    const Trace *trace = current();
    return trace ? tracetext::timeline(*trace) : QString();
}

QByteArray TraceView::json() const
{
    const Trace *trace = current();
    return trace ? text::jsonLine(toJson(*trace)) : QByteArray();
}

void TraceView::chooseFile()
{
    auto *dialog
        = new QFileDialog(this, tr("Save the trace"), QDir::homePath(), tr("JSON (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"spoolscope-trace-%1.json"_s.arg(QString::fromLatin1(place().queueId)));
    connect(dialog, &QFileDialog::fileSelected, this, &TraceView::save);
    dialog->open();
}

void TraceView::save(const QString &file)
{
    const QByteArray bytes = json() + '\n';
    QSaveFile target(file);
    if (target.open(QIODevice::WriteOnly)
        && target.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && target.write(bytes) == bytes.size() && target.commit())
        emit saved(file);
    else
        emit saveFailed(tr("%1 was not written: %2").arg(file, target.errorString()));
}

}
