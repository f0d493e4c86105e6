// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPalette>

namespace spoolscope {

/// Like Breeze Dark.
inline QPalette darkPalette()
{
    QPalette palette(QColor(0x31363b), QColor(0x2a2e32));
    palette.setColor(QPalette::WindowText, QColor(0xfcfcfc));
    palette.setColor(QPalette::Base, QColor(0x1b1e20));
    palette.setColor(QPalette::AlternateBase, QColor(0x232629));
    palette.setColor(QPalette::Text, QColor(0xfcfcfc));
    palette.setColor(QPalette::ButtonText, QColor(0xfcfcfc));
    palette.setColor(QPalette::PlaceholderText, QColor(0xa1a9b1));
    palette.setColor(QPalette::ToolTipBase, QColor(0x31363b));
    palette.setColor(QPalette::ToolTipText, QColor(0xfcfcfc));
    palette.setColor(QPalette::Highlight, QColor(0x2d6f94));
    palette.setColor(QPalette::HighlightedText, QColor(0xfcfcfc));
    palette.setColor(QPalette::Link, QColor(0x1d99f3));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x6e7175));
    return palette;
}

}
