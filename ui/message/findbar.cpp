// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/findbar.h"

#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace spoolscope {

FindBar::FindBar(QPlainTextEdit *edit, QWidget *parent)
    : QWidget(parent)
    , m_edit(edit)
    , m_needle(new QLineEdit(this))
    , m_outcome(plaintext::makeLabel(this))
{
    m_needle->setPlaceholderText(tr("Find in this text"));
    m_needle->setAccessibleName(tr("Find in this text"));
    m_needle->setClearButtonEnabled(true);
    m_needle->installEventFilter(this);
    auto *closeButton = new QToolButton(this);
    closeButton->setAutoRaise(true);
    closeButton->setIcon(themedIcon(u"dialog-cancel"_s));
    closeButton->setToolTip(tr("Close (Esc)"));
    closeButton->setAccessibleName(tr("Close the find bar"));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addWidget(m_needle);
    layout->addWidget(m_outcome);
    layout->addWidget(closeButton);
    hide();

    auto *shortcut = new QShortcut(QKeySequence::Find, parent, this, &FindBar::open);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(closeButton, &QToolButton::clicked, this, &FindBar::close);
    connect(m_needle, &QLineEdit::textEdited, this, [this] { find({}, true); });
}

void FindBar::open()
{
    show();
    m_needle->setFocus(Qt::ShortcutFocusReason);
    m_needle->selectAll();
}

void FindBar::close()
{
    hide();
    m_edit->setFocus(Qt::OtherFocusReason);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_needle && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            const bool back = key->modifiers().testFlag(Qt::ShiftModifier);
            find(back ? QTextDocument::FindBackward : QTextDocument::FindFlags());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::find(QTextDocument::FindFlags flags, bool fromSelectionStart)
{
    m_outcome->clear();
    const QString needle = m_needle->text();
    if (needle.isEmpty())
        return;
    QTextCursor cursor = m_edit->textCursor();
    if (fromSelectionStart)
        cursor.setPosition(cursor.selectionStart());
    QTextCursor found = m_edit->document()->find(needle, cursor, flags);
    if (found.isNull()) { // once around
        cursor.movePosition(
            flags.testFlag(QTextDocument::FindBackward) ? QTextCursor::End : QTextCursor::Start);
        found = m_edit->document()->find(needle, cursor, flags);
    }
    if (found.isNull())
        m_outcome->setText(tr("Not found"));
    else
        m_edit->setTextCursor(found);
}

}
