// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/cellinks.h"
#include "ui/style/celltexts.h"

#include <QStyledItemDelegate>

namespace spoolscope {

class GroupSelector;

/// Rows of groups with a sign that opens them and a bar as long as their share; rows of messages
/// further in. Selected are those that GroupSelector says.
class GroupDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    static constexpr int signRoom = 20; ///< left of a group's value, for its sign

    explicit GroupDelegate(const GroupSelector &selector, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    int drawText(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
        const QString &text, ShapedTexts &texts, Qt::TextElideMode elision) const;
    void drawSign(QPainter *painter, const QRect &rect, bool isOpen) const;
    void drawMessage(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void drawShare(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
        double share) const;

    const GroupSelector &m_selector;
    // What painting derives and keeps.
    mutable CellInks m_inks;
    mutable CellTexts m_texts;
};

}
