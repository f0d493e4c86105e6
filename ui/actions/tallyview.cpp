// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/tallyview.h"

#include "core/base/domainnote.h"
#include "core/base/textsafety.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

/// Of an address or of a domain.
QString explained(const QString &name)
{
    const QString address = name.contains(u'@') ? name : u'@' + name;
    return (QStringList{name} + text::domainNotes(address)).join(u'\n');
}

}

TallyView::TallyView(const QString &title, const QList<Row> &rows, qint64 total, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_rows(rows.first(std::min(rows.size(), shownRows)))
    , m_total(std::max<qint64>(total, 1))
{
    if (rows.size() == shownRows + 1) {
        m_rows.append(rows.last()); // one more takes no more room than saying so
    } else if (rows.size() > shownRows) {
        qint64 messages = 0;
        for (const Row &row : rows.sliced(shownRows))
            messages += row.messages;
        m_rows.append({tr("%1 others", nullptr, int(rows.size() - shownRows))
                           .arg(humanize::count(rows.size() - shownRows)),
            messages});
    }
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QStringList spoken;
    for (const Row &row : m_rows)
        spoken.append(row.name + u": "_s + humanize::count(row.messages));
    setAccessibleName(title);
    setAccessibleDescription(spoken.join(u", "_s));
}

int TallyView::rowHeight() const
{
    return fontMetrics().height() + 4;
}

QRect TallyView::rowRect(qsizetype row) const
{
    return QRect(0, int(row + 1) * rowHeight() + 4, width(), rowHeight());
}

QSize TallyView::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 36, int(m_rows.size() + 1) * rowHeight() + 8};
}

QSize TallyView::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, sizeHint().height()};
}

void TallyView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(colours::dimmed(palette()));
    painter.drawText(QRect(4, 0, width() - 8, rowHeight()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_title);
    const QColor bar = colours::mixed(
        palette().color(QPalette::Base), palette().color(QPalette::Highlight), 0.16);
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        const QRect rect = rowRect(i);
        const double share = std::min(1.0, double(row.messages) / double(m_total));
        painter.fillRect(
            QRect(rect.left(), rect.top() + 1, int(rect.width() * share), rect.height() - 2), bar);
        const QString count = humanize::count(row.messages);
        const int countWidth = fontMetrics().horizontalAdvance(count);
        const QRect text = rect.adjusted(4, 0, -4, 0);
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, count);
        painter.drawText(text.adjusted(0, 0, -countWidth - 8, 0),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            fontMetrics().elidedText(row.name, Qt::ElideMiddle, text.width() - countWidth - 8));
    }
}

bool TallyView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (qsizetype i = 0; i < m_rows.size(); ++i) {
            if (rowRect(i).contains(help->pos()))
                QToolTip::showText(help->globalPos(), plaintext::toolTip(explained(m_rows[i].name)),
                    this, rowRect(i));
        }
        return true;
    }
    return QWidget::event(event);
}

QList<TallyView::Row> tallyRows(const QList<PlanSummary::Tally> &tallies, const QString &nameless)
{
    QList<TallyView::Row> rows;
    rows.reserve(tallies.size());
    for (const PlanSummary::Tally &tally : tallies)
        rows.append({tally.name.isEmpty() ? nameless : text::visible(tally.name), tally.messages});
    return rows;
}

}
