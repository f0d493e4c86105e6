// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/celltexts.h"

#include <QFontDatabase>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr size_t mostFonts = 8;

}

ShapedTexts &CellTexts::in(const QFont &font)
{
    return in(font, false);
}

ShapedTexts &CellTexts::inFixed(const QFont &font)
{
    return in(font, true);
}

ShapedTexts &CellTexts::in(const QFont &font, bool isFixed)
{
    const auto known = std::ranges::find_if(m_entries,
        [&](const Entry &entry) { return entry.isFixed == isFixed && entry.asked == font; });
    if (known != m_entries.end())
        return *known->texts;
    if (m_entries.size() == mostFonts) // the view was given other fonts
        m_entries.clear();
    QFont used = font;
    if (isFixed) {
        used = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        used.setPointSizeF(font.pointSizeF());
    }
    used.setFeature(QFont::Tag("tnum"), 1);
    return *m_entries.emplace_back(font, isFixed, std::make_unique<ShapedTexts>(used)).texts;
}

int CellTexts::top(const ShapedTexts &texts, const QFontMetrics &viewFont, const QRect &row)
{
    return row.top() + (row.height() - viewFont.height()) / 2 + viewFont.ascent()
        - texts.metrics().ascent();
}

}
