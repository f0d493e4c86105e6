// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "console.h"

#include "core/queue/queuesnapshot.h"
#include "core/queue/snapshotfacts.h"

#include <functional>
#include <memory>

namespace spoolscope::ctl {

struct Call;
struct Target;

/// Takes the rows that were asked for, as they are published.
class RowSink
{
public:
    virtual ~RowSink() = default;
    virtual void take(const QueueSnapshot &snapshot, QueueSnapshot::Row row) = 0;

protected:
    RowSink() = default;
    Q_DISABLE_COPY_MOVE(RowSink)
};

/// The facts are null where it was not asked where messages came from (wantsOrigins()).
using MakeSink = std::function<std::unique_ptr<RowSink>(
    const QueueSnapshot &, const std::shared_ptr<const SnapshotFacts> &)>;

/// Lists one instance and gives its sink the rows that --where lets through; where origins are
/// asked for, once these are read. Says what was wrong with the listing, which is Incomplete then.
ExitCode listInto(const Call &call, const Target &target, const MakeSink &makeSink);

}
