// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/resultmodel.h"

#include "core/base/textsafety.h"
#include "ui/actions/plantext.h"

#include <QDateTime>
#include <QIODevice>
#include <QTimeZone>

#include <array>

using namespace Qt::StringLiterals;

namespace spoolscope {

ResultModel::ResultModel(
    std::shared_ptr<const ActionPlan> plan, std::vector<PartResult> results, QObject *parent)
    : RowsModel(parent), m_plan(std::move(plan)), m_results(std::move(results))
{
    m_results.resize(m_plan->parts().size());
    size_t end = 0;
    for (const PlanPart &part : m_plan->parts())
        m_partEnds.push_back(end += part.messages.size());
}

ResultModel::Entry ResultModel::entry(int row) const
{
    const auto end = std::ranges::upper_bound(m_partEnds, size_t(row));
    const auto index = size_t(end - m_partEnds.begin());
    const PlanPart &part = m_plan->parts()[index];
    const size_t message = size_t(row) - (*end - part.messages.size());
    const std::vector<Verdict> &verdicts = m_results[index].verdicts;
    return {part, part.messages[message],
        message < verdicts.size() ? verdicts[message] : Verdict::Untouched};
}

int ResultModel::rows() const
{
    return m_partEnds.empty() ? 0 : int(m_partEnds.back());
}

QString ResultModel::heading(int column) const
{
    static constexpr std::array names{QT_TR_NOOP("Server"), QT_TR_NOOP("Queue ID"),
        QT_TR_NOOP("Sender"), QT_TR_NOOP("First recipient"), QT_TR_NOOP("Result")};
    static_assert(names.size() == ColumnCount);
    return tr(names[size_t(column)]);
}

QVariant ResultModel::data(const QModelIndex &index, int role) const
{
    if (role == VerdictRole && index.isValid())
        return int(entry(index.row()).verdict);
    return RowsModel::data(index, role);
}

QString ResultModel::text(int row, int column) const
{
    const Entry entry = this->entry(row);
    switch (Column(column)) {
    case ServerColumn:
        return plantext::partName(entry.part);
    case IdColumn:
        return entry.message.identity.id.toString();
    case SenderColumn:
        return plantext::sender(entry.message.identity);
    case RecipientColumn:
        return text::visible(entry.message.recipient);
    case VerdictColumn:
        return plantext::verdict(m_plan->action(), m_plan->relation(), entry.verdict);
    case ColumnCount:
        break;
    }
    return {};
}

bool ResultModel::writeCsv(QIODevice &device) const
{
    constexpr qsizetype blockSize = 1 << 18;
    QByteArray block
        = "server,instance,queue_id,arrival,size,sender,recipient,recipients,action,result\r\n";
    const QByteArray action = toString(m_plan->action()).toUtf8();
    const int rows = rowCount();
    for (int row = 0; row < rows; ++row) {
        const Entry entry = this->entry(row);
        const MessageIdentity &identity = entry.message.identity;
        const QByteArrayList fields{
            text::csvField(entry.part.serverName.toUtf8()),
            text::csvField(entry.part.instance.name),
            identity.id.toByteArray(),
            QDateTime::fromSecsSinceEpoch(identity.arrival, QTimeZone::UTC)
                .toString(Qt::ISODate)
                .toLatin1(),
            QByteArray::number(identity.size),
            text::csvField(identity.sender),
            text::csvField(entry.message.recipient),
            QByteArray::number(entry.message.recipientCount),
            action,
            toString(entry.verdict).toUtf8(),
        };
        block += fields.join(',') + "\r\n";
        if (block.size() < blockSize && row + 1 < rows)
            continue;
        if (device.write(block) != block.size())
            return false;
        block.clear();
    }
    return block.isEmpty() || device.write(block) == block.size();
}

}
