// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/plaintextview.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QTextDocumentFragment>

using namespace Qt::StringLiterals;

namespace spoolscope {

PlainTextView::PlainTextView(QWidget *parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    // TextBrowserInteraction, which readers get by themselves, follows links.
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

QMimeData *PlainTextView::createMimeDataFromSelection() const
{
    auto *data = new QMimeData;
    data->setText(textCursor().selection().toPlainText());
    return data;
}

QVariant PlainTextView::loadResource(int, const QUrl &)
{
    return {};
}

PlainClipboard::PlainClipboard(QObject *parent) : QObject(parent)
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    connect(clipboard, &QClipboard::changed, this, [clipboard](QClipboard::Mode mode) {
        const QMimeData *data = clipboard->mimeData(mode);
        // What other programs offer comes as a QInternalMimeData.
        if (!data || data->inherits("QInternalMimeData") || !data->hasText()
            || data->formats() == QStringList{u"text/plain"_s})
            return;
        clipboard->setText(data->text(), mode);
    });
}

}
