// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logsummary.h"

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qsizetype leastWidth = 8; ///< of a column of numbers

std::vector<qsizetype> widthsOf(const SummaryTable &table)
{
    std::vector<qsizetype> widths;
    const auto widen = [&](const QStringList &row) {
        for (qsizetype i = 0; i + 1 < row.size(); ++i) {
            if (size_t(i) == widths.size())
                widths.push_back(leastWidth);
            widths[size_t(i)] = std::max(widths[size_t(i)], row[i].size());
        }
    };
    widen(table.heads);
    for (const QStringList &row : table.rows)
        widen(row);
    return widths;
}

QString textLine(const QStringList &row, const std::vector<qsizetype> &widths)
{
    QString line;
    for (qsizetype i = 0; i + 1 < row.size(); ++i)
        line += row[i].rightJustified(widths[size_t(i)]) + u"  "_s;
    line += row.value(row.size() - 1);
    while (line.endsWith(u' '))
        line.chop(1);
    return line + u'\n';
}

QString tableText(const SummaryTable &table)
{
    const std::vector<qsizetype> widths = widthsOf(table);
    QString text = u'\n' + table.title + u'\n' + QString(table.title.size(), u'-') + u'\n';
    if (!table.heads.isEmpty())
        text += textLine(table.heads, widths);
    for (const QStringList &row : table.rows)
        text += textLine(row, widths);
    if (!table.note.isEmpty())
        text += table.note + u'\n';
    return text;
}

/// The last column is text, the others are numbers.
QString htmlRow(const QStringList &row, QLatin1StringView cell)
{
    QString html = u"<tr>"_s;
    for (qsizetype i = 0; i < row.size(); ++i) {
        const bool isText = i + 1 == row.size();
        html += u"<%1 align=\"%2\">%3</%1>"_s.arg(
            cell, isText ? u"left"_s : u"right"_s, row[i].toHtmlEscaped());
    }
    return html + u"</tr>\n"_s;
}

QString tableHtml(const SummaryTable &table)
{
    QString html = u"<h2>%1</h2>\n<table cellspacing=\"0\" cellpadding=\"3\">\n"_s.arg(
        table.title.toHtmlEscaped());
    if (!table.heads.isEmpty())
        html += htmlRow(table.heads, "th"_L1);
    for (const QStringList &row : table.rows)
        html += htmlRow(row, "td"_L1);
    html += u"</table>\n"_s;
    if (!table.note.isEmpty())
        html += u"<p>%1</p>\n"_s.arg(table.note.toHtmlEscaped());
    return html;
}

}

QString summaryText(const LogSummary &summary)
{
    QString text = summary.title + u'\n' + summary.facts.join(u'\n') + u'\n';
    for (const SummaryTable &table : summary.tables)
        text += tableText(table);
    return text;
}

QString summaryHtml(const LogSummary &summary)
{
    const QString title = summary.title.toHtmlEscaped();
    QString html = u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'unsafe-inline'\">\n<title>%1</title>\n<style>\n"
                   "body { font-family: sans-serif; margin: 24px; }\n"
                   "h2 { font-size: medium; margin-bottom: 4px; }\n"
                   "td, th { padding: 2px 8px; font-weight: normal; }\n"
                   "th { color: #666666; }\n</style></head>\n<body>\n<h1>%1</h1>\n"_s.arg(title);
    for (const QString &fact : summary.facts)
        html += u"<p>%1</p>\n"_s.arg(fact.toHtmlEscaped());
    for (const SummaryTable &table : summary.tables)
        html += tableHtml(table);
    return html + u"</body></html>\n"_s;
}

}
