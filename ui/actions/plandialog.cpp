// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/plandialog.h"

#include "core/servers/fleet.h"
#include "ui/actions/executionpage.h"
#include "ui/actions/plandetails.h"
#include "ui/actions/planpage.h"
#include "ui/actions/plantext.h"
#include "ui/actions/resultmodel.h"
#include "ui/actions/resultpage.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QUuid>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spoolscope {

PlanDialog::PlanDialog(
    std::shared_ptr<const ActionPlan> plan, Fleet &fleet, PlanOptions options, QWidget *parent)
    : QDialog(parent)
    , m_plan(std::move(plan))
    , m_fleet(fleet)
    , m_options(std::move(options))
    , m_planId(QUuid::createUuid().toString(QUuid::WithoutBraces))
    , m_pages(new QStackedWidget(this))
    , m_execution(new ExecutionPage(
          m_plan,
          [this](size_t part, QObject *context, auto progress, auto done) {
              return startPart(part, context, std::move(progress), std::move(done));
          },
          this))
    , m_result(new ResultPage(this))
{
    setObjectName(u"planDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setWindowTitle(displayName(m_plan->action()));
    auto *page = new PlanPage(m_plan,
        {targetsOf(*m_plan, fleet), m_options.scale, m_options.notes, bool(m_options.backUp)},
        this);
    m_pages->addWidget(page);
    m_pages->addWidget(m_execution);
    m_pages->addWidget(m_result);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(m_pages);
    resize(800, 680);
    connect(page, &PlanPage::confirmed, this, &PlanDialog::run);
    connect(page, &PlanPage::cancelled, this, &PlanDialog::reject);
    connect(m_execution, &ExecutionPage::finished, this, &PlanDialog::showResult);
    connect(m_result, &ResultPage::closed, this, &PlanDialog::accept);
}

void PlanDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (std::exchange(m_options.isAgreed, false))
        run({});
}

void PlanDialog::run(const Consent &consent)
{
    m_reason = consent.reason;
    m_keepsCopy = consent.keepsCopy;
    m_messagesPerMinute = consent.messagesPerMinute;
    m_pages->setCurrentWidget(m_execution);
    m_execution->start();
}

Job *PlanDialog::startPart(size_t part, QObject *context,
    std::function<void(PartProgress)> progress, std::function<void(PartResult)> done)
{
    Server *server = m_fleet.server(m_plan->parts()[part].key.server);
    if (!server)
        return nullptr;
    OperationOrder order{.plan = m_planId, .reason = m_reason};
    order.options.messagesPerMinute = m_messagesPerMinute;
    if (m_keepsCopy)
        order.options.backUp = m_options.backUp;
    return server->execute(
        m_plan, part, std::move(order), context, std::move(progress), std::move(done));
}

void PlanDialog::showResult()
{
    m_result->showResult(new ResultModel(m_plan, m_execution->results()));
    m_pages->setCurrentWidget(m_result);
    if (m_options.scale == PlanScale::WholeQueue && m_plan->action() == Action::Trash)
        offerPurge();
    emit accounted(m_plan, m_execution->results());
}

/// The second step of deleting a whole queue.
void PlanDialog::offerPurge()
{
    if (plantext::total(m_execution->results())[size_t(Verdict::Done)] == 0)
        return;
    QPushButton *purge = m_result->addStep(actionIcon(Action::Delete), tr("Purge…"));
    purge->setObjectName(u"purgeButton"_s);
    purge->setToolTip(tr("List the queue again, then ask whether to delete it for good"));
    connect(purge, &QPushButton::clicked, this, [this] {
        emit purgeRequested(operationsOf(m_execution->results()));
        accept();
    });
}

void PlanDialog::reject()
{
    // Escape and the window's close button: what runs is stopped by its button, never left behind.
    if (!m_execution->isRunning())
        QDialog::reject();
}

QStringList operationsOf(const std::vector<PartResult> &results)
{
    QStringList ids;
    for (const PartResult &result : results) {
        if (!result.operation.isEmpty())
            ids.append(result.operation);
    }
    return ids;
}

}
