// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/recordmodel.h"

#include "core/base/textsafety.h"
#include "ui/actions/plantext.h"
#include "ui/style/humanize.h"

#include <QDateTime>
#include <QFontDatabase>
#include <QLocale>

namespace spoolscope {

using namespace Qt::StringLiterals;

void RecordModel::setRecord(std::shared_ptr<const OperationRecord> record)
{
    beginResetModel();
    m_record = std::move(record);
    endResetModel();
}

int RecordModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_record ? 0 : int(m_record->messages.size());
}

int RecordModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
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

QVariant RecordModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role == Qt::FontRole && index.column() == IdColumn)
        return QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (role == Qt::TextAlignmentRole && index.column() == SizeColumn)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const auto row = size_t(index.row());
    const PlannedMessage &message = m_record->messages[row];
    switch (Column(index.column())) {
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
        return verdictText(row);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant RecordModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case IdColumn:
        return tr("Queue ID");
    case SenderColumn:
        return tr("Sender");
    case RecipientColumn:
        return tr("First recipient");
    case SizeColumn:
        return tr("Size");
    case ArrivalColumn:
        return tr("Arrived");
    case VerdictColumn:
        return tr("Result");
    case ColumnCount:
        break;
    }
    return {};
}

}
