// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queuename.h"
#include "ui/queue/queuearrangement.h"
#include "ui/style/shapedtexts.h"

#include <QFont>
#include <QPalette>
#include <QStyledItemDelegate>

#include <array>
#include <memory>

namespace spoolscope {

class MessageSelection;
class QueueModel;

/// Draws the cells of the queue table. All text is plain, whatever it looks like.
class QueueDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    QueueDelegate(const QueueModel &model, const MessageSelection &selection, QObject *parent);
    ~QueueDelegate() override;

    /// Does what the first painting would, before there is anything to paint.
    void warmUp(const QFont &font, qreal devicePixelRatio);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    /// Colours cost too much to derive for every cell.
    struct Inks
    {
        qint64 palette = 0;
        QColor dimmed, separator, current;
        std::array<QColor, allQueues.size()> queues;
    };
    /// So do laid out texts. Figures are equally wide and IDs in the fixed font.
    struct Texts
    {
        QFont of;
        ShapedTexts proportional, fixed;
    };
    ShapedTexts &texts(const QFont &font, QueueColumn column) const;
    const Inks &inks(const QPalette &palette) const;
    void drawBackground(
        QPainter *painter, const QStyleOptionViewItem &option, bool isCurrent) const;
    void drawCell(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

    const QueueModel &m_model;
    const MessageSelection &m_selection;
    mutable Inks m_inks;
    mutable std::unique_ptr<Texts> m_texts;
};

}
