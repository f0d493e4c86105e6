// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/facetfilter.h"
#include "ui/facets/facetfeed.h"

#include <QWidget>

class QLineEdit;
class QTreeView;

namespace spoolscope {

class FacetModel;

/// What the messages have in common, beside the table: a click on a value shows only its messages,
/// a Ctrl+click all others. It shows the choices of the filter in use and asks for another filter;
/// it has none of its own.
class FacetPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit FacetPanel(QWidget *parent = nullptr);
    ~FacetPanel() override;

    FacetFeed &feed() { return *m_feed; }
    QTreeView *tree() const { return m_tree; }
    const FacetModel &model() const { return *m_model; }
    bool isSettled() const { return !m_feed->isCounting(); }

    void setFilter(const Filter &filter);
    /// Values of a field that the messages have, for completion.
    QStringList values(FilterField field) const;

signals:
    void filterRequested(const spoolscope::Filter &filter);
    /// Select what matches, without a change of the filter.
    void selectionRequested(const spoolscope::Filter &filter);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void takeCounts();
    void toggle(const QModelIndex &index, FacetMark mark);
    void showMenu(const QPoint &position);
    void restoreOpen();
    void rememberOpen() const;

    FacetFeed *m_feed;
    FacetModel *m_model;
    QLineEdit *m_search;
    QTreeView *m_tree;
    FacetFilter m_filter{Filter::everything()};
};

}
