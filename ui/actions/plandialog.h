// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"

#include <QDialog>

#include <memory>

class QStackedWidget;

namespace spoolscope {

class ExecutionPage;
class Fleet;
class ResultPage;

/// A plan from consent to account: shows the frozen plan, carries out that object and shows what
/// became of it. Open it with open(); it deletes itself. While it runs it cannot be closed, only
/// stopped.
class PlanDialog : public QDialog
{
    Q_OBJECT

public:
    PlanDialog(std::shared_ptr<const ActionPlan> plan, Fleet &fleet, QWidget *parent = nullptr);

    void reject() override;

private:
    void run();
    void showResult();

    std::shared_ptr<const ActionPlan> m_plan;
    QStackedWidget *m_pages;
    ExecutionPage *m_execution;
    ResultPage *m_result;
};

}
