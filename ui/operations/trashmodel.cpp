// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/trashmodel.h"

#include "core/base/textsafety.h"
#include "ui/operations/operationtext.h"
#include "ui/style/humanize.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace spoolscope {

void TrashModel::setTrash(const QList<TrashedOperation> &trash, const FleetScope &scope)
{
    beginResetModel();
    m_entries.clear();
    for (const TrashedOperation &entry : trash) {
        if (scope.contains(entry.operation.header.key))
            m_entries.append(entry);
    }
    endResetModel();
}

int TrashModel::rowOf(const QString &id) const
{
    const auto found = std::ranges::find(
        m_entries, id, [](const TrashedOperation &entry) { return entry.operation.header.id; });
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

qint64 TrashModel::messages() const
{
    qint64 sum = 0;
    for (const TrashedOperation &entry : m_entries)
        sum += entry.messages;
    return sum;
}

qint64 TrashModel::bytes() const
{
    qint64 sum = 0;
    for (const TrashedOperation &entry : m_entries)
        sum += entry.bytes;
    return sum;
}

int TrashModel::rows() const
{
    return int(m_entries.size());
}

QString TrashModel::heading(int column) const
{
    static constexpr std::array names{QT_TR_NOOP("In the trash for"), QT_TR_NOOP("Server"),
        QT_TR_NOOP("Messages"), QT_TR_NOOP("Size"), QT_TR_NOOP("Reason")};
    static_assert(names.size() == ColumnCount);
    return tr(names[size_t(column)]);
}

bool TrashModel::isNumber(int column) const
{
    return column == MessagesColumn || column == SizeColumn || column == AgeColumn;
}

QString TrashModel::toolTip(int row, int column) const
{
    if (column == AgeColumn)
        return operationtext::exactTime(m_entries[row].operation.endedAt);
    if (column == SizeColumn)
        return humanize::exactSize(m_entries[row].bytes);
    return text(row, column);
}

QString TrashModel::text(int row, int column) const
{
    const TrashedOperation &entry = m_entries[row];
    const OperationHeader &header = entry.operation.header;
    switch (Column(column)) {
    case AgeColumn:
        return humanize::age(
            std::max<qint64>(1, header.time.secsTo(QDateTime::currentDateTimeUtc())));
    case ServerColumn:
        return operationtext::serverName(header);
    case MessagesColumn:
        return humanize::count(entry.messages);
    case SizeColumn:
        return humanize::size(entry.bytes);
    case ReasonColumn:
        return text::visible(header.reason);
    case ColumnCount:
        break;
    }
    return {};
}

}
