// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shape/shapepicture.h"

#include <QTimer>
#include <QWidget>

namespace spoolscope {

class ShapeLegend;
class ShapeModel;
class ShapeTable;

/// The heatmap: the domains, and above them, always in sight, the row of the total below the heads.
/// A picture that comes while cells are being chosen waits.
class ShapeView final : public QWidget
{
    Q_OBJECT

public:
    explicit ShapeView(QWidget *parent = nullptr);

    void setPicture(const SharedPicture &picture);
    std::optional<ShapeCells> chosenCells() const; ///< what has a frame
    const ShapePicture &picture() const { return *pictureOnScreen(); } ///< what is on screen
    const SharedPicture &pictureOnScreen() const;
    ShapeTable *domains() const { return m_domains; }
    ShapeTable *total() const { return m_total; }

signals:
    void chosen(const spoolscope::ShapeCells &cells); ///< by a button let go, or Return
    void selectionMoved();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    ShapeTable *makeTable(ShapeModel *model);
    void takePicture();
    void placeColumns();
    void chooseFrom(ShapeTable *table, bool byColumnHead);
    std::optional<ShapeCells> cellsOf(const ShapeTable *table) const;

    ShapeModel *m_totalModel;
    ShapeModel *m_domainModel;
    ShapeTable *m_total;
    ShapeTable *m_domains;
    ShapeLegend *m_legend;
    QWidget *m_beside; ///< above the scroll bar
    SharedPicture m_waiting;
    QTimer m_wait;
};

}
