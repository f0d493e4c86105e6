// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shape/shapeexport.h"

#include <QFont>
#include <QPalette>
#include <QSize>

class QPainter;

namespace spoolscope {

/// The table as a picture of its own: title, servers, time, scale, heads and every row. Measures
/// itself when it is made. One thread, which need not be the GUI's.
class ShapeDrawing final
{
public:
    explicit ShapeDrawing(const ShapeDocument &document);

    QSize size() const { return m_size; } ///< device-independent pixels
    void draw(QPainter *painter) const;

private:
    void drawTop(QPainter *painter) const;
    void drawLegend(QPainter *painter) const;
    void drawHeads(QPainter *painter, int y) const;
    void drawRow(QPainter *painter, int y, const ShapeRow &row, bool isTotal) const;
    QString subtitle() const;

    const ShapePicture &m_picture;
    QString m_servers;
    QPalette m_palette;
    QFont m_font;
    int m_row = 0; ///< height
    int m_top = 0; ///< where the heads are
    int m_names = 0; ///< width
    std::vector<int> m_columns; ///< widths; the first is that of the totals
    QSize m_size;
};

}
