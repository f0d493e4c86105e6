// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// How LogView looks.

#include "core/base/textsafety.h"
#include "ui/logs/logview.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"

#include <QFontDatabase>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr int margin = FlatHeader::margin;
constexpr int stripe = 3;
constexpr int chip = 8;

QString title(LogView::Column column)
{
    switch (column) {
    case LogView::Column::Time:
        return LogView::tr("Time");
    case LogView::Column::Server:
        return LogView::tr("Server");
    case LogView::Column::Daemon:
        return LogView::tr("Daemon");
    case LogView::Column::QueueId:
        return LogView::tr("Queue ID");
    case LogView::Column::Text:
        return LogView::tr("Text");
    }
    Q_UNREACHABLE_RETURN({});
}

constexpr std::array allColumns{LogView::Column::Time, LogView::Column::Server,
    LogView::Column::Daemon, LogView::Column::QueueId, LogView::Column::Text};

}

void LogView::paintHeader(QPainter &painter) const
{
    const QRect band = m_header->rect();
    painter.fillRect(band, palette().color(QPalette::Window));
    painter.fillRect(QRect(0, band.height() - 1, band.width(), 1), colours::separator(palette()));
    painter.setPen(m_inks.dimmed);
    for (const Column column : allColumns) {
        const QRect cell = columnRect(column);
        if (cell.width() == 0)
            continue;
        if (cell.left() > 0)
            painter.fillRect(
                QRect(cell.left() - 1, 8, 1, band.height() - 16), colours::separator(palette()));
        painter.drawText(QRect(cell.left() + margin + (column == Column::Time ? stripe : 0), 0,
                             cell.width() - margin, band.height() - 1),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, title(column));
    }
}

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPointSizeF(font().pointSizeF());
    painter.setFont(fixed);
    const LogStretch chosen = selection();
    const size_t end = std::min(order().size(), firstVisible() + visibleCount() + 1);
    int top = 0;
    const int widthBefore = m_textWidth, idBefore = m_idWidth;
    for (size_t place = firstVisible(); place < end; ++place, top += m_rowHeight)
        paintRow(painter, place, top, place >= chosen.begin && place < chosen.end);
    if (widthBefore != m_textWidth || idBefore != m_idWidth) {
        // A line turned out to be wider than all before it.
        QMetaObject::invokeMethod(this, &LogView::updateColumns, Qt::QueuedConnection);
    }
}

void LogView::paintBackground(QPainter &painter, const QRect &row, const ShownLogLine &line,
    bool isSelected, bool isCurrent) const
{
    const auto group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    const QColor highlight = palette().color(group, QPalette::Highlight);
    if (isSelected)
        painter.fillRect(row, highlight);
    else if (line.record.isGap())
        painter.fillRect(row, m_inks.gap);
    const QColor severity = severityInk(line.record);
    if (severity.isValid())
        painter.fillRect(QRect(row.left(), row.top(), stripe, row.height()), severity);
    if (!isCurrent || !hasFocus())
        return;
    // The current line by shape as well.
    painter.setPen(palette().color(group, QPalette::HighlightedText));
    painter.drawRect(row.adjusted(0, 0, -1, -1));
}

QColor LogView::severityInk(const LogRecord &record) const
{
    if (record.isGap() || record.severity == LogSeverity::Warning
        || record.status == LogStatus::Deferred)
        return m_inks.warning;
    if (record.severity > LogSeverity::Warning || record.status == LogStatus::Bounced
        || record.status == LogStatus::Expired)
        return m_inks.error;
    return {};
}

void LogView::paintRow(QPainter &painter, size_t place, int top, bool isSelected)
{
    const LogLines::Layout &layout = m_lines.layout(place);
    const ShownLogLine &line = layout.line;
    const QRect row(0, top, viewport()->width(), m_rowHeight);
    paintBackground(painter, row, line, isSelected, m_current == place);
    const auto group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    const QColor ink
        = palette().color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    const QColor faint = isSelected ? ink : m_inks.dimmed;
    const auto cell = [&](Column column) {
        const QRect rect = columnRect(column).translated(0, top);
        return rect.adjusted(margin + (column == Column::Time ? stripe : 0), 0, -margin, 0);
    };
    const auto write = [&](const QRect &rect, const QString &text, const QColor &colour) {
        painter.setPen(colour);
        painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            painter.fontMetrics().elidedText(text, Qt::ElideMiddle, rect.width()));
    };
    write(cell(Column::Time), line.time, faint);
    if (m_serverWidth > 0) {
        const size_t source = order().at(place).source();
        QRect rect = cell(Column::Server);
        painter.setPen(Qt::NoPen);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(isSelected ? ink : m_inks.servers[source]);
        painter.drawRoundedRect(
            QRectF(rect.left(), rect.center().y() - chip / 2 + 1, chip, chip), 2, 2);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
        rect.setLeft(rect.left() + chip + margin);
        write(rect, text::visible(m_sources[source].name), ink);
    }
    if (line.record.isGap()) { // across the columns: it is no line
        const int left = cell(Column::Daemon).left();
        painter.setPen(ink);
        layout.text.draw(&painter,
            QPointF(left, top + (m_rowHeight - layout.text.boundingRect().height()) / 2), {});
        return;
    }
    write(cell(Column::Daemon), line.daemon, ink);
    write(cell(Column::QueueId), line.queueId, ink);
    const int idWidth = painter.fontMetrics().horizontalAdvance(line.queueId) + 2 * margin;
    m_idWidth = std::max(m_idWidth, std::min(idWidth, mostIdWidth()));
    paintText(painter, layout, top, isSelected, ink);
}

void LogView::paintText(
    QPainter &painter, const LogLines::Layout &layout, int top, bool isSelected, const QColor &ink)
{
    const QRect rect = columnRect(Column::Text).translated(0, top);
    m_textWidth = std::max(m_textWidth, layout.width + 2 * margin);
    painter.save();
    painter.setClipRect(rect.adjusted(margin - 1, 0, 0, 0));
    painter.setPen(ink);
    QList<QTextLayout::FormatRange> over;
    if (isSelected) {
        over.append({0, int(layout.line.text.size()), {}});
        over.front().format.setForeground(ink);
    }
    layout.text.draw(&painter,
        QPointF(rect.left() + margin - horizontalScrollBar()->value(),
            top + (m_rowHeight - layout.text.boundingRect().height()) / 2),
        over);
    painter.restore();
}

}
