// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHeaderView>

#include <optional>

namespace spoolscope {

/// The header of all tables: a flat band with a line below, titles as far in as the cells, and the
/// sign of the order beside the title.
class FlatHeader : public QHeaderView
{
    Q_OBJECT

public:
    static constexpr int margin = 8; ///< that of the cells below

    explicit FlatHeader(QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    /// How the table is sorted by a column; `number` counts the keys where there are several, else
    /// 0.
    struct Sorting
    {
        Qt::SortOrder order = Qt::AscendingOrder;
        int number = 0;
    };
    /// By default that of the one sort indicator.
    virtual std::optional<Sorting> sortingOf(int logicalIndex) const;
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    void paintEvent(QPaintEvent *event) override;
    QSize sectionSizeFromContents(int logicalIndex) const override;

private:
    Qt::Alignment alignmentOf(int logicalIndex) const;
    int numberWidth() const;
    void drawSortSign(QPainter *painter, const QRectF &rect, const Sorting &sorting) const;
};

}
