// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/facets/facetmodel.h"

#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QFont>

#include <algorithm>
#include <utility>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array order{GroupKey::Cause, GroupKey::Provider, GroupKey::Domain, GroupKey::User,
    GroupKey::Sender, GroupKey::FromDomain, GroupKey::Client, GroupKey::Subject, GroupKey::Cluster,
    GroupKey::Dsn, GroupKey::Queue, GroupKey::Server, GroupKey::Age, GroupKey::Size};
constexpr size_t step = 40; ///< values that "more" adds

bool isSame(const QByteArray &a, const QByteArray &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

}

FacetModel::FacetModel(QObject *parent) : QAbstractItemModel(parent)
{
}

std::span<const GroupKey> FacetModel::keys()
{
    return order;
}

void FacetModel::setFacets(const Facets &facets, const FacetFilter &filter)
{
    m_filter = filter;
    for (const GroupKey key : order) {
        Section &section = m_sections[size_t(key)];
        section.known = facets[size_t(key)].values;
        const qint64 before = std::exchange(section.distinct, facets[size_t(key)].distinct);
        update(key, section.distinct != before);
    }
}

void FacetModel::showMore(GroupKey key)
{
    m_sections[size_t(key)].most += step;
    update(key, false);
}

size_t FacetModel::mostShown() const
{
    return std::ranges::max(m_sections, {}, &Section::most).most;
}

std::vector<FacetModel::Value> FacetModel::valuesOf(GroupKey key) const
{
    const Section &section = m_sections[size_t(key)];
    std::vector<Value> values;
    const auto isIn = [](const QByteArrayList &list, const QByteArray &value) {
        return std::ranges::any_of(
            list, [&](const QByteArray &other) { return isSame(other, value); });
    };
    for (const FacetMark mark : {FacetMark::Included, FacetMark::Excluded}) {
        for (const QByteArray &value : m_filter.values(key, mark)) {
            const auto known = std::ranges::find_if(
                section.known, [&](const FacetValue &other) { return isSame(other.value, value); });
            values.push_back({known == section.known.end() ? value : known->value,
                known == section.known.end() ? 0 : known->messages, mark,
                m_texts.label(key, value)});
        }
    }
    const QByteArrayList &included = m_filter.values(key, FacetMark::Included);
    const QByteArrayList &excluded = m_filter.values(key, FacetMark::Excluded);
    size_t shown = 0;
    for (const FacetValue &value : section.known) {
        if (shown++ == section.most)
            break;
        if (!isIn(included, value.value) && !isIn(excluded, value.value))
            values.push_back(
                {value.value, value.messages, std::nullopt, m_texts.label(key, value.value)});
    }
    return values;
}

/// In place: what is open, current and scrolled to stays so. A view looks at the height of each row
/// that is said to have changed.
void FacetModel::update(GroupKey key, bool hasOtherTotal)
{
    Section &section = m_sections[size_t(key)];
    const QModelIndex parent = indexOf(key);
    std::vector<Value> next = valuesOf(key);
    const bool hasMore = section.known.size() > section.most;
    const qint64 largest = section.known.empty() ? 0 : section.known.front().messages;
    const bool isSame = next == section.values && largest == section.largest;
    const int before = rowCount(parent);
    const int after = int(next.size()) + (hasMore ? 1 : 0);
    if (after > before)
        beginInsertRows(parent, before, after - 1);
    else if (after < before)
        beginRemoveRows(parent, after, before - 1);
    section.values = std::move(next);
    section.hasMore = hasMore;
    section.largest = largest;
    if (after > before)
        endInsertRows();
    else if (after < before)
        endRemoveRows();
    if (hasOtherTotal)
        emit dataChanged(parent, parent.siblingAtColumn(CountColumn));
    if ((hasOtherTotal || !isSame) && after > 0)
        emit dataChanged(index(0, 0, parent), index(after - 1, CountColumn, parent));
}

// --- the tree: keys, and their values with the row of the key as id ---

QModelIndex FacetModel::indexOf(GroupKey key) const
{
    return index(int(std::ranges::find(order, key) - order.begin()), 0);
}

GroupKey FacetModel::keyOf(const QModelIndex &index) const
{
    return order[size_t(index.parent().isValid() ? index.parent().row() : index.row())];
}

std::optional<QByteArray> FacetModel::valueOf(const QModelIndex &index) const
{
    if (!index.parent().isValid())
        return {};
    const Section &section = m_sections[size_t(keyOf(index))];
    return size_t(index.row()) < section.values.size()
        ? std::optional(section.values[size_t(index.row())].value)
        : std::nullopt;
}

QModelIndex FacetModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : 0);
}

QModelIndex FacetModel::parent(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() > 0
        ? createIndex(int(index.internalId()) - 1, 0, quintptr(0))
        : QModelIndex();
}

int FacetModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(order.size());
    if (parent.internalId() > 0 || parent.column() > 0)
        return 0;
    const Section &section = m_sections[size_t(order[size_t(parent.row())])];
    return int(section.values.size()) + (section.hasMore ? 1 : 0);
}

int FacetModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

Qt::ItemFlags FacetModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QVariant FacetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const GroupKey key = keyOf(index);
    const Section &section = m_sections[size_t(key)];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (index.column() == CountColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (!index.parent().isValid())
        return headingData(key, index, role);
    if (size_t(index.row()) < section.values.size())
        return valueData(key, section.values[size_t(index.row())], index.column(), role);
    return moreData(section, index.column(), role);
}

QVariant FacetModel::headingData(GroupKey key, const QModelIndex &index, int role) const
{
    if (role == Qt::DisplayRole)
        return index.column() == ValueColumn
            ? FacetText::title(key)
            : (distinct(key) > 1 ? humanize::count(distinct(key)) : QString());
    if (role == Qt::ToolTipRole)
        return tr("%Ln different value(s)", nullptr, int(distinct(key)));
    if (role == Qt::FontRole) {
        QFont font;
        font.setWeight(QFont::DemiBold);
        return index.column() == ValueColumn ? QVariant(font) : QVariant();
    }
    return {};
}

QVariant FacetModel::valueData(GroupKey key, const Value &value, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return column == ValueColumn ? value.label : humanize::count(value.messages);
    case Qt::AccessibleTextRole:
        return column == ValueColumn
            ? tr("%1: %2 messages").arg(value.label, humanize::count(value.messages))
            : humanize::count(value.messages);
    case Qt::ToolTipRole:
        return plaintext::toolTip(m_texts.explanation(key, value.value) + u"\n\n"_s
            + tr("Click: only these. Again: no longer. Ctrl+click: all but these."));
    case MessagesRole:
        return value.messages;
    case ShareRole:
        return m_sections[size_t(key)].largest == 0
            ? 0.0
            : double(value.messages) / double(m_sections[size_t(key)].largest);
    case MarkRole:
        return value.mark ? int(*value.mark) : -1;
    default:
        return {};
    }
}

QVariant FacetModel::moreData(const Section &section, int column, int role) const
{
    if (role == IsMoreRole)
        return true;
    if (role == MarkRole)
        return -1;
    if (role == Qt::DisplayRole && column == ValueColumn)
        return tr("Show more of %1").arg(humanize::count(section.distinct));
    return {};
}

}
