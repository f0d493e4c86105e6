// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/plandialog.h"

#include "core/servers/fleet.h"
#include "ui/actions/executionpage.h"
#include "ui/actions/planpage.h"
#include "ui/actions/plantext.h"
#include "ui/actions/resultmodel.h"
#include "ui/actions/resultpage.h"

#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

ExecutionPage::Starter starterFor(std::shared_ptr<const ActionPlan> plan, Fleet &fleet)
{
    return [plan = std::move(plan), &fleet](
               size_t part, QObject *context, auto progress, auto done) -> Job * {
        Server *server = fleet.server(plan->parts()[part].key.server);
        return server
            ? server->execute(plan, part, {}, context, std::move(progress), std::move(done))
            : nullptr;
    };
}

}

PlanDialog::PlanDialog(std::shared_ptr<const ActionPlan> plan, Fleet &fleet, QWidget *parent)
    : QDialog(parent)
    , m_plan(std::move(plan))
    , m_pages(new QStackedWidget(this))
    , m_execution(new ExecutionPage(m_plan, starterFor(m_plan, fleet), this))
    , m_result(new ResultPage(this))
{
    setObjectName(u"planDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(displayName(m_plan->action()));
    auto *page = new PlanPage(m_plan, this);
    m_pages->addWidget(page);
    m_pages->addWidget(m_execution);
    m_pages->addWidget(m_result);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(m_pages);
    resize(760, 600);
    connect(page, &PlanPage::confirmed, this, &PlanDialog::run);
    connect(page, &PlanPage::cancelled, this, &PlanDialog::reject);
    connect(m_execution, &ExecutionPage::finished, this, &PlanDialog::showResult);
    connect(m_result, &ResultPage::closed, this, &PlanDialog::accept);
}

void PlanDialog::run()
{
    m_pages->setCurrentWidget(m_execution);
    m_execution->start();
}

void PlanDialog::showResult()
{
    m_result->showResult(new ResultModel(m_plan, m_execution->results()));
    m_pages->setCurrentWidget(m_result);
}

void PlanDialog::reject()
{
    // Escape and the window's close button: what runs is stopped by its button, never left behind.
    if (!m_execution->isRunning())
        QDialog::reject();
}

}
