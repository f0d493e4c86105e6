// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queuename.h"
#include "ui/queue/queuearrangement.h"
#include "ui/style/cellinks.h"
#include "ui/style/celltexts.h"

#include <QStyledItemDelegate>

#include <array>

namespace spoolscope {

class MessageSelection;
class QueueModel;

/// Draws the cells of the queue table. All text is plain, whatever it looks like.
class QueueDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    QueueDelegate(const QueueModel &model, const MessageSelection &selection, QObject *parent);

    /// Does what the first painting would, before there is anything to paint.
    void warmUp(const QFont &font, qreal devicePixelRatio);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    void follow(const QPalette &palette) const;
    ShapedTexts &texts(const QFont &font, QueueColumn column) const;
    void drawCell(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

    const QueueModel &m_model;
    const MessageSelection &m_selection;
    // What painting derives and keeps.
    mutable CellInks m_inks;
    mutable std::array<QColor, allQueues.size()> m_chips;
    mutable CellTexts m_texts;
};

}
