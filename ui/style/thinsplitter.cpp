// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/thinsplitter.h"

#include "ui/style/colours.h"

#include <QPainter>

namespace spoolscope {

namespace {

class Handle final : public QSplitterHandle
{
public:
    using QSplitterHandle::QSplitterHandle;

protected:
    // A handle of one pixel is given a wider area for the pointer by QSplitter; the line is what
    // its contents margins leave.
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(contentsRect(), colours::separator(palette()));
    }
};

}

ThinSplitter::ThinSplitter(Qt::Orientation orientation, QWidget *parent)
    : QSplitter(orientation, parent)
{
    setHandleWidth(1);
    setChildrenCollapsible(false);
}

QSplitterHandle *ThinSplitter::createHandle()
{
    return new Handle(orientation(), this);
}

Hairline::Hairline(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(1);
}

void Hairline::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colours::separator(palette()));
}

}
