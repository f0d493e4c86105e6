// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/planexecutor.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace spoolscope {

class Job;

/// A plan under way: all parts at once, a row for each, and one way to stop. Ends exactly once,
/// when every part has its account.
class ExecutionPage final : public QWidget
{
    Q_OBJECT

public:
    /// Starts a part (Server::execute). Null where the server is not there any more.
    using Starter = std::function<Job *(size_t part, QObject *context,
        std::function<void(PartProgress)> progress, std::function<void(PartResult)> done)>;

    ExecutionPage(
        std::shared_ptr<const ActionPlan> plan, Starter starter, QWidget *parent = nullptr);

    void start(); ///< once; parts with an obstacle are not tried
    bool isRunning() const { return m_isStarted && m_open > 0; }
    const std::vector<PartResult> &results() const { return m_results; }

public slots:
    void stop(); ///< takes effect after the batches under way

signals:
    void finished();

private:
    struct Row
    {
        QLabel *step = nullptr;
        QProgressBar *bar = nullptr;
        QPointer<Job> job = {};
        bool isDone = false;
    };
    void addRow(QGridLayout *grid, const PlanPart &part);
    void startPart(size_t part);
    void showProgress(size_t part, const PartProgress &progress);
    void end(size_t part, PartResult result);
    void showNote();
    PartResult untouched(size_t part, ErrorKind kind, const QString &why) const;

    std::shared_ptr<const ActionPlan> m_plan;
    Starter m_starter;
    std::vector<Row> m_rows;
    std::vector<PartResult> m_results;
    size_t m_open = 0;
    bool m_isStarted = false;
    QPushButton *m_stop;
    QLabel *m_note;
    QElapsedTimer m_clock;
    QTimer m_ticker;
};

}
