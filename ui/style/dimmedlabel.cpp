// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/dimmedlabel.h"

#include "ui/style/colours.h"

#include <QApplication>
#include <QEvent>

namespace spoolscope {

DimmedLabel::DimmedLabel(const QString &text, QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    setForegroundRole(QPalette::WindowText); // on any background
    dim();
}

void DimmedLabel::dim()
{
    const QPalette plain = QApplication::palette(this);
    const QColor dimmed = colours::dimmed(plain);
    if (palette().color(QPalette::WindowText) == dimmed)
        return;
    QPalette changed = palette();
    changed.setColor(QPalette::WindowText, dimmed);
    setPalette(changed);
}

void DimmedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationPaletteChange)
        dim();
}

}
