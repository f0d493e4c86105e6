// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"

#include <QPersistentModelIndex>
#include <QTableView>

#include <optional>

namespace spoolscope {

class MessageSelection;
class QueueHeader;
class QueueModel;

/// The queue table. Rows have one height and the selection is MessageSelection's, because Qt's own
/// keeps ranges of rows, which is slow where 100,000 rows are fragmented and means nothing after a
/// sort. The item selection model keeps the current row only.
///
/// A single selection follows the current row. Once several are selected, or Space was pressed,
/// the current row moves by itself and Space toggles it; Escape clears.
///
/// A drag that begins on a selected row takes the selected messages' IDs along; on another row it
/// selects a range.
class QueueView final : public QTableView
{
    Q_OBJECT

public:
    QueueView(QueueModel &model, MessageSelection &selection, QWidget *parent = nullptr);

    QueueHeader *header() const { return m_header; }
    void selectEverything(); ///< every message that matches the filter, and no other
    void invertSelection(); ///< of those that match exactly the ones that are not selected
    bool isSelected(int row) const;
    void setCurrentRow(int row);
    void pickRow(int row) { pick(row, Qt::NoModifier); } ///< as a click does

signals:
    void currentRowChanged(int row); ///< -1: none
    void inspectRequested(); ///< Enter or a double click
    void dragRefused(); ///< so many messages are selected that they are not dragged

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void keepSectionsLight();
    void updateMetrics();
    void moveTo(int row, Qt::KeyboardModifiers modifiers);
    void pick(int row, Qt::KeyboardModifiers modifiers);
    void dragTo(const QPoint &position);
    void dragAway();
    void selectRange(int from, int to, bool inAddition);
    std::vector<RowRef> refs(int from, int to) const;

    QueueModel &m_model;
    MessageSelection &m_selection;
    QueueHeader *m_header;
    QPersistentModelIndex m_anchor; ///< where a range began; follows its message
    bool m_followsCurrent = true;
    bool m_isDragging = false; ///< a range
    std::optional<QPoint> m_pressedSelected; ///< where; it may become a drag of what is selected
    int m_dragRow = -1;
};

}
