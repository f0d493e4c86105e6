// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/sourceview.h"

#include "core/base/textsafety.h"
#include "ui/message/findbar.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"
#include "ui/style/plaintextview.h"

#include <QEvent>
#include <QFontDatabase>
#include <QLabel>
#include <QVBoxLayout>

namespace spoolscope {

SourceView::SourceView(
    const KSyntaxHighlighting::Repository &repository, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_edit(new PlainTextView(this))
    , m_note(plaintext::makeLabel(this))
    , m_findBar(new FindBar(m_edit, this))
    , m_highlighting(repository, m_edit->document())
{
    m_edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_edit->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setTabStopDistance(4 * QFontMetricsF(m_edit->font()).horizontalAdvance(u' '));
    m_edit->document()->setDocumentMargin(8);
    m_edit->setAccessibleName(name);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(8, 4, 8, 4);
    m_note->hide();
    setFocusProxy(m_edit);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_note);
    layout->addWidget(m_edit);
    layout->addWidget(m_findBar);
    m_highlighting.setPalette(palette());
}

void SourceView::setSource(const QByteArray &bytes, Syntax syntax)
{
    showLater([this, bytes, syntax] {
        QStringList notes;
        if (bytes.size() > shownBytes) {
            notes.append(tr("Shown: the first %1 of %2. Save the message to see all of it.")
                    .arg(humanize::size(shownBytes), humanize::size(bytes.size())));
        }
        present(text::visibleLines(QByteArrayView(bytes).first(std::min(bytes.size(), shownBytes))),
            syntax, notes);
    });
}

void SourceView::setVisibleText(const QString &text, Syntax syntax, const QString &note)
{
    showLater([this, text, syntax, note] {
        QStringList notes;
        if (!note.isEmpty())
            notes.append(note);
        if (text.size() > shownBytes)
            notes.append(tr("Only the first part is shown. Save the message to see all of it."));
        present(text.first(std::min(text.size(), shownBytes)), syntax, notes);
    });
}

void SourceView::showLater(std::function<void()> present)
{
    setPlaceholder({}); // never the text of another message
    m_pending = std::move(present);
    if (isVisible())
        std::exchange(m_pending, {})();
}

void SourceView::present(QString text, Syntax syntax, QStringList notes)
{
    if (breakLongLines(text, longestLine) > 0)
        notes.append(
            tr("Lines of more than %1 characters are broken.").arg(humanize::count(longestLine)));
    m_note->setText(notes.join(u' '));
    m_note->setVisible(!notes.isEmpty());
    m_highlighting.setSyntax(text.size() <= highlightedBytes ? syntax : Syntax::None);
    m_edit->setPlainText(text);
}

void SourceView::setPlaceholder(const QString &text)
{
    m_pending = {};
    m_note->hide();
    if (!m_edit->document()->isEmpty())
        m_edit->clear();
    m_edit->setPlaceholderText(text);
}

QString SourceView::toPlainText() const
{
    return m_edit->toPlainText();
}

QString SourceView::note() const
{
    return m_note->isVisibleTo(this) ? m_note->text() : QString();
}

void SourceView::showEvent(QShowEvent *event)
{
    if (m_pending)
        std::exchange(m_pending, {})();
    QWidget::showEvent(event);
}

void SourceView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        m_highlighting.setPalette(palette());
    QWidget::changeEvent(event);
}

qsizetype breakLongLines(QString &text, qsizetype longest)
{
    qsizetype broken = 0;
    QString result;
    for (qsizetype start = 0; start < text.size();) {
        qsizetype end = text.indexOf(u'\n', start);
        end = end < 0 ? text.size() : end + 1;
        if (end - start <= longest + 1) {
            if (broken > 0)
                result += QStringView(text).sliced(start, end - start);
            start = end;
            continue;
        }
        if (broken++ == 0)
            result = text.first(start);
        while (end - start > longest + 1) {
            qsizetype cut = start + longest;
            if (text[cut].isLowSurrogate())
                --cut;
            result += QStringView(text).sliced(start, cut - start);
            result += u'\n';
            start = cut;
        }
        result += QStringView(text).sliced(start, end - start);
        start = end;
    }
    if (broken > 0)
        text = std::move(result);
    return broken;
}

}
