// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTextDocument>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace spoolscope {

/// Find in a text: hidden until Ctrl+F in `parent`; Enter and Shift+Enter step, Escape closes.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    FindBar(QPlainTextEdit *edit, QWidget *parent);

    void open();
    void close();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void find(QTextDocument::FindFlags flags, bool fromSelectionStart = false);

    QPlainTextEdit *m_edit;
    QLineEdit *m_needle;
    QLabel *m_outcome;
};

}
