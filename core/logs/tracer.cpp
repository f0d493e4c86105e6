// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/tracer.h"

#include "core/logs/tracefate.h"
#include "core/logs/tracenode.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace spoolscope {

namespace {

using namespace std::chrono_literals;

constexpr size_t mostHops = 256; ///< of one trace: a loop of forwarders makes fifty
constexpr size_t mostCandidates = 256; ///< with one Message-ID
constexpr qint64 stampResolution = std::chrono::microseconds(1s).count();

using Logs = Tracer::Logs;
using Place = std::pair<size_t, quint32>; ///< a log, and the number of a message in it

/// Gathers what belongs together with one message, in all directions.
class Gatherer final
{
public:
    explicit Gatherer(const Logs &logs) : m_logs(logs) { }

    void add(const Place &place)
    {
        const auto message = m_logs[place.first]->message(place.second);
        if (!message || !m_seen.insert(place).second)
            return;
        m_nodes.push_back(traceNode(place.first, *m_logs[place.first], *message));
    }
    void addRefusal(size_t log, LoggedMessage message)
    {
        m_nodes.push_back(traceNode(log, *m_logs[log], std::move(message)));
        m_nodes.back().hop.began = TraceBegin::Refusal;
        m_nodes.back().hop.ended = TraceEnd::Refused;
        m_nodes.back().hop.beginDoubt = m_nodes.back().hop.endDoubt = TraceDoubt::None;
    }
    void gather()
    {
        for (size_t i = 0; i < m_nodes.size() && m_nodes.size() < mostHops; ++i)
            addNeighbours(i);
        m_isCut = m_nodes.size() >= mostHops;
    }
    const std::set<Place> &seen() const { return m_seen; }
    Trace trace() const;

private:
    struct Edge
    {
        size_t from = 0, to = 0;
        TraceLink link = TraceLink::None;
    };

    void addNeighbours(size_t of);
    std::set<Place> candidates(const TraceNode &node) const;
    std::vector<Edge> edges() const;

    const Logs &m_logs;
    std::vector<TraceNode> m_nodes;
    std::set<Place> m_seen;
    bool m_isCut = false;
};

std::set<Place> Gatherer::candidates(const TraceNode &node) const
{
    std::set<Place> found;
    std::set<QByteArray> ids;
    for (const TraceStep &step : node.message.steps) {
        for (const LogField field :
            {LogField::NextQueueId, LogField::NewQueueId, LogField::OrigQueueId}) {
            if (const QByteArray id = step.value(field); !id.isEmpty())
                ids.insert(id);
        }
    }
    for (size_t log = 0; log < m_logs.size(); ++log) {
        for (const QByteArray &text : ids) {
            if (const auto id = QueueId::parse(text)) {
                for (const quint32 number : m_logs[log]->withQueueId(*id))
                    found.emplace(log, number);
            }
        }
        if (node.hop.messageId.isEmpty())
            continue;
        for (const quint32 number : m_logs[log]->withMessageId(node.hop.messageId, mostCandidates))
            found.emplace(log, number);
    }
    return found;
}

void Gatherer::addNeighbours(size_t of)
{
    for (const Place &place : candidates(m_nodes[of])) {
        if (m_seen.contains(place) || m_nodes.size() >= mostHops)
            continue;
        auto message = m_logs[place.first]->message(place.second);
        if (!message)
            continue;
        TraceNode node = traceNode(place.first, *m_logs[place.first], *std::move(message));
        if (linkBetween(m_nodes[of], node) == TraceLink::None
            && linkBetween(node, m_nodes[of]) == TraceLink::None)
            continue;
        m_seen.insert(place);
        m_nodes.push_back(std::move(node));
    }
}

/// At most one into each node, and no circles: what a forger links to itself has no beginning.
std::vector<Gatherer::Edge> Gatherer::edges() const
{
    std::vector<Edge> edges(m_nodes.size());
    const auto leadsBack = [&](size_t from, size_t to) {
        for (size_t at = from; edges[at].link != TraceLink::None; at = edges[at].from) {
            if (edges[at].from == to)
                return true;
        }
        return from == to;
    };
    for (size_t to = 0; to < m_nodes.size(); ++to) {
        for (size_t from = 0; from < m_nodes.size(); ++from) {
            const TraceLink link = linkBetween(m_nodes[from], m_nodes[to]);
            const bool isBetter = link != TraceLink::None
                && (edges[to].link == TraceLink::None || link < edges[to].link);
            if (isBetter && !leadsBack(from, to))
                edges[to] = {from, to, link};
        }
    }
    return edges;
}

/// Depth first from the oldest, so that each hop stands after the one it came from.
class HopOrder final
{
public:
    HopOrder(const std::vector<TraceNode> &nodes, std::vector<std::vector<size_t>> children)
        : m_nodes(nodes), m_children(std::move(children))
    {
    }
    void visit(std::vector<size_t> siblings)
    {
        std::ranges::sort(siblings, {}, [this](size_t node) { return m_nodes[node].hop.begin; });
        for (const size_t node : siblings) {
            m_order.push_back(node);
            visit(m_children[node]);
        }
    }
    const std::vector<size_t> &order() const { return m_order; }

private:
    const std::vector<TraceNode> &m_nodes;
    std::vector<std::vector<size_t>> m_children;
    std::vector<size_t> m_order;
};

/// By time; what has the same time by log, and in it as it stands there.
void addSteps(Trace &trace, const std::vector<const TraceNode *> &nodes)
{
    struct Key
    {
        qint64 time;
        qsizetype log;
        quint64 place;
        auto operator<=>(const Key &) const = default;
    };
    std::vector<std::pair<Key, TraceStep>> steps;
    QHash<size_t, qsizetype> logs; // in the order in which the message came there
    for (qsizetype hop = 0; hop < trace.hops.size(); ++hop) {
        const TraceNode &node = *nodes[size_t(hop)];
        if (!logs.contains(node.log))
            logs.insert(node.log, logs.size());
        for (TraceStep step : node.message.steps) {
            // That the client went afterwards is of no account.
            if (step.kind == LogEventKind::Disconnect && node.hop.ended != TraceEnd::GivenUp)
                continue;
            step.hop = hop;
            const Key key{step.time, logs.value(node.log), step.place};
            steps.emplace_back(key, std::move(step));
        }
    }
    std::ranges::stable_sort(steps, {}, [](const auto &step) { return step.first; });
    trace.steps.reserve(qsizetype(steps.size()));
    for (auto &step : steps)
        trace.steps.append(std::move(step.second));
}

/// The next server has the message after it came to this one, and before this one says so.
qint64 clockDifference(const TraceNode &a, const TraceNode &b)
{
    qint64 latest = a.hop.end;
    for (const TraceStep &step : a.message.steps) {
        if (isSent(step) && step.value(LogField::NextQueueId) == b.hop.queueId->bytes())
            latest = step.time;
    }
    const qint64 difference = std::max(a.hop.begin - b.hop.begin, b.hop.begin - latest);
    return difference > stampResolution ? difference : 0;
}

Trace Gatherer::trace() const
{
    const std::vector<Edge> edges = this->edges();
    std::vector<std::vector<size_t>> children(m_nodes.size());
    std::vector<size_t> roots;
    for (size_t node = 0; node < m_nodes.size(); ++node)
        (edges[node].link == TraceLink::None ? roots : children[edges[node].from]).push_back(node);
    HopOrder order(m_nodes, std::move(children));
    order.visit(roots);

    Trace trace;
    trace.isCut = m_isCut;
    std::vector<const TraceNode *> nodes;
    std::vector<qsizetype> hopOf(m_nodes.size());
    for (const size_t node : order.order()) {
        hopOf[node] = trace.hops.size();
        TraceHop hop = m_nodes[node].hop;
        if (edges[node].link != TraceLink::None) {
            const TraceNode &before = m_nodes[edges[node].from];
            hop.from = hopOf[edges[node].from];
            hop.link = edges[node].link;
            if (before.log != m_nodes[node].log
                || before.message.host != m_nodes[node].message.host)
                trace.clockDifference
                    = std::max(trace.clockDifference, clockDifference(before, m_nodes[node]));
        }
        trace.hops.append(std::move(hop));
        nodes.push_back(&m_nodes[node]);
    }
    addSteps(trace, nodes);
    trace.recipients = traceRecipients(trace.hops, nodes);
    return trace;
}

}

Tracer::Tracer(Logs logs) : m_logs(std::move(logs))
{
}

TraceAnswer Tracer::trace(const TraceQuery &query, size_t most) const
{
    TraceAnswer answer;
    std::vector<Place> places;
    for (size_t log = 0; log < m_logs.size(); ++log) {
        bool isAll = true;
        std::vector<quint32> found;
        if (query.subject == TraceQuery::Subject::QueueId)
            found = m_logs[log]->withQueueId(*query.queueId);
        else if (query.subject == TraceQuery::Subject::MessageId)
            found = m_logs[log]->withMessageId(query.text, most);
        else
            found = m_logs[log]->find(query, most, isAll);
        answer.isAll = answer.isAll && isAll;
        for (const quint32 number : found)
            places.emplace_back(log, number);
    }
    std::set<Place> done;
    for (const Place &place : places) {
        if (done.contains(place))
            continue;
        Gatherer gatherer(m_logs);
        gatherer.add(place);
        gatherer.gather();
        done.insert(gatherer.seen().begin(), gatherer.seen().end());
        if (Trace trace = gatherer.trace(); !trace.hops.isEmpty())
            answer.traces.append(std::move(trace));
    }
    addRefusals(query, most, answer);
    std::ranges::stable_sort(
        answer.traces, std::greater(), [](const Trace &trace) { return trace.hops.first().begin; });
    if (size_t(answer.traces.size()) > most) {
        answer.traces.resize(qsizetype(most));
        answer.isAll = false;
    }
    return answer;
}

void Tracer::addRefusals(const TraceQuery &query, size_t most, TraceAnswer &answer) const
{
    for (size_t log = 0; log < m_logs.size(); ++log) {
        bool isAll = true;
        for (LoggedMessage &refusal : m_logs[log]->refusals(query, most, isAll)) {
            Gatherer gatherer(m_logs);
            gatherer.addRefusal(log, std::move(refusal));
            answer.traces.append(gatherer.trace());
        }
        answer.isAll = answer.isAll && isAll;
    }
}

}
