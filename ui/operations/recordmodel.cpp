// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/recordmodel.h"

#include "core/base/textsafety.h"
#include "ui/actions/plantext.h"
#include "ui/style/humanize.h"

#include <QDateTime>
#include <QLocale>

#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

void RecordModel::setRecord(std::shared_ptr<const OperationRecord> record)
{
    beginResetModel();
    m_record = std::move(record);
    endResetModel();
}

QString RecordModel::verdictText(size_t row) const
{
    const OperationHeader &header = m_record->operation.header;
    const auto verdict = row < m_record->verdicts.size() ? m_record->verdicts[row] : std::nullopt;
    if (verdict)
        return plantext::verdict(header.action, header.relation, *verdict);
    const PriorFate fate = row < m_record->fates.size() ? m_record->fates[row] : PriorFate();
    if (fate.acted)
        return plantext::verdict(header.action, header.relation, Verdict::Done);
    if (fate.actionSent)
        return tr("sent, no answer");
    return fate.held ? tr("perhaps on hold") : tr("not begun");
}

int RecordModel::rows() const
{
    return m_record ? int(m_record->messages.size()) : 0;
}

QString RecordModel::heading(int column) const
{
    static constexpr std::array names{QT_TR_NOOP("Queue ID"), QT_TR_NOOP("Sender"),
        QT_TR_NOOP("First recipient"), QT_TR_NOOP("Size"), QT_TR_NOOP("Arrived"),
        QT_TR_NOOP("Result")};
    static_assert(names.size() == ColumnCount);
    return tr(names[size_t(column)]);
}

QString RecordModel::text(int row, int column) const
{
    const PlannedMessage &message = m_record->messages[size_t(row)];
    switch (Column(column)) {
    case IdColumn:
        return message.identity.id.toString();
    case SenderColumn:
        return plantext::sender(message.identity);
    case RecipientColumn:
        return text::visible(message.recipient);
    case SizeColumn:
        return humanize::size(message.identity.size);
    case ArrivalColumn:
        return QLocale().toString(
            QDateTime::fromSecsSinceEpoch(message.identity.arrival), QLocale::ShortFormat);
    case VerdictColumn:
        return verdictText(size_t(row));
    case ColumnCount:
        break;
    }
    return {};
}

}
