// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/trace/tracemodel.h"

#include "core/logs/tracetext.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qint64 second = 1'000'000; ///< microseconds

QDateTime local(qint64 time)
{
    return QDateTime::fromMSecsSinceEpoch(time / 1000);
}

QString place(const TraceHop &hop)
{
    const QString id = hop.queueId ? hop.queueId->toString() : QString();
    return QStringList{tracetext::place(hop), id}.join(u' ').trimmed();
}

}

void TraceModel::setTrace(Trace trace)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_hasFractions = std::ranges::any_of(
        m_trace.steps, [](const TraceStep &step) { return step.time % second != 0; });
    m_hasDays = !m_trace.steps.isEmpty()
        && local(m_trace.steps.first().time).date() != local(m_trace.steps.last().time).date();
    endResetModel();
}

QVariant TraceModel::data(const QModelIndex &index, int role) const
{
    if (role != ReplyRole && role != MeaningRole)
        return RowsModel::data(index, role);
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || index.column() != What)
        return {};
    const TraceStep &step = m_trace.steps[index.row()];
    if (role == ReplyRole)
        return tracetext::stepText(step).reply;
    const auto meaning = meaningOf(step);
    return meaning ? QVariant(int(*meaning)) : QVariant();
}

QString TraceModel::heading(int column) const
{
    switch (column) {
    case Time:
        return tr("Time");
    case Delta:
        return tr("After");
    case Where:
        return tr("Where");
    default:
        return tr("What happened");
    }
}

QString TraceModel::delta(int row) const
{
    return row == 0 ? QString()
                    : tracetext::deltaText(m_trace.steps[row].time - m_trace.steps[row - 1].time);
}

QString TraceModel::text(int row, int column) const
{
    const TraceStep &step = m_trace.steps[row];
    switch (column) {
    case Time: {
        const QString clock = m_hasFractions ? u"HH:mm:ss.zzz"_s : u"HH:mm:ss"_s;
        return local(step.time).toString(m_hasDays ? u"MM-dd "_s + clock : clock);
    }
    case Delta:
        return delta(row);
    case Where:
        return place(m_trace.hops[step.hop]);
    default:
        return tracetext::stepText(step).what;
    }
}

QString TraceModel::toolTip(int row, int column) const
{
    const TraceStep &step = m_trace.steps[row];
    if (column == Time)
        return tracetext::timeText(step.time);
    if (column != What)
        return text(row, column);
    const tracetext::StepText words = tracetext::stepText(step);
    return words.reply.isEmpty() ? words.what : words.what + u'\n' + words.reply;
}

std::optional<colours::Meaning> meaningOf(RecipientFate fate)
{
    using colours::Meaning;
    switch (fate) {
    case RecipientFate::Sent:
    case RecipientFate::Probed:
        return Meaning::Ok;
    case RecipientFate::Deferred:
    case RecipientFate::Held:
        return Meaning::Warning;
    case RecipientFate::Bounced:
    case RecipientFate::Expired:
    case RecipientFate::Refused:
    case RecipientFate::Deleted:
    case RecipientFate::Discarded:
        return Meaning::Critical;
    case RecipientFate::Waiting:
    case RecipientFate::Unknown:
        break;
    }
    return std::nullopt;
}

std::optional<colours::Meaning> meaningOf(const TraceStep &step)
{
    using colours::Meaning;
    switch (step.kind) {
    case LogEventKind::Delivery: {
        const QByteArray status = step.value(LogField::Status);
        if (status == "sent" || status.startsWith("deliverable"))
            return Meaning::Ok;
        return status == "deferred" || status == "SOFTBOUNCE" ? Meaning::Warning
                                                              : Meaning::Critical;
    }
    case LogEventKind::DeliveryTrouble:
    case LogEventKind::Hold:
    case LogEventKind::Held:
    case LogEventKind::Trouble:
        return Meaning::Warning;
    case LogEventKind::Reject:
    case LogEventKind::MilterReject:
    case LogEventKind::ProxyReject:
    case LogEventKind::Discard:
    case LogEventKind::Expired:
    case LogEventKind::LostConnection:
    case LogEventKind::Timeout:
    case LogEventKind::TooManyErrors:
        return Meaning::Critical;
    case LogEventKind::Removed:
        return step.daemon == LogDaemon::Qmgr ? std::nullopt : std::optional(Meaning::Critical);
    default:
        return std::nullopt;
    }
}

}
