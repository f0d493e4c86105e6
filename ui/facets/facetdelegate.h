// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/cellinks.h"
#include "ui/style/celltexts.h"

#include <QStyledItemDelegate>

namespace spoolscope {

/// Rows of the facets: a value, how many messages it has, and below them a hairline as long as its
/// share. Included values have a tick, excluded ones a cross and a line through them.
class FacetDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    void drawCell(QPainter *painter, const QStyleOptionViewItem &option) const;

    // What painting derives and keeps.
    mutable CellInks m_inks;
    mutable CellTexts m_texts;
};

}
