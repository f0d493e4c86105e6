// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/executionpage.h"

#include "core/jobs/job.h"
#include "ui/actions/plantext.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr int linesPerRow = 3; // words, bar, space

}

ExecutionPage::ExecutionPage(
    std::shared_ptr<const ActionPlan> plan, Starter starter, QWidget *parent)
    : QWidget(parent)
    , m_plan(std::move(plan))
    , m_starter(std::move(starter))
    , m_results(m_plan->parts().size())
    , m_open(m_plan->parts().size())
    , m_stop(new QPushButton(themedIcon(u"dialog-cancel"_s), tr("Stop"), this))
    , m_note(plaintext::makeLabel(this))
{
    QLabel *heading = plaintext::makeLabel(this, plantext::runningHeading(*m_plan));
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    heading->setWordWrap(true);

    auto *rows = new QWidget(this);
    auto *grid = new QGridLayout(rows);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    for (const PlanPart &part : m_plan->parts())
        addRow(grid, part);
    grid->setRowStretch(int(m_rows.size()) * linesPerRow, 1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(rows);

    m_stop->setObjectName(u"stopButton"_s);
    m_stop->setAutoDefault(false);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_note, 1);
    bottom->addWidget(m_stop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(16);
    layout->addWidget(heading);
    layout->addWidget(scroll, 1);
    layout->addLayout(bottom);
    connect(m_stop, &QPushButton::clicked, this, &ExecutionPage::stop);
    connect(&m_ticker, &QTimer::timeout, this, &ExecutionPage::showNote);
}

void ExecutionPage::addRow(QGridLayout *grid, const PlanPart &part)
{
    Row row;
    QLabel *name = plaintext::makeLabel(this, plantext::partName(part));
    name->setMaximumWidth(name->fontMetrics().averageCharWidth() * 32);
    name->setToolTip(plaintext::toolTip(name->text()));
    row.step = plaintext::makeLabel(this, tr("Waiting"));
    row.step->setForegroundRole(QPalette::PlaceholderText);
    row.bar = new QProgressBar(this);
    row.bar->setTextVisible(false);
    row.bar->setFixedHeight(8);
    row.bar->setRange(0, 1);
    row.bar->setAccessibleName(tr("Progress on %1").arg(name->text()));
    const int line = int(m_rows.size()) * linesPerRow;
    grid->addWidget(name, line, 0);
    grid->addWidget(row.step, line, 1, Qt::AlignRight);
    grid->addWidget(row.bar, line + 1, 0, 1, 2);
    grid->setRowMinimumHeight(line + 2, 8);
    m_rows.push_back(row);
}

void ExecutionPage::start()
{
    if (std::exchange(m_isStarted, true))
        return;
    m_clock.start();
    m_ticker.start(std::chrono::seconds(1));
    showNote();
    for (size_t part = 0; part < m_rows.size(); ++part)
        startPart(part);
}

void ExecutionPage::showNote()
{
    m_note->setText(tr("%1 · %2", "elapsed time, note")
            .arg(humanize::elapsed(m_clock.elapsed()),
                m_stop->isEnabled() ? tr("Stop takes effect after the current batch.")
                                    : tr("Stopping after the current batch…")));
}

void ExecutionPage::startPart(size_t part)
{
    const PlanPart &planned = m_plan->parts()[part];
    // Endings are queued: finished() must not come from within start().
    const auto endLater = [this, part](PartResult result) {
        QMetaObject::invokeMethod(
            this, [this, part, result = std::move(result)] { end(part, result); },
            Qt::QueuedConnection);
    };
    if (const QString why = m_plan->obstacle(planned); !why.isEmpty()) {
        endLater(untouched(part, ErrorKind::Permission, why));
        return;
    }
    Job *job = m_starter(
        part, this, [this, part](const PartProgress &progress) { showProgress(part, progress); },
        [this, part](PartResult result) { end(part, std::move(result)); });
    if (!job) {
        endLater(untouched(part, ErrorKind::NotFound,
            tr("%1 is not in the list of servers any more.").arg(planned.serverName)));
        return;
    }
    m_rows[part].job = job;
    // A server taken out of the list takes its jobs with it, and their answers.
    connect(job, &QObject::destroyed, this, [this, part] {
        PartResult lost;
        lost.verdicts.assign(m_plan->parts()[part].messages.size(), Verdict::Unknown);
        lost.error = Error{ErrorKind::OutcomeUnknown,
            tr("The server was taken out of the list while this was under way.")};
        end(part, std::move(lost));
    });
}

void ExecutionPage::showProgress(size_t part, const PartProgress &progress)
{
    Row &row = m_rows[part];
    if (row.isDone)
        return;
    row.step->setText(plantext::step(m_plan->action(), progress));
    // Bars count in int; a part of more than that has no finer steps to lose.
    const qint64 scale = std::max<qint64>(1, progress.total / (1 << 24) + 1);
    const bool isCounted = progress.total > 0;
    row.bar->setRange(0, isCounted ? int(progress.total / scale) : 0);
    row.bar->setValue(isCounted ? int(progress.done / scale) : 0);
}

void ExecutionPage::end(size_t part, PartResult result)
{
    Row &row = m_rows[part];
    if (std::exchange(row.isDone, true))
        return;
    m_results[part] = std::move(result);
    const plantext::Counts counts = plantext::total({m_results[part]});
    const double share
        = double(counts[size_t(Verdict::Done)] + counts[size_t(Verdict::AlreadyGone)])
        / double(std::max<size_t>(1, m_plan->parts()[part].messages.size()));
    row.bar->setRange(0, 1000);
    row.bar->setValue(int(share * 1000));
    row.step->setText(plantext::headline(m_plan->action(), m_plan->relation(), counts));
    if (--m_open == 0) {
        m_ticker.stop();
        emit finished();
    }
}

void ExecutionPage::stop()
{
    m_stop->setEnabled(false);
    showNote();
    for (const Row &row : m_rows) {
        if (row.job && !row.isDone)
            row.job->cancel();
    }
}

PartResult ExecutionPage::untouched(size_t part, ErrorKind kind, const QString &why) const
{
    PartResult result;
    result.verdicts.assign(m_plan->parts()[part].messages.size(), Verdict::Untouched);
    result.error = Error{kind, why};
    return result;
}

}
