// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/jobs/jobstrip.h"

#include "core/base/textsafety.h"
#include "core/jobs/job.h"
#include "ui/style/dimmedlabel.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"
#include "ui/style/thinsplitter.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 400; ///< ms a job runs before it is worth a line
constexpr size_t shownJobs = 3;

}

class JobRow final : public QWidget
{
    Q_OBJECT

public:
    JobRow(Job *job, const QString &server, QWidget *parent) : QWidget(parent), m_job(job)
    {
        auto *title = plaintext::makeLabel(this,
            server.isEmpty() ? text::visible(job->title())
                             : tr("%1: %2").arg(text::isolated(text::visible(server)),
                                   text::visible(job->title())));
        m_bar = new QProgressBar(this);
        m_bar->setTextVisible(false);
        m_bar->setFixedSize(160, 8);
        m_numbers = new DimmedLabel;
        m_stop = new QToolButton(this);
        m_stop->setAutoRaise(true);
        m_stop->setIcon(themedIcon(u"dialog-cancel"_s));
        m_stop->setIconSize({16, 16});
        m_stop->setToolTip(tr("Stop"));
        m_stop->setAccessibleName(tr("Stop %1").arg(title->text()));
        connect(m_stop, &QToolButton::clicked, job, &Job::cancel);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(12, 0, 8, 0);
        row->setSpacing(12);
        row->addWidget(title);
        row->addWidget(m_bar);
        row->addWidget(m_numbers, 1);
        row->addWidget(m_stop);
        update();
    }

    void update()
    {
        if (!m_job)
            return;
        const JobProgress progress = m_job->progress();
        const qint64 elapsed = m_job->elapsed();
        const bool isMeasured = progress.total && *progress.total > 0;
        m_bar->setRange(0, isMeasured ? 1000 : 0);
        if (isMeasured)
            m_bar->setValue(int(progress.done * 1000 / *progress.total));
        QStringList parts;
        if (m_job->isCancelRequested())
            parts += tr("stopping…");
        if (progress.done > 0) {
            parts += isMeasured ? tr("%1 of %2 %3")
                                      .arg(humanize::count(progress.done),
                                          humanize::count(*progress.total), progress.unit)
                                : tr("%1 %2").arg(humanize::count(progress.done), progress.unit);
            if (elapsed > 1000)
                parts += humanize::rate(double(progress.done) * 1000 / double(elapsed));
        }
        parts += humanize::elapsed(elapsed);
        m_numbers->setText(parts.join(u" · "_s));
        m_stop->setEnabled(!m_job->isCancelRequested());
    }

private:
    QPointer<Job> m_job;
    QProgressBar *m_bar;
    QLabel *m_numbers;
    QToolButton *m_stop;
};

JobStrip::JobStrip(const Fleet &fleet, QWidget *parent)
    : QWidget(parent), m_fleet(fleet), m_column(new QVBoxLayout(this)), m_more(new DimmedLabel)
{
    m_column->setContentsMargins(0, 0, 0, 4);
    m_column->setSpacing(0);
    m_column->addWidget(new Hairline);
    m_column->addSpacing(4);
    m_more->setContentsMargins(12, 0, 8, 0);
    m_column->addWidget(m_more);
    m_tick.setInterval(200);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        for (JobRow *row : m_rows)
            row->update();
    });
    connect(&fleet, &Fleet::jobStarted, this, &JobStrip::watch);
    arrange();
}

void JobStrip::watch(Job *job)
{
    QTimer::singleShot(patience, job, [this, job] {
        if (job->state() != JobState::Running)
            return;
        const Server *server = m_fleet.server(job->server());
        auto *row = new JobRow(job, server ? server->name() : QString(), this);
        m_column->insertWidget(m_column->count() - 1, row);
        m_rows.push_back(row);
        const auto leave = [this, row = QPointer(row)] {
            if (!row || !std::ranges::contains(m_rows, row.data()))
                return;
            std::erase(m_rows, row.data());
            row->hide();
            row->deleteLater();
            arrange();
        };
        connect(job, &Job::finished, row, leave);
        connect(job, &QObject::destroyed, row, leave);
        arrange();
    });
}

void JobStrip::arrange()
{
    for (size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i]->setVisible(i < shownJobs);
    const qint64 hidden = qint64(m_rows.size()) - qint64(shownJobs);
    m_more->setText(tr("%n more running", nullptr, int(std::max<qint64>(0, hidden))));
    m_more->setVisible(hidden > 0);
    setVisible(!m_rows.empty());
    if (m_rows.empty())
        m_tick.stop();
    else
        m_tick.start();
}

}

#include "jobstrip.moc"
