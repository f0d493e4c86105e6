// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/autorefresh.h"

#include "core/postfix/queuedepth.h"
#include "core/servers/refreshpace.h"
#include "core/transport/remotecommand.h"
#include "core/transport/transport.h"

#include <QDateTime>

namespace spoolscope {

using namespace std::chrono_literals;

namespace {

constexpr auto lookEvery = 2s;
/// A server that has been silent for so long is not asked for more than it owes.
constexpr auto silentFor = 15s;

std::chrono::milliseconds sinceOr(const QElapsedTimer &timer, std::chrono::milliseconds otherwise)
{
    return timer.isValid() ? std::chrono::milliseconds(timer.elapsed()) : otherwise;
}

Result<QueueDepths> countQueues(
    Transport &transport, const Instance &instance, const std::stop_token &stop)
{
    const auto answer = run(transport, countQueuesCommand(instance), stop);
    if (!answer)
        return std::unexpected(answer.error());
    return parseDepths(answer->output);
}

}

AutoRefresh::AutoRefresh(InstanceQueues &queues, InstanceQueues::StartJob startJob)
    : m_queues(queues), m_startJob(std::move(startJob))
{
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &AutoRefresh::look);
    connect(&queues, &InstanceQueues::snapshotChanged, this, [this](const InstanceKey &key) {
        if (const InstanceStatus *status = m_queues.find(key); status && !status->listing)
            m_states[key].sinceListing.start();
    });
}

void AutoRefresh::start(std::shared_ptr<Transport> transport)
{
    m_transport = std::move(transport);
    if (!m_timer.isActive())
        m_timer.start();
}

void AutoRefresh::stop()
{
    m_timer.stop();
    m_transport.reset();
}

void AutoRefresh::look()
{
    if (m_transport->silence() >= silentFor)
        return;
    for (const InstanceStatus &status : m_queues.all())
        lookAt(status);
}

void AutoRefresh::lookAt(const InstanceStatus &status)
{
    State &state = m_states[status.key];
    if (status.listing || state.counting)
        return;
    if (status.rights.countQueues
        && sinceOr(state.sinceCount, refreshpace::longest)
            >= refreshpace::pauseAfterCount(state.countCost)) {
        count(status, state);
        return;
    }
    const refreshpace::Look known{.sinceListing = sinceOr(state.sinceListing, 0ms),
        .listingCost = status.listingCost,
        .hasCounts = status.rights.countQueues,
        .hasChanged = status.counted && status.counted->isNews};
    if (refreshpace::isListingDue(known))
        m_queues.list(status.key, m_transport, InstanceQueues::Manner::Quiet);
}

void AutoRefresh::count(const InstanceStatus &status, State &state)
{
    const auto depths = std::make_shared<std::optional<QueueDepths>>();
    const InstanceKey key = status.key;
    state.counting = m_startJob(tr("Counting the queue"),
        [depths, transport = m_transport, instance = status.instance](
            Job::Context &context) -> Result<void> {
            auto counted = countQueues(*transport, instance, context.stop());
            if (!counted)
                return std::unexpected(counted.error());
            *depths = std::move(*counted);
            return {};
        });
    connect(state.counting, &Job::finished, this,
        [this, key, job = state.counting, depths] { counted(key, job, *depths); });
}

void AutoRefresh::counted(
    const InstanceKey &key, Job *job, const std::optional<QueueDepths> &depths)
{
    State &state = m_states[key];
    if (state.counting != job)
        return;
    state.counting = nullptr;
    state.countCost = std::chrono::milliseconds(job->elapsed());
    state.sinceCount.start();
    if (depths)
        m_queues.setCounted(key, *depths, QDateTime::currentMSecsSinceEpoch() - job->elapsed());
}

}
