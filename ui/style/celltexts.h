// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/shapedtexts.h"

#include <memory>
#include <vector>

namespace spoolscope {

/// The laid out texts of a view's cells, by font: figures are as wide as each other, and IDs in the
/// fixed font. GUI thread.
class CellTexts final
{
public:
    /// Valid until the next call, as the view's font may have become another.
    ShapedTexts &in(const QFont &font);
    ShapedTexts &inFixed(const QFont &font); ///< the system's fixed font, as large
    /// Where in a row a text begins, so that all cells stand on one line, whichever their font.
    static int top(const ShapedTexts &texts, const QFontMetrics &viewFont, const QRect &row);

private:
    struct Entry
    {
        QFont asked;
        bool isFixed;
        std::unique_ptr<ShapedTexts> texts;
    };
    ShapedTexts &in(const QFont &font, bool isFixed);

    std::vector<Entry> m_entries; ///< a few: in bold, struck out
};

}
