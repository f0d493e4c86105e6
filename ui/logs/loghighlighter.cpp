// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/loghighlighter.h"

#include "ui/style/colours.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <utility>

namespace spoolscope {

using namespace Qt::StringLiterals;

LogHighlighter::LogHighlighter(const KSyntaxHighlighting::Repository &repository)
    : m_repository(repository)
{
    setDefinition(repository.definitionForName(u"Postfix Log"_s));
}

void LogHighlighter::setPalette(const QPalette &palette)
{
    m_palette = palette;
    setTheme(m_repository.themeForPalette(palette));
}

QList<QTextLayout::FormatRange> LogHighlighter::formatsOf(const QString &line)
{
    m_formats.clear();
    highlightLine(line, {}); // each line stands for itself
    return std::exchange(m_formats, {});
}

/// A theme's colours are made for its own background, so they are made readable on ours.
void LogHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format)
{
    if (length == 0 || format.isDefaultTextStyle(theme()))
        return;
    const QColor base = m_palette.color(QPalette::Base);
    QTextLayout::FormatRange range{offset, length, {}};
    range.format.setForeground(colours::readable(format.textColor(theme()), base, base));
    if (format.isBold(theme()))
        range.format.setFontWeight(QFont::Bold);
    m_formats.append(range);
}

}
