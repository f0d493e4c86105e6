// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

namespace spoolscope {

/// What the colours mean, in the corner between the heads.
class ShapeLegend final : public QWidget
{
    Q_OBJECT

public:
    explicit ShapeLegend(QWidget *parent = nullptr);

    void setScale(qint64 largest, bool isLog);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    qint64 m_largest = 0;
    bool m_isLog = true;
};

/// The scale in this rectangle, from little at the left to much at the right.
void paintHeatScale(QPainter *painter, const QRect &rect, const QPalette &palette);

}
