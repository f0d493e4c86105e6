// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/fleet/fleetmodel.h"

#include <QStyledItemDelegate>

namespace spoolscope {

/// Draws the fleet tree: state by shape and colour, the name, what is wrong, the count.
class FleetDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;

private:
    QRect drawMarks(QPainter *painter, QRect rect, const QModelIndex &index,
        const QPalette &palette, const QColor &ink) const;
};

/// The state's sign in `rect`: filled disc, ring, half ring, diamond, half disc or triangle, so
/// that it can be told apart without colour. `ink` overrides the colour where it is valid.
void drawFleetState(QPainter *painter, const QRectF &rect, FleetState state,
    const QPalette &palette, const QColor &ink = {});

}
