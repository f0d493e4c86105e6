// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/message/highlighting.h"

#include <QByteArray>
#include <QWidget>

#include <functional>

class QLabel;
class QPlainTextEdit;

namespace spoolscope {

class FindBar;

/// Remote text to read: monospace, highlighted, searchable (Ctrl+F), with what could harm made
/// visible. Large text is cut and says so. Nothing is laid out before the view is shown.
class SourceView final : public QWidget
{
    Q_OBJECT

public:
    static constexpr qsizetype shownBytes = 2 << 20;
    static constexpr qsizetype highlightedBytes = 256 << 10; ///< more would be felt as a pause
    static constexpr qsizetype longestLine = 4000; ///< longer ones are broken: layout is quadratic

    SourceView(const KSyntaxHighlighting::Repository &repository, const QString &name,
        QWidget *parent = nullptr);

    void setSource(const QByteArray &bytes, Syntax syntax);
    /// Text that went through text::visibleLines already.
    void setVisibleText(const QString &text, Syntax syntax, const QString &note = {});
    void setPlaceholder(const QString &text); ///< in place of any text

    QString toPlainText() const;
    QString note() const;

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void showLater(std::function<void()> present);
    void present(QString text, Syntax syntax, QStringList notes);

    QPlainTextEdit *m_edit;
    QLabel *m_note;
    FindBar *m_findBar;
    Highlighting m_highlighting;
    std::function<void()> m_pending; ///< what waits for the view to be shown
};

/// Breaks lines longer than `longest` characters, never inside a surrogate pair. Returns how many
/// lines were broken.
qsizetype breakLongLines(QString &text, qsizetype longest);

}
