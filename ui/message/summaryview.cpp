// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/summaryview.h"

#include "core/base/domainnote.h"
#include "core/base/textsafety.h"
#include "ui/message/recipientgroups.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"

#include <QDateTime>
#include <QEvent>
#include <QMimeData>
#include <QScrollBar>
#include <QTextDocumentFragment>
#include <QTextTable>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

/// Writes the document top to bottom in four formats, as one edit: a document lays itself out anew
/// after each.
class Writer final
{
    static constexpr qreal aboveHeading = 16;
    static constexpr qreal afterTable = 8; // and the height of the block below starts there

public:
    Writer(QTextDocument *document, const QPalette &palette) : m_cursor(document)
    {
        m_dim.setForeground(colours::dimmed(palette));
        m_strong.setFontWeight(QFont::DemiBold);
        m_warning.setForeground(colours::of(colours::Meaning::Warning, palette));
        m_cursor.beginEditBlock();
    }
    ~Writer() { m_cursor.endEditBlock(); }
    Q_DISABLE_COPY_MOVE(Writer)

    struct Field
    {
        QString name, value;
        bool isProse = false; ///< written in the direction of its own script
    };

    void heading(const QString &text)
    {
        QTextBlockFormat block;
        block.setTopMargin(m_isFirst ? 0 : aboveHeading);
        block.setBottomMargin(4);
        next(block);
        m_cursor.insertText(text, m_strong);
    }

    void fields(const QList<Field> &fields)
    {
        QTextTableFormat format;
        format.setBorder(0);
        format.setCellPadding(2);
        format.setCellSpacing(0);
        format.setTopMargin(m_isFirst ? 0 : 4);
        format.setBottomMargin(afterTable);
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        format.setColumnWidthConstraints(
            {QTextLength(QTextLength::FixedLength, nameWidth(fields)), QTextLength()});
        QTextTable *table = m_cursor.insertTable(int(fields.size()), 2, format);
        for (int row = 0; row < int(fields.size()); ++row) {
            table->cellAt(row, 0).firstCursorPosition().insertText(fields[row].name, m_dim);
            QTextCursor value = table->cellAt(row, 1).firstCursorPosition();
            if (!fields[row].isProse)
                value.setBlockFormat(leftToRight());
            value.insertText(fields[row].value, m_plain);
        }
        m_cursor.movePosition(QTextCursor::End);
        m_isFirst = false;
        m_reuseBlock = true; // the one Qt puts behind a table
    }

    void paragraph(const QString &text, bool dim = false, qreal indent = 0, qreal top = 0)
    {
        QTextBlockFormat block = leftToRight();
        block.setLeftMargin(indent);
        block.setTopMargin(top);
        next(block);
        m_cursor.insertText(text, dim ? m_dim : m_plain);
    }

    void warning(const QString &text)
    {
        QTextBlockFormat block;
        block.setTopMargin(8);
        next(block);
        m_cursor.insertText(text, m_warning);
    }

private:
    /// Addresses and replies of servers: a name in a right-to-left script must not turn them
    /// around.
    static QTextBlockFormat leftToRight()
    {
        QTextBlockFormat block;
        block.setLayoutDirection(Qt::LeftToRight);
        return block;
    }

    qreal nameWidth(const QList<Field> &fields) const
    {
        const QFontMetricsF metrics(m_cursor.document()->defaultFont());
        qreal width = 88;
        for (const Field &field : fields)
            width = std::max(width, metrics.horizontalAdvance(field.name) + 16);
        return width;
    }

    void next(const QTextBlockFormat &block)
    {
        if (m_isFirst || m_reuseBlock)
            m_cursor.setBlockFormat(block);
        else
            m_cursor.insertBlock(block);
        m_isFirst = m_reuseBlock = false;
    }

    QTextCursor m_cursor;
    QTextCharFormat m_plain, m_dim, m_strong, m_warning;
    bool m_isFirst = true;
    bool m_reuseBlock = false;
};

void writeDomainNotes(Writer &writer, const QString &addresses)
{
    const QStringList notes = text::domainNotes(addresses);
    for (const QString &note : notes)
        writer.warning(note);
}

void writeListed(Writer &writer, const SummaryView::Listed &listed)
{
    const QueueSnapshot &snapshot = *listed.snapshot;
    const QueueSnapshot::Row row = listed.row;
    const QString sender = text::visibleStart(snapshot.sender(row), longestShown);
    const qint64 age
        = QDateTime::currentSecsSinceEpoch() + listed.clockOffset - snapshot.arrival(row);
    QList<Writer::Field> fields{
        {SummaryView::tr("Sender"),
            sender.isEmpty() ? SummaryView::tr("<> (a bounce or another notification)") : sender},
        {listed.isCopy ? SummaryView::tr("Saved from") : SummaryView::tr("Queue"),
            listed.isCopy ? text::visible(listed.server)
                          : SummaryView::tr("%1 on %2", "deferred on mx1")
                                .arg(toString(snapshot.queue(row)), text::visible(listed.server))},
        {SummaryView::tr("Arrived"),
            SummaryView::tr("%1, %2 ago")
                .arg(absoluteTime(snapshot.arrival(row)), humanize::age(age))},
        {SummaryView::tr("Size"), humanize::exactSize(snapshot.size(row))},
        {SummaryView::tr("Queue ID"), snapshot.id(row).toString()},
    };
    if (snapshot.forcedExpire(row))
        fields.append(
            {SummaryView::tr("Expiry"), SummaryView::tr("asked for by an administrator")});
    writer.fields(fields);
    writeDomainNotes(writer, sender);
}

void writeRecipients(Writer &writer, const SummaryView::Listed &listed)
{
    const auto count = qint64(listed.snapshot->recipientCount(listed.row)) + listed.unlisted;
    writer.heading(count == 1
            ? SummaryView::tr("1 recipient")
            : SummaryView::tr("%1 recipients", nullptr, int(count)).arg(humanize::count(count)));
    qsizetype shown = 0;
    bool isFirst = true;
    for (const RecipientGroup &group : groupRecipients(*listed.snapshot, listed.row)) {
        const bool waits = listed.snapshot->queue(listed.row) == QueueName::Deferred;
        const QString reason = !group.reason.isEmpty() ? group.reason
            : listed.isCopy ? SummaryView::tr("Had not got it when it was saved")
            : waits         ? SummaryView::tr("No reason is listed")
                            : SummaryView::tr("Not tried yet");
        writer.paragraph(reason, group.reason.isEmpty(), 0, isFirst ? 0 : 8);
        if (!group.addresses.isEmpty())
            writer.paragraph(group.addresses.join(u'\n'), false, 16);
        writeDomainNotes(writer, group.addresses.join(u'\n'));
        shown += group.addresses.size();
        isFirst = false;
    }
    if (shown < count) {
        writer.paragraph(SummaryView::tr("and %1 more; the Envelope tab has all of them")
                             .arg(humanize::count(count - shown)),
            true, 16);
    }
}

QString dateText(const MessageSummary &summary)
{
    if (!summary.date.isValid())
        return summary.dateText;
    const QString local = absoluteTime(summary.date.toSecsSinceEpoch());
    return summary.date.offsetFromUtc() == summary.date.toLocalTime().offsetFromUtc()
        ? local
        : SummaryView::tr("%1 (written as %2)").arg(local, summary.dateText);
}

void writeMessage(Writer &writer, const MessageSummary &summary)
{
    writer.heading(SummaryView::tr("Message"));
    QList<Writer::Field> fields;
    const auto add = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            fields.append({name, value});
    };
    fields.append({SummaryView::tr("Subject"),
        summary.subject.isEmpty() ? SummaryView::tr("none") : summary.subject, true});
    add(SummaryView::tr("From"), summary.from);
    add(SummaryView::tr("To"), summary.to);
    add(SummaryView::tr("Cc"), summary.cc);
    add(SummaryView::tr("Date"), dateText(summary));
    add(SummaryView::tr("Message-ID"), summary.messageId);
    writer.fields(fields);
    writeDomainNotes(writer, QStringList{summary.from, summary.to, summary.cc}.join(u'\n'));
    if (!summary.repeated.isEmpty()) {
        writer.warning(SummaryView::tr("More than once, the first is shown: %1")
                .arg(QString::fromLatin1(summary.repeated.join(", "))));
    }
}

void writeParts(Writer &writer, const MessageSummary &summary)
{
    if (summary.parts.size() > 1) {
        writer.heading(SummaryView::tr("Parts"));
        for (const MessagePart &part : summary.parts) {
            QStringList words{part.type};
            if (!part.name.isEmpty())
                words.append(part.name);
            if (part.size > 0)
                words.append(humanize::size(part.size));
            if (!part.disposition.isEmpty())
                words.append(part.disposition);
            writer.paragraph(words.join(u" · "_s), false, 16 * part.depth);
        }
    }
    if (summary.truncated) {
        writer.warning(
            SummaryView::tr("Too large or too deeply nested to take apart whole; the Raw "
                            "tab and the saved file have the rest."));
    }
}

}

SummaryView::SummaryView(QWidget *parent) : QTextEdit(parent)
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document()->setDocumentMargin(8);
    setAccessibleName(tr("Summary of the message"));
}

void SummaryView::showListed(Listed listed)
{
    m_listed = std::move(listed);
    m_summary.reset();
    rebuild();
    verticalScrollBar()->setValue(0);
}

void SummaryView::showSummary(MessageSummary summary)
{
    m_summary = std::move(summary);
    const int position = verticalScrollBar()->value(); // what was being read stays in place
    rebuild();
    verticalScrollBar()->setValue(position);
}

void SummaryView::clearAll()
{
    m_listed.reset();
    m_summary.reset();
    clear();
}

void SummaryView::rebuild()
{
    clear();
    if (!m_listed)
        return;
    Writer writer(document(), palette());
    writeListed(writer, *m_listed);
    writeRecipients(writer, *m_listed);
    if (m_summary) {
        writeMessage(writer, *m_summary);
        writeParts(writer, *m_summary);
    }
}

void SummaryView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_listed)
        rebuild();
    QTextEdit::changeEvent(event);
}

QMimeData *SummaryView::createMimeDataFromSelection() const
{
    auto *data = new QMimeData; // no HTML: the text came from strangers
    data->setText(textCursor().selection().toPlainText());
    return data;
}

QVariant SummaryView::loadResource(int, const QUrl &)
{
    return {};
}

QString absoluteTime(qint64 seconds)
{
    return QDateTime::fromSecsSinceEpoch(seconds).toString(u"yyyy-MM-dd HH:mm:ss t"_s);
}

}
