// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/asciiglyphs.h"

#include <QTextLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

AsciiGlyphs::AsciiGlyphs(const QFont &font)
{
    QString all;
    for (char16_t c = first; c <= last; ++c)
        all += QChar(c);
    all += u"\u2026 "_s; // the blank tells how wide the glyph before it is
    QTextLayout layout(all, font);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    const QList<QGlyphRun> runs = layout.glyphRuns();
    if (runs.size() != 1 || runs.front().glyphIndexes().size() != qsizetype(m_glyphs.size()) + 1)
        return; // ligatures, or letters of other fonts
    const QGlyphRun &run = runs.front();
    const QList<quint32> indexes = run.glyphIndexes();
    const QList<QPointF> positions = run.positions();
    for (qsizetype i = 0; i < qsizetype(m_glyphs.size()); ++i) {
        if (indexes[i] == 0)
            return; // a box for what the font lacks
        m_glyphs[size_t(i)] = {indexes[i], positions[i + 1].x() - positions[i].x()};
    }
    m_font = run.rawFont();
}

bool AsciiGlyphs::canLayOut(QStringView text) const
{
    return m_font.isValid()
        && std::ranges::all_of(text, [](QChar c) { return c >= first && c <= last; });
}

qreal AsciiGlyphs::widthOf(QStringView text) const
{
    qreal width = 0;
    for (const QChar c : text)
        width += glyph(c).advance;
    return width;
}

std::optional<GlyphLine> AsciiGlyphs::layOut(
    QStringView text, int width, Qt::TextElideMode mode) const
{
    if (!canLayOut(text))
        return {};
    if (mode == Qt::ElideNone || widthOf(text) <= width)
        return line(text, false, {});
    return cut(text, width, mode);
}

/// From both ends as much as fits, or from the one that stays.
GlyphLine AsciiGlyphs::cut(QStringView text, qreal width, Qt::TextElideMode mode) const
{
    qreal room = width - m_glyphs[ellipsis].advance;
    qsizetype start = 0, end = text.size();
    qreal startWidth = 0, endWidth = 0;
    while (start < end) {
        const bool isFromStart
            = mode == Qt::ElideRight || (mode == Qt::ElideMiddle && startWidth <= endWidth);
        const qreal advance = glyph(text[isFromStart ? start : end - 1]).advance;
        if (advance > room)
            break;
        room -= advance;
        isFromStart ? ++start : --end;
        (isFromStart ? startWidth : endWidth) += advance;
    }
    return line(text.first(start), true, text.sliced(end));
}

GlyphLine AsciiGlyphs::line(QStringView start, bool isCut, QStringView end) const
{
    GlyphLine line;
    line.text = start.toString() + (isCut ? u"\u2026"_s : QString()) + end.toString();
    QList<quint32> indexes;
    QList<QPointF> positions;
    indexes.reserve(line.text.size());
    positions.reserve(line.text.size());
    const auto put = [&](const Glyph &glyph) {
        indexes.append(glyph.index);
        positions.append({line.width, 0});
        line.width += glyph.advance;
    };
    for (const QChar c : start)
        put(glyph(c));
    if (isCut)
        put(m_glyphs[ellipsis]);
    for (const QChar c : end)
        put(glyph(c));
    line.run.setRawFont(m_font);
    line.run.setGlyphIndexes(indexes);
    line.run.setPositions(positions);
    return line;
}

}
