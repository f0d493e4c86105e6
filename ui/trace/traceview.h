// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/tracer.h"

#include <QWidget>

class KMessageWidget;
class QComboBox;
class QLabel;
class QPushButton;
class QTreeView;

namespace spoolscope {

class DimmedLabel;
class EmptyState;
class FateChips;
class PlainTextView;
class TraceModel;

/// What happened to a message: its way, what became of it for each recipient, each step, and what
/// the logs do not tell. A value sink: it is told what was found, and asks for nothing itself.
class TraceView final : public QWidget
{
    Q_OBJECT

public:
    /// A message under a queue ID, and when.
    struct Place
    {
        QString server; ///< TraceHop::server
        QByteArray instance; ///< its syslog_name
        QByteArray queueId; ///< empty: refused before there was one
        qint64 begin = 0; ///< microseconds since 1970
        qint64 end = 0;
    };

    explicit TraceView(QWidget *parent = nullptr);

    /// `asked`: what was looked for, for a person. The message and the step that are shown stay
    /// where they are in the new answer, as it is when lines have come.
    void setAnswer(const TraceAnswer &answer, const QString &asked);
    void explain(const QString &title, const QString &text); ///< instead of a message

    QString text() const; ///< of the message that is shown
    QByteArray json() const; ///< the same, one line

signals:
    void logLinesRequested(const spoolscope::TraceView::Place &place);
    void queueRequested(const spoolscope::TraceView::Place &place);
    void saved(const QString &file); ///< where the JSON was written
    void saveFailed(const QString &message);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeContent();
    QWidget *makeHeader();
    QWidget *makeButtons();
    QPushButton *addButton(const QString &name, const QString &icon, const QString &text);
    void makeTable();
    void showTrace(int index);
    void showStep();
    void showNotes(const Trace &trace);
    void fitColumns();
    void chooseFile();
    void save(const QString &file);
    const Trace *current() const;
    qsizetype hop() const; ///< of the step that is chosen, else the last one
    Place place() const; ///< that hop's

    TraceAnswer m_answer;
    EmptyState *m_empty;
    QWidget *m_content;
    QComboBox *m_choice; ///< of several messages
    QLabel *m_title;
    DimmedLabel *m_facts;
    FateChips *m_fates;
    KMessageWidget *m_notes;
    TraceModel *m_model;
    QTreeView *m_table;
    PlainTextView *m_step;
    QPushButton *m_queue;
};

}
