// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPlainTextEdit>

namespace spoolscope {

/// Text to read, select and copy. What is copied or dragged is plain text only: QPlainTextEdit adds
/// HTML and OpenDocument, which programs then prefer.
class PlainTextView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit PlainTextView(QWidget *parent = nullptr);

protected:
    QMimeData *createMimeDataFromSelection() const override;
    QVariant loadResource(int type, const QUrl &name) override; ///< nothing, ever
};

/// Leaves only plain text on the clipboard and the selection where this program puts more, as
/// labels that can be selected do. One object guards the whole program.
class PlainClipboard final : public QObject
{
    Q_OBJECT

public:
    explicit PlainClipboard(QObject *parent = nullptr);
};

}
