// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/toplistmodel.h"

#include "core/base/textsafety.h"
#include "ui/style/humanize.h"
#include "ui/traffic/trafficwords.h"

namespace spoolscope {

using namespace Qt::StringLiterals;

/// Where only the numbers changed, whoever looks at it sees no more than that.
void TopListModel::setList(TopList list, const TopSketch &top)
{
    std::vector<TopEntry> entries = top.top(mostRows);
    // Those of which there is only the other count: a domain that got nothing yet.
    for (TopEntry &entry : top.top(mostRows, &TopEntry::second))
        if (entry.count == 0 && entries.size() < mostRows)
            entries.push_back(std::move(entry));
    if (list == m_list && entries.size() == m_entries.size()) {
        m_entries = std::move(entries);
        if (!m_entries.empty())
            emit dataChanged(index(0, 0), index(rows() - 1, columns() - 1));
        return;
    }
    beginResetModel();
    m_list = list;
    m_entries = std::move(entries);
    endResetModel();
}

int TopListModel::columns() const
{
    return trafficwords::secondOf(m_list).isEmpty() ? 2 : 3;
}

QString TopListModel::heading(int column) const
{
    if (column == 0)
        return trafficwords::titleOf(m_list);
    return column == 1 ? trafficwords::countOf(m_list) : trafficwords::secondOf(m_list);
}

QString TopListModel::text(int row, int column) const
{
    const TopEntry &entry = m_entries[size_t(row)];
    if (column == 0)
        return text::visible(entry.text);
    return humanize::count(qint64(column == 1 ? entry.count : entry.second));
}

QString TopListModel::toolTip(int row, int column) const
{
    const TopEntry &entry = m_entries[size_t(row)];
    QStringList lines{text(row, column)};
    if (column == 0 && entry.bytes > 0)
        lines.append(humanize::exactSize(qint64(entry.bytes)));
    if (column == 0 && entry.count > 0 && entry.delay > 0)
        lines.append(tr("%1 s on the average, %2 s at most")
                .arg(double(entry.delay) / 1000 / double(entry.count), 0, 'f', 1)
                .arg(double(entry.longest) / 1000, 0, 'f', 1));
    if (entry.missed > 0)
        lines.append(tr("There were too many to keep all: it may be up to %1 more.")
                .arg(humanize::count(qint64(entry.missed))));
    return lines.join(u'\n');
}

}
