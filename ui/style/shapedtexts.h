// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/asciiglyphs.h"

#include <QCache>
#include <QFont>
#include <QFontMetrics>
#include <QStaticText>

#include <variant>

namespace spoolscope {

/// A text cut to a width, with its glyphs laid out. Always plain text, of one line.
struct ShapedText
{
    QString text;
    int width = 0; ///< device-independent pixels
    std::variant<QGlyphRun, QStaticText> glyphs;
};

/// The texts a table showed last, laid out in one font. Laying out is nearly all of the cost of
/// painting a cell, and most cells of one painting were there in the painting before. Without
/// kerning and ligatures: addresses and IDs are read letter by letter, and see AsciiGlyphs.
class ShapedTexts final
{
public:
    explicit ShapedTexts(const QFont &font);

    const QFont &font() const { return m_font; }
    const QFontMetrics &metrics() const { return m_metrics; }
    /// Rasterises the glyphs of most text and finds the fonts for Han and pictures, in advance of
    /// the first painting that needs them.
    void warmUp(qreal devicePixelRatio) const;
    /// Valid until the next call.
    const ShapedText &elided(const QString &text, int width, Qt::TextElideMode mode);
    void draw(QPainter *painter, int left, int top, const ShapedText &text) const;

private:
    struct Key
    {
        QString text;
        int width;
        Qt::TextElideMode mode;

        bool operator==(const Key &) const = default;
        friend size_t qHash(const Key &key, size_t seed = 0)
        {
            return qHashMulti(seed, key.text, key.width, int(key.mode));
        }
    };
    void shape(ShapedText &shaped, const QString &text, int width, Qt::TextElideMode mode) const;

    QFont m_font;
    QFontMetrics m_metrics;
    AsciiGlyphs m_ascii;
    QCache<Key, ShapedText> m_texts;
};

}
