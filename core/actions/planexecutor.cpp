// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/planexecutor.h"

#include "core/actions/partrun.h"

using namespace Qt::StringLiterals;

namespace spoolscope {

std::array<qint64, verdictCount> PartResult::counts() const
{
    std::array<qint64, verdictCount> counts = {};
    for (const Verdict verdict : verdicts)
        ++counts[size_t(verdict)];
    return counts;
}

PartResult executePart(Action action, const PlanPart &part, const TransportSource &source,
    PartRecorder &recorder, std::stop_token stop,
    const std::function<void(const PartProgress &)> &progress, const ExecutionOptions &options)
{
    return PartRun(action, part, source, recorder, std::move(stop), progress, options).carryOut();
}

namespace {

class NoRecorder final : public PartRecorder
{
public:
    Result<void> sending(PlanStep, const QString &, std::span<const size_t>) override
    {
        return failure(ErrorKind::InvalidInput, u"nothing is to be sent"_s);
    }
    Result<void> answered(PlanStep, const Answer &) override { return {}; }
    Result<void> verified(const Verification &) override { return {}; }
};

}

PartResult accountForPart(
    Action action, const PlanPart &part, const TransportSource &source, std::stop_token stop)
{
    NoRecorder nothing;
    const ExecutionOptions options;
    const std::function<void(const PartProgress &)> progress;
    return PartRun(action, part, source, nothing, std::move(stop), progress, options).account();
}

QString toString(PlanStep step)
{
    switch (step) {
    case PlanStep::Holding:
        return u"hold"_s;
    case PlanStep::Verifying:
        return u"verify"_s;
    case PlanStep::BackingUp:
        return u"back-up"_s;
    case PlanStep::Releasing:
        return u"release"_s;
    case PlanStep::Acting:
        return u"act"_s;
    case PlanStep::Reconciling:
        return u"reconcile"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

}
