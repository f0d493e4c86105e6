// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/secretedit.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QStringEncoder>

#include <algorithm>
#include <cstring>

#include <sys/mman.h>

namespace spoolscope {

namespace {

constexpr QChar bullet(u'•');

bool isTyped(const QKeyEvent &event)
{
    const auto modifiers = event.modifiers() & (Qt::ControlModifier | Qt::AltModifier);
    // AltGr is both of them on some keyboards.
    return !event.text().isEmpty() && event.text().front().isPrint()
        && (modifiers == Qt::NoModifier || modifiers == (Qt::ControlModifier | Qt::AltModifier));
}

}

SecretEdit::SecretEdit(QWidget *parent) : QLineEdit(parent)
{
    ::madvise(m_typed.data(), sizeof m_typed, MADV_DONTDUMP);
    // For screen readers and input methods it is a password; what it masks are bullets already.
    setEchoMode(QLineEdit::Password);
    setMaxLength(longest);
    setAcceptDrops(false);
    setDragEnabled(false);
    setContextMenuPolicy(Qt::NoContextMenu);
}

SecretEdit::~SecretEdit()
{
    wipe();
}

void SecretEdit::wipe()
{
    ::explicit_bzero(m_typed.data(), sizeof m_typed);
}

Secret SecretEdit::take()
{
    QStringEncoder encoder(QStringEncoder::Utf8);
    QByteArray utf8(longest * 4, Qt::Uninitialized);
    const char *end
        = encoder.appendToBuffer(utf8.data(), QStringView(m_typed.data(), text().size()));
    const qsizetype room = utf8.size();
    const qsizetype size = end - utf8.constData();
    std::fill(utf8.data() + size, utf8.data() + room, '\0');
    utf8.resize(size); // in place
    Secret secret = Secret::take(utf8);
    wipe();
    clear();
    return secret;
}

void SecretEdit::put(QStringView text)
{
    const qsizetype before = this->text().size();
    if (hasSelectedText()) {
        const int cursor = selectionStart();
        del();
        follow(cursor, before);
    }
    const auto at = size_t(cursorPosition());
    const auto have = size_t(this->text().size());
    const size_t added = std::min(size_t(text.size()), size_t(longest) - have);
    std::memmove(&m_typed[at] + added, &m_typed[at], (have - at) * sizeof(char16_t));
    std::memcpy(&m_typed[at], text.utf16(), added * sizeof(char16_t));
    insert(QString(qsizetype(added), bullet));
}

void SecretEdit::follow(int cursor, qsizetype before)
{
    const auto have = size_t(text().size());
    const size_t removed = size_t(before) - have;
    if (removed == 0)
        return;
    const auto at = size_t(cursor);
    std::memmove(&m_typed[at], &m_typed[at] + removed, (have - at) * sizeof(char16_t));
    ::explicit_bzero(&m_typed[0] + have, removed * sizeof(char16_t));
}

void SecretEdit::paste(bool fromSelection)
{
    put(QGuiApplication::clipboard()
            ->text(fromSelection ? QClipboard::Selection : QClipboard::Clipboard)
            .section(u'\n', 0, 0));
}

void SecretEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste)) {
        paste(false);
        return;
    }
    for (const auto key :
        {QKeySequence::Undo, QKeySequence::Redo, QKeySequence::Copy, QKeySequence::Cut}) {
        if (event->matches(key))
            return;
    }
    if (isTyped(*event)) {
        put(event->text());
        event->accept();
        return;
    }
    const qsizetype before = text().size();
    QLineEdit::keyPressEvent(event);
    // All bullets are alike: what left is what is missing before or behind the cursor now.
    follow(cursorPosition(), before);
}

void SecretEdit::inputMethodEvent(QInputMethodEvent *event)
{
    put(event->commitString());
    event->accept();
}

/// X11's paste of the selection.
void SecretEdit::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::MiddleButton && QGuiApplication::clipboard()->supportsSelection())
        paste(true);
    else
        QLineEdit::mouseReleaseEvent(event);
}

}
