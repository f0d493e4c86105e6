// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/journal/standing.h"

#include <QWidget>

#include <array>
#include <memory>

class QFormLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTabWidget;

namespace spoolscope {

class EmptyState;
class JournalFeed;
class RecordModel;

/// What the page shows of one operation.
struct OperationView
{
    std::shared_ptr<const OperationRecord> record;
    std::array<qint64, 5> rows = {}; ///< by Relation: messages that a follow-up would take
};
/// Blocks; for a job.
Result<OperationView> viewOf(
    const Journal &journal, const QString &operation, const std::stop_token &stop);

/// One operation of the journal: what it was, what became of each message, and what can be done
/// about it.
class OperationDetail final : public QWidget
{
    Q_OBJECT

public:
    explicit OperationDetail(JournalFeed &feed, QWidget *parent = nullptr);
    ~OperationDetail() override;

    void showNothing(const QString &title, const QString &text);
    void showLoading();
    void showError(const Error &error);
    void showView(OperationView view);
    void setObstacle(const QString &why); ///< greys what would change something; empty: allowed

    enum class Format { Json, Script };
    void exportTo(const QString &file, Format format); ///< of what is shown, in a job

signals:
    void followUpRequested(spoolscope::Relation relation, const QString &operation);
    void reportRequested(const QString &operation);

private:
    QWidget *makeContent();
    QWidget *makeButtons();
    QPushButton *addButton(const QString &name, const QIcon &icon, const QString &text);
    void fillFacts();
    void fillTexts();
    void updateButtons();
    void chooseFile(Format format);

    JournalFeed &m_feed;
    OperationView m_view;
    QString m_obstacle;
    RecordModel *m_messages;
    QSortFilterProxyModel *m_filter;
    EmptyState *m_empty;
    QWidget *m_content = nullptr;
    QLabel *m_heading = nullptr;
    QLabel *m_advice = nullptr;
    QFormLayout *m_facts = nullptr;
    QTabWidget *m_tabs = nullptr;
    QPlainTextEdit *m_commands = nullptr;
    QPlainTextEdit *m_unexpected = nullptr;
    QLabel *m_exported = nullptr;
    std::array<QPushButton *, 5> m_followUps = {}; ///< by Relation; None is null
    QPushButton *m_report = nullptr;
    QPushButton *m_export = nullptr;
};

}
