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

QFont letterByLetter(QFont font)
{
    font.setKerning(false);
    for (const char *const feature : {"liga", "clig", "calt"})
        font.setFeature(*QFont::Tag::fromString(QLatin1StringView(feature)), 0);
    return font;
}

}

ShapedTexts::ShapedTexts(const QFont &font)
    : m_font(letterByLetter(font)), m_metrics(m_font), m_ascii(m_font), m_texts(mostTexts)
{
}

const ShapedText &ShapedTexts::elided(const QString &text, int width, Qt::TextElideMode mode)
{
    const Key key{text, width, mode};
    if (const ShapedText *known = m_texts.object(key))
        return *known;
    auto *shaped = new ShapedText; // QCache takes it
    if (auto line = m_ascii.layOut(text, width, mode))
        *shaped = {line->text, qRound(line->width), line->run};
    else
        shape(*shaped, text, width, mode);
    m_texts.insert(key, shaped);
    return *shaped;
}

/// What most likely fits is laid out once; what most likely does not is not laid out as a whole.
void ShapedTexts::shape(
    ShapedText &shaped, const QString &text, int width, Qt::TextElideMode mode) const
{
    QStaticText glyphs;
    glyphs.setTextFormat(Qt::PlainText);
    const auto layOut = [&](const QString &line) {
        glyphs.setText(line);
        glyphs.prepare({}, m_font);
        shaped.width = qRound(glyphs.size().width());
    };
    const auto elided = [&] { return m_metrics.elidedText(text, mode, width); };
    if (mode == Qt::ElideNone || text.size() * m_metrics.averageCharWidth() < width * 3 / 2) {
        layOut(text);
        if (mode != Qt::ElideNone && shaped.width > width)
            layOut(elided());
    } else {
        layOut(elided());
    }
    shaped.text = glyphs.text();
    shaped.glyphs = glyphs;
}

void ShapedTexts::draw(QPainter *painter, int left, int top, const ShapedText &text) const
{
    const int baseline = top + m_metrics.ascent();
    if (const auto *run = std::get_if<QGlyphRun>(&text.glyphs)) {
        painter->drawGlyphRun(QPointF(left, baseline), *run);
    } else {
        painter->setFont(m_font); // that it was laid out in
        painter->drawStaticText(left, top, std::get<QStaticText>(text.glyphs));
    }
    if (m_font.strikeOut()) // glyphs alone have no lines
        painter->fillRect(left, baseline - m_metrics.strikeOutPos(), text.width,
            m_metrics.lineWidth(), painter->pen().color());
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
