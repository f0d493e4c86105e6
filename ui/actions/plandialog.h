// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/planexecutor.h"
#include "ui/actions/ladder.h"

#include <QDialog>

#include <functional>
#include <memory>

class QStackedWidget;

namespace spoolscope {

class ExecutionPage;
class Fleet;
class Job;
class ResultPage;
struct Consent;

/// How a plan is put to the administrator.
struct PlanOptions
{
    PlanScale scale = PlanScale::Selection;
    bool isAgreed = false; ///< it starts without a question
    QStringList notes = {}; ///< to be said beside the plan
    BackUp backUp = {}; ///< into the vault, offered where set
};

/// A plan from consent to account: shows the frozen plan, carries out that object and shows what
/// became of it. Open it with open(); it deletes itself. While it runs it cannot be closed, only
/// stopped.
class PlanDialog : public QDialog
{
    Q_OBJECT

public:
    PlanDialog(std::shared_ptr<const ActionPlan> plan, Fleet &fleet, PlanOptions options = {},
        QWidget *parent = nullptr);

    void reject() override;

signals:
    /// Once, when every part has its account; the dialog shows it until it is closed.
    void accounted(std::shared_ptr<const spoolscope::ActionPlan> plan,
        const std::vector<spoolscope::PartResult> &results);
    /// A whole queue is in the trash, by these operations, and is to be purged.
    void purgeRequested(const QStringList &operations);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void run(const Consent &consent);
    void showResult();
    void offerPurge();
    Job *startPart(size_t part, QObject *context, std::function<void(PartProgress)> progress,
        std::function<void(PartResult)> done);

    std::shared_ptr<const ActionPlan> m_plan;
    Fleet &m_fleet;
    PlanOptions m_options;
    QString m_planId; ///< the same in the journal for all parts
    QString m_reason;
    bool m_keepsCopy = false;
    int m_messagesPerMinute = 0;
    QStackedWidget *m_pages;
    ExecutionPage *m_execution;
    ResultPage *m_result;
};

/// The operations under which the journal has the parts.
QStringList operationsOf(const std::vector<PartResult> &results);

}
