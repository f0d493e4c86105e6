// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QGlyphRun>
#include <QRawFont>
#include <QStringView>

#include <array>
#include <optional>

namespace spoolscope {

/// A line of glyphs in one font, its baseline at (0, 0).
struct GlyphLine
{
    QString text; ///< what is left of it
    QGlyphRun run;
    qreal width = 0; ///< device-independent pixels
};

/// Lays out texts of printable ASCII, as nearly all of a mail queue is, by adding up widths instead
/// of shaping. Right only in a font without kerning and ligatures. GUI thread.
class AsciiGlyphs final
{
public:
    explicit AsciiGlyphs(const QFont &font);

    /// Cut to `width`, with an ellipsis where something is left out. Nullopt where the text has
    /// anything else or the font does not have it all: then it takes shaping.
    std::optional<GlyphLine> layOut(QStringView text, int width, Qt::TextElideMode mode) const;

private:
    struct Glyph
    {
        quint32 index = 0;
        qreal advance = 0;
    };
    static constexpr char16_t first = u' ', last = u'~';
    static constexpr size_t ellipsis = last - first + 1; ///< its place

    bool canLayOut(QStringView text) const;
    const Glyph &glyph(QChar c) const { return m_glyphs[size_t(c.unicode() - first)]; }
    qreal widthOf(QStringView text) const;
    GlyphLine cut(QStringView text, qreal width, Qt::TextElideMode mode) const;
    GlyphLine line(QStringView start, bool isCut, QStringView end) const;

    QRawFont m_font; ///< invalid: the font does not have it all
    std::array<Glyph, ellipsis + 1> m_glyphs;
};

}
