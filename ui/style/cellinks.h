// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPalette>

class QPainter;
class QStyleOptionViewItem;

namespace spoolscope {

/// The colours of a view's cells, which cost too much to derive for every one. GUI thread.
class CellInks final
{
public:
    /// Before anything else; true where the palette is another. Cheap while it stays.
    bool follow(const QPalette &palette);

    const QColor &dimmed() const { return m_dimmed; }
    /// Of the text in a cell, selected or not.
    static QColor text(const QStyleOptionViewItem &option);
    /// A row of a table, as all cells of it paint their part: a line below it, and the current one
    /// by its colour and, for who does not tell colours apart, by a line above.
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, bool isCurrent) const;

private:
    qint64 m_palette = 0;
    QColor m_dimmed, m_separator, m_current;
};

}
