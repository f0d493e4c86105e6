// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/facets/facettext.h"
#include "ui/groups/grouparrangement.h"

#include <QAbstractItemModel>

#include <map>

namespace spoolscope {

/// Groups of messages, and below an open one the messages that came first. A sink of arrangements,
/// which it takes in one step; texts are made for the rows on screen alone. What is current or open
/// follows its group or message.
class GroupModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        KindRole = Qt::UserRole, ///< int(Kind)
        ShareRole, ///< of the messages, 0 to 1
        IdRole, ///< of a message, its queue ID
        PeopleRole, ///< of a message: "sender → first recipient +2"
    };
    enum class Kind {
        Group,
        Message,
        More, ///< behind the messages of an open group: there are more
        Rest, ///< behind the groups: there are more
        Nothing,
    };

    explicit GroupModel(QObject *parent = nullptr);

    void setArrangement(const std::shared_ptr<const GroupArrangement> &next);
    void setNow(qint64 secondsSinceEpoch); ///< what ages are counted to, this machine's clock
    void open(const QModelIndex &group); ///< its messages come with the next arrangement
    void close(const QModelIndex &group);

    const GroupArrangement &arrangement() const { return *m_arrangement; }
    const GroupCounts &counts() const { return *m_arrangement->counts; }
    qint64 now() const { return m_now; }
    const FacetText &texts() const { return m_texts; }
    Kind kind(const QModelIndex &index) const;
    const QueueGroup *group(const QModelIndex &index) const; ///< null: the row is no group
    std::optional<RowRef> message(const QModelIndex &index) const; ///< in the counts' sources
    /// The next row behind `from`, or itself, whose value begins so; of those shown.
    QModelIndex search(const QString &start, const QModelIndex &from) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void openChanged(const QByteArrayList &values);

private:
    struct OpenGroup
    {
        QByteArray value;
        int row = 0;
        std::vector<RowRef> messages = {};
        bool hasMore = false;
        int shown = 0; ///< rows that the view was told of
    };
    using OpenGroups = std::map<quintptr, OpenGroup>; ///< by the id of the indexes below them

    static int rowsOf(const GroupArrangement &groups);
    OpenGroups inNext(const GroupArrangement &next) const;
    void makeRoom(int rows, const OpenGroups &next);
    void permute(const std::shared_ptr<const GroupArrangement> &next, OpenGroups open);
    void dropRoom(int rows);
    QModelIndex moved(
        const QModelIndex &index, const GroupArrangement &next, const OpenGroups &open) const;
    int movedRow(int row, const GroupArrangement &next) const;
    const OpenGroup *openGroupOf(const QModelIndex &child) const;
    QByteArrayList openValues() const;
    QVariant groupData(const QueueGroup &group, const QModelIndex &index, int role) const;
    QVariant messageData(RowRef ref, int column, int role) const;
    QString people(RowRef ref) const;
    QString moreText(const QModelIndex &index) const;
    QString ageText(qint64 arrival) const;
    QString arrivalText(qint64 arrival) const;

    std::shared_ptr<const GroupArrangement> m_arrangement;
    OpenGroups m_open;
    quintptr m_lastId = 0;
    int m_shown = 0; ///< top rows that the view was told of
    qint64 m_now = 0;
    FacetText m_texts;
};

}
