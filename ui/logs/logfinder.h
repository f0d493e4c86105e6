// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logorder.h"
#include "ui/queue/latestworker.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;

namespace spoolscope {

/// Find in the lines that are shown: hidden until it is opened; Enter and F3 step on, with Shift
/// back; Escape closes. It looks on a thread of its own.
class LogFinder final : public QWidget
{
    Q_OBJECT

public:
    explicit LogFinder(QWidget *parent = nullptr);

    void open();
    void close();
    enum class Step { Here, Next, Previous };
    void find(Step step);
    bool isSettled() const { return !m_worker.isBusy(); }
    QLineEdit *needle() const { return m_needle; }

signals:
    void wanted(spoolscope::LogFinder::Step step); ///< answer it with search()
    void found(qint64 time, spoolscope::LogRef ref);
    void closed();

public slots:
    /// From `place` on, which is asked about last unless the step is Here.
    void search(const std::shared_ptr<const LogOrder> &order, size_t place,
        spoolscope::LogFinder::Step step);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    LatestWorker::Work work();
    void tell(const std::optional<std::pair<qint64, LogRef>> &answer);

    QLineEdit *m_needle;
    QLabel *m_outcome;
    std::shared_ptr<const LogOrder> m_order;
    size_t m_place = 0;
    Step m_step = Step::Here;
    LatestWorker m_worker; ///< last: waits for its thread before the rest goes
};

}
