// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/facetfilter.h"
#include "ui/groups/grouparrangement.h"

#include <QWidget>

class QMenu;

namespace spoolscope {

class GroupFeed;
class GroupModel;
class GroupSelector;
class GroupTotals;
class GroupView;
class MessageSelection;

/// The messages of the table in groups, in its place. It asks for filters and has none of its own.
class GroupPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit GroupPanel(MessageSelection &selection, QWidget *parent = nullptr);

    GroupFeed &feed() { return *m_feed; }
    GroupSelector &selector() { return *m_selector; }
    GroupView *view() const { return m_view; }
    const GroupModel &model() const { return *m_model; }
    const GroupTotals &totals() const { return *m_totals; }
    bool isSettled() const;

    void setFilter(const Filter &filter) { m_filter = FacetFilter(filter); }
    void setNow(qint64 secondsSinceEpoch);
    /// What the current row shows; none on a group.
    std::optional<RowRef> currentMessage() const;
    const QueueSources &sources() const;
    void addActions(QMenu &menu); ///< what can be done to groups

signals:
    void currentChanged();
    void inspectRequested();
    void filterRequested(const spoolscope::Filter &filter);
    void showRequested(const spoolscope::Filter &filter); ///< as a plain table

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    using Asked = std::expected<Filter, QString>;
    void take(const std::shared_ptr<const GroupArrangement> &groups);
    QByteArrayList chosen() const;
    Asked filterFor(const QByteArrayList &values, FacetMark mark) const;
    void show(const QByteArrayList &values);
    void addFilter(QMenu &menu, const QString &text, FacetMark mark);

    FacetFilter m_filter{Filter::everything()};
    GroupFeed *m_feed;
    GroupModel *m_model;
    GroupSelector *m_selector;
    GroupView *m_view;
    GroupTotals *m_totals;
};

}
