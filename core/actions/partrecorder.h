// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/verdict.h"
#include "core/base/result.h"

#include <QByteArrayList>

#include <span>

namespace spoolscope {

enum class PlanStep { Holding, Verifying, BackingUp, Releasing, Acting, Reconciling };

/// Is told of every step of a part, on the thread that carries it out. No record, no action: an
/// error from sending() keeps the batch from being sent, and any error stops the part.
/// Rows count the planned messages from 0, in ascending order.
class PartRecorder
{
public:
    virtual ~PartRecorder() = default;

    /// `command`: hold, release, delete, requeue, expire or retry.
    virtual Result<void> sending(
        PlanStep step, const QString &command, std::span<const size_t> rows)
        = 0;
    struct Answer
    {
        std::vector<size_t> done; ///< rows for which the server printed its line
        int exitCode = -1; ///< -1: the link was lost behind what is here
        QByteArrayList unexpected;
    };
    virtual Result<void> answered(PlanStep step, const Answer &answer) = 0;
    struct Verification
    {
        std::vector<size_t> same; ///< in hold, and still the planned message
        std::vector<size_t> changed; ///< another message has the ID now
        std::vector<size_t> missing; ///< not listed
    };
    virtual Result<void> verified(const Verification &verification) = 0;

protected:
    PartRecorder() = default;
    Q_DISABLE_COPY_MOVE(PartRecorder)
};

QString toString(PlanStep step); ///< stable: hold, verify, back-up, release, act, reconcile

}
