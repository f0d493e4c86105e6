// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/shapedtexts.h"

#include <QPainter>
#include <QPixmap>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qsizetype mostTexts = 4000; ///< some screens full of cells

/// A glyph is rasterised for each of the places within a pixel it is drawn at.
constexpr int places = 4;

}

ShapedTexts::ShapedTexts(const QFont &font) : m_font(font), m_metrics(font), m_texts(mostTexts)
{
}

const ShapedText &ShapedTexts::elided(const QString &text, int width, Qt::TextElideMode mode)
{
    const Key key{text, width, mode};
    if (const ShapedText *known = m_texts.object(key))
        return *known;
    auto *shaped = new ShapedText; // QCache takes it
    shaped->glyphs.setTextFormat(Qt::PlainText);
    shaped->glyphs.setText(m_metrics.elidedText(text, mode, width));
    shaped->glyphs.prepare({}, m_font);
    shaped->width = m_metrics.horizontalAdvance(shaped->glyphs.text());
    m_texts.insert(key, shaped);
    return *shaped;
}

void ShapedTexts::warmUp(qreal devicePixelRatio) const
{
    QString ascii;
    for (char16_t c = u'!'; c <= u'~'; ++c)
        ascii += QChar(c);
    const QSize size(m_metrics.horizontalAdvance(ascii) + 1, m_metrics.height());
    QPixmap page(size * devicePixelRatio);
    page.setDevicePixelRatio(devicePixelRatio);
    QPainter painter(&page);
    painter.setFont(m_font);
    for (int place = 0; place < places; ++place)
        painter.drawText(
            QPointF(qreal(place) / (places * devicePixelRatio), m_metrics.ascent()), ascii);
    // Where this font has no letter, others are asked for one after the other, once for a script.
    m_metrics.horizontalAdvance(u"\u7528\U0001f4e7"_s);
}

}
