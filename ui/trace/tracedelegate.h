// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/table.h"

namespace spoolscope {

/// What happened, as a string of beads: one on the line of time for each step, in the colour and
/// the shape of what it means, and what others said about it on a second line.
class TraceDelegate final : public TableDelegate
{
    Q_OBJECT

public:
    using TableDelegate::TableDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

}
