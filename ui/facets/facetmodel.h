// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/facetcounter.h"
#include "core/queue/facetfilter.h"
#include "ui/facets/facettext.h"

#include <QAbstractItemModel>

namespace spoolscope {

/// What there is to choose from, by key: a sink of counts and of the filter in use. Under each key
/// the chosen values come first, then the most frequent, then a row for more of them.
class FacetModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        MessagesRole = Qt::UserRole, ///< of a value
        ShareRole, ///< of the most frequent value of its key, 0 to 1
        MarkRole, ///< int(FacetMark); -1: not chosen
        IsMoreRole, ///< the row that shows more values
    };
    enum Column { ValueColumn, CountColumn, ColumnCount };

    explicit FacetModel(QObject *parent = nullptr);

    void setFacets(const Facets &facets, const FacetFilter &filter);
    void showMore(GroupKey key);
    size_t mostShown() const; ///< values of one key: what it needs, and one more

    static std::span<const GroupKey> keys(); ///< in the order of the rows
    GroupKey keyOf(const QModelIndex &index) const;
    std::optional<QByteArray> valueOf(const QModelIndex &index) const; ///< unset for other rows
    QModelIndex indexOf(GroupKey key) const;
    const FacetText &texts() const { return m_texts; }
    qint64 distinct(GroupKey key) const { return m_sections[size_t(key)].distinct; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Value
    {
        QByteArray value;
        qint64 messages = 0;
        std::optional<FacetMark> mark;
        QString label;

        bool operator==(const Value &) const = default;
    };
    struct Section
    {
        std::vector<Value> values; ///< those shown
        std::vector<FacetValue> known;
        qint64 distinct = 0;
        qint64 largest = 0;
        size_t most = 6; ///< values shown, but for chosen ones that are rare
        bool hasMore = false; ///< a last row shows more
    };
    std::vector<Value> valuesOf(GroupKey key) const;
    void update(GroupKey key, bool hasOtherTotal);
    QVariant headingData(GroupKey key, const QModelIndex &index, int role) const;
    QVariant valueData(GroupKey key, const Value &value, int column, int role) const;
    QVariant moreData(const Section &section, int column, int role) const;

    FacetText m_texts;
    FacetFilter m_filter{Filter::everything()};
    std::array<Section, allGroupKeys.size()> m_sections;
};

}
