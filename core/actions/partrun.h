// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/batchsender.h"
#include "core/actions/partaccount.h"
#include "core/actions/planexecutor.h"

#include <memory>

namespace spoolscope {

/// One part of a plan being carried out, once: the steps and their order. What executePart()
/// promises is kept here.
class PartRun final
{
public:
    PartRun(Action action, const PlanPart &part, const TransportSource &source,
        PartRecorder &recorder, std::stop_token stop,
        const std::function<void(const PartProgress &)> &progress, const ExecutionOptions &options);

    PartResult carryOut();
    PartResult account(); ///< looks and changes nothing; for accountForPart()

private:
    using Rows = PartAccount::Rows;

    bool connect();
    bool hold();
    bool verify();
    bool releaseStrangers(const Rows &rows);
    bool backUp(Rows &rows);
    void act();
    void reconcile();

    bool send(PlanStep step, BatchVerb verb, const Rows &rows);
    Result<Sightings> lookAgain();
    void report(PlanStep step, qint64 done, qint64 total = 0);

    const Action m_action;
    const PlanPart &m_part;
    const TransportSource &m_source;
    PartRecorder &m_recorder;
    const std::stop_token m_stop;
    const std::function<void(const PartProgress &)> &m_progress;
    const ExecutionOptions &m_options;
    std::shared_ptr<Transport> m_transport;
    PartAccount m_account;
    BatchSender m_sender;
};

}
