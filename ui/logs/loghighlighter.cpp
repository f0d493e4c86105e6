// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/logs/loghighlighter.h"

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

/// What is good or bad has the colours it has everywhere here: a theme has one red for warnings,
/// errors and texts.
std::optional<colours::Meaning> LogHighlighter::meaningOf(const KSyntaxHighlighting::Format &format)
{
    if (format.name() == "Error"_L1)
        return colours::Meaning::Critical;
    if (format.name() == "Warning"_L1)
        return colours::Meaning::Warning;
    if (format.name() == "Good"_L1)
        return colours::Meaning::Ok;
    return {};
}

/// A theme's colours are made for its own background, so they are made readable on ours.
void LogHighlighter::applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format)
{
    if (length == 0 || format.isDefaultTextStyle(theme()))
        return;
    const QColor base = m_palette.color(QPalette::Base);
    QTextLayout::FormatRange range{offset, length, {}};
    const auto meaning = meaningOf(format);
    range.format.setForeground(meaning ? colours::of(*meaning, m_palette)
                                       : colours::readable(format.textColor(theme()), base, base));
    if (format.isBold(theme()) && !meaning)
        range.format.setFontWeight(QFont::Bold);
    m_formats.append(range);
}

}
