// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/groups/groupmodel.h"

#include "core/queue/grouprows.h"

#include <QDateTime>

#include <algorithm>

namespace spoolscope {

namespace {

MessageKey keyOf(const GroupCounts &counts, RowRef ref)
{
    const QueueSource &source = (*counts.sources)[ref.source];
    return {source.key, source.snapshot->id(ref.row), source.snapshot->arrival(ref.row)};
}

}

GroupModel::GroupModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_arrangement(std::make_shared<const GroupArrangement>())
    , m_now(QDateTime::currentSecsSinceEpoch())
{
}

// --- taking an arrangement ---

int GroupModel::rowsOf(const GroupArrangement &groups)
{
    const bool hasRest = groups.groups.size() < groups.counts->groups.size();
    return int(groups.groups.size()) + (hasRest ? 1 : 0);
}

/// The open groups as they will be; those that are gone are left out.
GroupModel::OpenGroups GroupModel::inNext(const GroupArrangement &next) const
{
    OpenGroups open;
    for (const auto &[id, group] : m_open) {
        const int row = movedRow(group.row, next);
        if (row < 0)
            continue;
        const QueueGroup &counted = next.counts->groups[next.groups[size_t(row)]];
        OpenGroup &moved = open[id];
        moved = {.value = counted.value, .row = row, .shown = group.shown};
        moved.messages = next.messages.value(groupName(next.counts->key, counted.value));
        moved.hasMore = !moved.messages.empty() && qint64(moved.messages.size()) < counted.messages;
    }
    return open;
}

/// New rows come first, empty, and leaving ones go last: in between every old and new row has an
/// index, so that the current one can follow what it stands for.
void GroupModel::setArrangement(const std::shared_ptr<const GroupArrangement> &next)
{
    const bool isOtherKey = next->counts->key != counts().key;
    const int rows = rowsOf(*next);
    if (isOtherKey) {
        beginResetModel();
        m_open.clear();
        m_arrangement = next;
        m_shown = rows;
        endResetModel();
        return;
    }
    OpenGroups open = inNext(*next);
    makeRoom(rows, open);
    for (auto &[id, group] : open)
        group.shown = m_open[id].shown;
    permute(next, std::move(open));
    dropRoom(rows);
}

void GroupModel::makeRoom(int rows, const OpenGroups &next)
{
    if (rows > m_shown) {
        beginInsertRows({}, m_shown, rows - 1);
        m_shown = rows;
        endInsertRows();
    }
    for (const auto &[id, group] : next) {
        const int wanted = int(group.messages.size()) + (group.hasMore ? 1 : 0);
        OpenGroup &known = m_open[id];
        if (wanted <= known.shown)
            continue;
        beginInsertRows(createIndex(known.row, 0, quintptr(0)), known.shown, wanted - 1);
        known.shown = wanted;
        endInsertRows();
    }
}

void GroupModel::permute(const std::shared_ptr<const GroupArrangement> &next, OpenGroups open)
{
    emit layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    for (const QModelIndex &index : before)
        after.append(moved(index, *next, open));
    m_arrangement = next;
    m_open = std::move(open);
    changePersistentIndexList(before, after);
    emit layoutChanged({}, VerticalSortHint);
}

void GroupModel::dropRoom(int rows)
{
    for (auto &[id, group] : m_open) {
        const int wanted = int(group.messages.size()) + (group.hasMore ? 1 : 0);
        if (wanted >= group.shown)
            continue;
        beginRemoveRows(createIndex(group.row, 0, quintptr(0)), wanted, group.shown - 1);
        group.shown = wanted;
        endRemoveRows();
    }
    if (rows < m_shown) {
        beginRemoveRows({}, rows, m_shown - 1);
        m_shown = rows;
        endRemoveRows();
    }
}

/// Where the group of a row is shown next; -1: nowhere.
int GroupModel::movedRow(int row, const GroupArrangement &next) const
{
    if (size_t(row) >= m_arrangement->groups.size())
        return -1;
    const QByteArray &value = counts().groups[m_arrangement->groups[size_t(row)]].value;
    const auto place = next.counts->find(value);
    const auto found = place ? std::ranges::find(next.groups, *place) : next.groups.end();
    return found == next.groups.end() ? -1 : int(found - next.groups.begin());
}

QModelIndex GroupModel::moved(
    const QModelIndex &index, const GroupArrangement &next, const OpenGroups &open) const
{
    if (index.internalId() == 0) {
        const int row = movedRow(index.row(), next);
        return row < 0 ? QModelIndex() : createIndex(row, index.column(), quintptr(0));
    }
    const auto group = open.find(index.internalId());
    const auto ref = message(index);
    if (group == open.end() || !ref)
        return {};
    const auto &messages = group->second.messages;
    const auto found = std::ranges::find(
        messages, keyOf(counts(), *ref), [&](RowRef other) { return keyOf(*next.counts, other); });
    return found == messages.end()
        ? QModelIndex()
        : createIndex(int(found - messages.begin()), index.column(), index.internalId());
}

// --- open groups ---

QByteArrayList GroupModel::openValues() const
{
    QByteArrayList values;
    for (const auto &[id, group] : m_open)
        values.append(group.value);
    return values;
}

void GroupModel::open(const QModelIndex &index)
{
    const QueueGroup *opened = group(index);
    const auto isKnown = [&](const auto &known) { return known.second.row == index.row(); };
    if (!opened || std::ranges::any_of(m_open, isKnown))
        return;
    m_open[++m_lastId] = {.value = opened->value, .row = index.row()};
    emit openChanged(openValues());
}

void GroupModel::close(const QModelIndex &index)
{
    const auto known = std::ranges::find_if(
        m_open, [&](const auto &open) { return open.second.row == index.row(); });
    if (index.parent().isValid() || known == m_open.end())
        return;
    if (known->second.shown > 0)
        beginRemoveRows(index.siblingAtColumn(0), 0, known->second.shown - 1);
    const bool hadRows = known->second.shown > 0;
    m_open.erase(known);
    if (hadRows)
        endRemoveRows();
    emit openChanged(openValues());
}

// --- the tree ---

const GroupModel::OpenGroup *GroupModel::openGroupOf(const QModelIndex &child) const
{
    const auto group = m_open.find(child.internalId());
    return group == m_open.end() ? nullptr : &group->second;
}

GroupModel::Kind GroupModel::kind(const QModelIndex &index) const
{
    if (!index.isValid())
        return Kind::Nothing;
    const auto row = size_t(index.row());
    if (index.internalId() == 0) {
        if (row < m_arrangement->groups.size())
            return Kind::Group;
        // Rows that are just coming or going have nothing to show.
        return index.row() + 1 == rowsOf(*m_arrangement) ? Kind::Rest : Kind::Nothing;
    }
    const OpenGroup *group = openGroupOf(index);
    if (group && row < group->messages.size())
        return Kind::Message;
    return group && group->hasMore && row == group->messages.size() ? Kind::More : Kind::Nothing;
}

const QueueGroup *GroupModel::group(const QModelIndex &index) const
{
    return kind(index) == Kind::Group ? &counts().groups[m_arrangement->groups[size_t(index.row())]]
                                      : nullptr;
}

std::optional<RowRef> GroupModel::message(const QModelIndex &index) const
{
    return kind(index) == Kind::Message
        ? std::optional(openGroupOf(index)->messages[size_t(index.row())])
        : std::nullopt;
}

QModelIndex GroupModel::search(const QString &start, const QModelIndex &from) const
{
    const GroupKey key = counts().key;
    const bool isSpelled = key == GroupKey::Cause || key == GroupKey::Provider
        || key == GroupKey::Age || key == GroupKey::Size;
    const QByteArray bytes = start.toUtf8();
    const auto begins = [&](const QueueGroup &group) {
        if (isSpelled || group.value.isEmpty())
            return m_texts.label(key, group.value).startsWith(start, Qt::CaseInsensitive);
        return group.value.size() >= bytes.size()
            && qstrnicmp(group.value.constData(), bytes.size(), bytes.constData(), bytes.size())
            == 0;
    };
    const QModelIndex top = from.parent().isValid() ? from.parent() : from;
    const auto &groups = m_arrangement->groups;
    const size_t first = top.isValid() ? size_t(top.row()) : 0;
    const auto rowAt = [&](size_t distance) {
        const size_t row = first + distance;
        return row < groups.size() ? row : row - groups.size();
    };
    const auto groupAt = [&](size_t distance) -> const QueueGroup & {
        return counts().groups[groups[rowAt(distance)]];
    };
    constexpr size_t ahead = 8; // about the time that memory takes: of a hundred thousand groups
    for (size_t i = 0; i < groups.size(); ++i) { // each is out of the processor's caches
        if (i + 2 * ahead < groups.size()) {
            __builtin_prefetch(&groupAt(i + 2 * ahead));
            __builtin_prefetch(groupAt(i + ahead).value.constData());
        }
        if (begins(groupAt(i)))
            return index(int(rowAt(i)), 0);
    }
    return {};
}

QModelIndex GroupModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= groupColumnCount || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, quintptr(0));
    const auto open = std::ranges::find_if(
        m_open, [&](const auto &group) { return group.second.row == parent.row(); });
    return createIndex(row, column, open->first);
}

QModelIndex GroupModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    const OpenGroup *group = openGroupOf(index);
    return group ? createIndex(group->row, 0, quintptr(0)) : QModelIndex();
}

int GroupModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return m_shown;
    if (parent.internalId() != 0 || parent.column() > 0)
        return 0;
    const auto open = std::ranges::find_if(
        m_open, [&](const auto &group) { return group.second.row == parent.row(); });
    return open == m_open.end() ? 0 : open->second.shown;
}

int GroupModel::columnCount(const QModelIndex &) const
{
    return groupColumnCount;
}

/// A group has messages, though they are looked for only once it is open.
bool GroupModel::hasChildren(const QModelIndex &parent) const
{
    return !parent.isValid() ? m_shown > 0 : parent.column() == 0 && kind(parent) == Kind::Group;
}

Qt::ItemFlags GroupModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags any = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return index.internalId() == 0 ? any : any | Qt::ItemNeverHasChildren;
}

void GroupModel::setNow(qint64 secondsSinceEpoch)
{
    m_now = secondsSinceEpoch;
    if (m_shown == 0)
        return;
    const int column = int(GroupColumn::Oldest);
    emit dataChanged(
        index(0, column), index(m_shown - 1, column), {Qt::DisplayRole, Qt::ToolTipRole});
    for (const auto &[id, group] : m_open)
        if (group.shown > 0)
            emit dataChanged(createIndex(0, column, id), createIndex(group.shown - 1, column, id),
                {Qt::DisplayRole, Qt::ToolTipRole});
}

}
