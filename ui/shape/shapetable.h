// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHeaderView>
#include <QTableView>

namespace spoolscope {

/// A table of the shape's cells: one range of them is chosen by click, drag, or Shift and arrows,
/// also on the heads; it is told when the button is let go, or Return is pressed.
class ShapeTable final : public QTableView
{
    Q_OBJECT

public:
    explicit ShapeTable(QWidget *parent = nullptr);

    QItemSelectionRange chosenRange() const; ///< invalid for none
    bool isPressed() const { return m_isPressed; } ///< something is being chosen just now

signals:
    void chosen(bool byColumnHead);
    void selectionMoved();
    void leftAbove(int column); ///< by the arrow key, from the first row
    void leftBelow(int column); ///< from the last one

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void selectionChanged(
        const QItemSelection &selected, const QItemSelection &deselected) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void watchHead(QHeaderView *head);
    bool m_isPressed = false;
};

/// The heads of the rows: names, as far as there is room.
class DomainHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit DomainHeader(QWidget *parent = nullptr);
    void setBold(bool isBold) { m_isBold = isBold; }

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;

private:
    bool m_isBold = false;
};

}
