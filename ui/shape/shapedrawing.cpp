// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapedrawing.h"

#include "core/base/textsafety.h"
#include "ui/shape/heatscale.h"
#include "ui/shape/shapedelegate.h"
#include "ui/shape/shapelegend.h"
#include "ui/shape/shapewords.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"
#include "ui/style/metrics.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontMetrics>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int margin = 24;
constexpr int gap = 8;
constexpr int widestName = 420;
constexpr int legendWidth = 200;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ShapeExport)
};

QPalette paper()
{
    QPalette palette(QColor(0xf4f4f4), QColor(Qt::white));
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::Text, QColor(0x1b1e20));
    palette.setColor(QPalette::WindowText, QColor(0x1b1e20));
    return palette;
}

}

ShapeDrawing::ShapeDrawing(const ShapeDocument &document)
    : m_picture(*document.picture)
    , m_servers(document.servers)
    , m_palette(paper())
    , m_font(document.font)
{
    QFont bold = m_font;
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    m_row = metrics::tableRowHeight(metrics);
    m_top = margin + 4 * metrics.height() + 3 * gap;
    m_names = metrics.horizontalAdvance(Words::tr("All domains"));
    for (size_t place = 0; place < m_picture.shown.size(); ++place)
        m_names = std::max(
            m_names, metrics.horizontalAdvance(shapewords::domainHead(m_picture.row(place))));
    m_names = std::min(m_names, widestName) + 2 * gap;
    const auto columnFor = [&](const QString &head, qint64 largest) {
        return std::max(metrics.horizontalAdvance(head),
                   metrics.horizontalAdvance(humanize::count(largest)))
            + 2 * gap;
    };
    const ShapeRow &all = m_picture.shape.all;
    m_columns.push_back(columnFor(Words::tr("Total"), all.total));
    for (size_t bucket = 0; bucket < all.counts.size(); ++bucket)
        m_columns.push_back(
            columnFor(shapewords::bucketHead(m_picture.shape, int(bucket)), all.counts[bucket]));
    const int table = m_names + std::accumulate(m_columns.begin(), m_columns.end(), 0);
    const int width = std::max({table, metrics.horizontalAdvance(subtitle()), 3 * legendWidth});
    m_size = {width + 2 * margin, m_top + m_row * int(m_picture.shown.size() + 2) + margin};
}

QString ShapeDrawing::subtitle() const
{
    QString text = Words::tr("%1 · %2").arg(m_servers, shapewords::queues(m_picture.settings));
    if (m_picture.isSearched())
        text += u" · "_s + Words::tr("domains with \"%1\"").arg(text::visible(m_picture.search));
    return text;
}

void ShapeDrawing::draw(QPainter *painter) const
{
    painter->fillRect(QRect(QPoint(), m_size), m_palette.color(QPalette::Base));
    painter->setFont(m_font);
    drawTop(painter);
    drawLegend(painter);
    drawHeads(painter, m_top);
    drawRow(painter, m_top + m_row, m_picture.shape.all, true);
    for (size_t place = 0; place < m_picture.shown.size(); ++place)
        drawRow(painter, m_top + m_row * int(place + 2), m_picture.row(place), false);
}

void ShapeDrawing::drawTop(QPainter *painter) const
{
    painter->save();
    QFont title = m_font;
    title.setPointSizeF(title.pointSizeF() * 1.4);
    title.setBold(true);
    const int line = QFontMetrics(m_font).height() + 4;
    const int width = m_size.width() - 2 * margin;
    painter->setPen(m_palette.color(QPalette::Text));
    painter->setFont(title);
    painter->drawText(QRect(margin, margin, width, line + gap), Qt::AlignLeft | Qt::AlignTop,
        shapewords::title(m_picture.settings));
    painter->setFont(m_font);
    painter->drawText(QRect(margin, margin + line + gap, width, line),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(m_font).elidedText(subtitle(), Qt::ElideMiddle, width));
    painter->setPen(colours::dimmed(m_palette));
    const QDateTime time = QDateTime::fromSecsSinceEpoch(m_picture.countedAt);
    painter->drawText(QRect(margin, margin + 2 * line + gap, width - legendWidth * 2, line),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        time.toString(u"yyyy-MM-dd HH:mm:ss t"_s));
    painter->restore();
}

void ShapeDrawing::drawLegend(QPainter *painter) const
{
    if (m_picture.largest == 0)
        return;
    painter->save();
    const int line = QFontMetrics(m_font).height() + 4;
    const int y = margin + 2 * line + gap + 2;
    const QString last = humanize::count(m_picture.largest);
    const int right = m_size.width() - margin - QFontMetrics(m_font).horizontalAdvance(last) - gap;
    const QRect bar(right - legendWidth, y, legendWidth, line - 4);
    paintHeatScale(painter, bar, m_palette);
    painter->setPen(m_palette.color(QPalette::Text));
    const QRect before(bar.left() - legendWidth - gap, y, legendWidth, bar.height());
    painter->drawText(before, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
        m_picture.settings.isLogScale ? Words::tr("by magnitude: 1")
                                      : Words::tr("in proportion: 0"));
    painter->drawText(QRect(bar.right() + 1 + gap, y, legendWidth, bar.height()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, last);
    painter->restore();
}

void ShapeDrawing::drawHeads(QPainter *painter, int y) const
{
    painter->save();
    painter->setPen(colours::dimmed(m_palette));
    int x = margin + m_names;
    for (size_t column = 0; column < m_columns.size(); ++column) {
        const QString head = column == 0 ? Words::tr("Total")
                                         : shapewords::bucketHead(m_picture.shape, int(column) - 1);
        painter->drawText(QRect(x, y, m_columns[column] - gap, m_row),
            Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, head);
        x += m_columns[column];
    }
    painter->fillRect(QRect(margin, y + m_row - 1, x - margin, 1), colours::separator(m_palette));
    painter->restore();
}

void ShapeDrawing::drawRow(QPainter *painter, int y, const ShapeRow &row, bool isTotal) const
{
    QFont font = m_font;
    font.setBold(isTotal);
    painter->setFont(font);
    painter->setPen(m_palette.color(QPalette::Text));
    const QRect name(margin, y, m_names - gap, m_row);
    const QString text = isTotal ? Words::tr("All domains") : shapewords::domainHead(row);
    painter->drawText(name, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        QFontMetrics(font).elidedText(text, Qt::ElideMiddle, name.width()));
    int x = margin + m_names;
    const bool isLog = m_picture.settings.isLogScale;
    for (size_t column = 0; column < m_columns.size(); ++column) {
        const qint64 count = column == 0 ? row.total : row.counts[column - 1];
        ShapeCellLook look{.text = count == 0 ? QString() : humanize::count(count),
            .place = {},
            .share = {},
            .isBold = isTotal || column == 0};
        if (count > 0 && !isTotal && column > 0)
            look.place = heat::place(count, m_picture.largest, isLog);
        else if (count > 0)
            look.share = heat::place(count,
                column > 0    ? m_picture.largestTotal
                    : isTotal ? row.total
                              : m_picture.shape.rows.front().total,
                isLog);
        painter->setFont(m_font);
        paintShapeCell(painter, QRect(x, y, m_columns[column], m_row), look, m_palette);
        x += m_columns[column];
    }
}

}
