// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/traffic/trafficcounting.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QStackedLayout;
class QTableView;

namespace spoolscope {

class PlacesModel;
class TopListModel;

/// Who and what there was most of in a range: one list of many, chosen above it. A click or Enter
/// asks for the lines of a row.
class TrafficLists final : public QWidget
{
    Q_OBJECT

public:
    explicit TrafficLists(QWidget *parent = nullptr);

    /// What was counted over time, for the servers and instances.
    void setPlaces(const SharedCounts &all, const TrafficRange &range);
    /// What was counted of the range's lines, for all other lists; may be null.
    void setCounts(const SharedCounts &inRange);
    /// The lists are not of the range that is shown yet. Said when it takes long.
    void setCounting(bool isCounting);
    void showList(TopList list);
    void showPlaces();
    void focusChoice();

    QTableView *table() const { return m_table; }

signals:
    /// In the language of the log page's filter.
    void linesRequested(const QString &filter);

private:
    bool showsPlaces() const;
    TopList list() const;
    void update();
    void sizeColumns();
    void openRow(const QModelIndex &index);

    SharedCounts m_counts;
    TrafficRange m_range;
    QTimer m_patience; ///< for what is counted in a moment nothing flickers
    bool m_isCounting = false; ///< and it is said
    QComboBox *m_choice;
    TopListModel *m_top;
    PlacesModel *m_places;
    QTableView *m_table;
    QLabel *m_nothing;
    QStackedLayout *m_stack;
};

}
