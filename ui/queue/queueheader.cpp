// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queueheader.h"

#include "ui/queue/queuearrangement.h"
#include "ui/style/colours.h"
#include "ui/style/humanize.h"
#include "ui/style/metrics.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>
#include <QSettings>

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

const QString columnsKey = u"queue/columns"_s;
const QString elasticKey = u"queue/columnsAreElastic"_s;
constexpr int margin = 8; ///< that of the cells below
constexpr int signSize = 8;

}

QueueHeader::QueueHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setSortIndicatorShown(true);
    setHighlightSections(false);
    setStretchLastSection(true);
    setTextElideMode(Qt::ElideRight);
    setMinimumSectionSize(40);
    setMouseTracking(true);
    m_saveLater.setSingleShot(true);
    m_saveLater.setInterval(500);
    connect(&m_saveLater, &QTimer::timeout, this, &QueueHeader::save);
}

QueueHeader::~QueueHeader()
{
    if (m_saveLater.isActive())
        save();
}

void QueueHeader::restore()
{
    setDefaults();
    const QSettings settings;
    const QByteArray state = settings.value(columnsKey).toByteArray();
    if (!state.isEmpty() && restoreState(state))
        m_isElastic = settings.value(elasticKey, true).toBool();
    if (firstVisible() < 0)
        showSection(int(QueueColumn::Id));
    const auto remember = [this] { m_saveLater.start(); };
    connect(this, &QHeaderView::sectionMoved, this, remember);
    connect(this, &QHeaderView::sortIndicatorChanged, this, remember);
    connect(this, &QHeaderView::sectionResized, this, [this](int, int before, int after) {
        // The stretched last section and hidden ones change by themselves.
        if (!m_isSharing && before > 0 && after > 0 && underMouse()
            && QGuiApplication::mouseButtons() & Qt::LeftButton)
            m_isElastic = false;
        m_saveLater.start();
    });
    shareRoom();
}

void QueueHeader::setDefaults()
{
    const auto width = [this](int characters) {
        return fontMetrics().averageCharWidth() * characters + 2 * margin;
    };
    const QFontMetrics fixed(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    resizeSection(int(QueueColumn::Queue), width(8) + 2 * margin);
    resizeSection(int(QueueColumn::Server), width(8));
    resizeSection(int(QueueColumn::Id), fixed.averageCharWidth() * 15 + 2 * margin);
    const auto widthOf = [this](const QString &widest) {
        return fontMetrics().horizontalAdvance(widest) + 2 * margin + 2;
    };
    resizeSection(int(QueueColumn::Age), widthOf(humanize::age(23 * 3600 + 59 * 60)));
    resizeSection(int(QueueColumn::Size), widthOf(humanize::size(888'000)));
    setSortIndicator(int(QueueColumn::Age), Qt::DescendingOrder);
    m_isElastic = true;
    shareRoom();
}

void QueueHeader::shareRoom()
{
    struct Share
    {
        QueueColumn column;
        int parts;
    };
    constexpr std::array shares{Share{QueueColumn::Sender, 28}, Share{QueueColumn::Recipients, 29},
        Share{QueueColumn::Reason, 43}};
    if (!m_isElastic || count() == 0)
        return;
    int room = viewport()->width(), parts = 0;
    for (int column = 0; column < count(); ++column)
        room -= sectionSize(column);
    for (const Share &share : shares) {
        room += sectionSize(int(share.column));
        parts += isSectionHidden(int(share.column)) ? 0 : share.parts;
    }
    const int least = fontMetrics().averageCharWidth() * 16;
    const QScopedValueRollback sharing(m_isSharing, true);
    for (const Share &share : shares)
        if (!isSectionHidden(int(share.column)))
            resizeSection(int(share.column), std::max(least, room * share.parts / parts));
}

void QueueHeader::resizeEvent(QResizeEvent *event)
{
    QHeaderView::resizeEvent(event);
    shareRoom();
}

void QueueHeader::save() const
{
    QSettings settings;
    settings.setValue(columnsKey, saveState());
    settings.setValue(elasticKey, m_isElastic);
}

QSize QueueHeader::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), metrics::bandHeight(fontMetrics())};
}

void QueueHeader::paintEvent(QPaintEvent *event)
{
    QPainter(viewport()).fillRect(viewport()->rect(), palette().color(QPalette::Window));
    QHeaderView::paintEvent(event);
    const QRect line(0, viewport()->height() - 1, viewport()->width(), 1);
    QPainter(viewport()).fillRect(line, colours::separator(palette()));
}

void QueueHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isSorted = sortIndicatorSection() == logicalIndex;
    const auto alignment = Qt::Alignment(
        model()->headerData(logicalIndex, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
    const QString title
        = model()->headerData(logicalIndex, Qt::Horizontal, Qt::DisplayRole).toString();
    QRect text = rect.adjusted(margin, 0, -margin, 0);
    painter->setPen(isSorted ? palette().color(QPalette::WindowText) : colours::dimmed(palette()));
    if (isSorted) {
        // Beside the title, on the side where the column has room.
        const bool isRight = alignment & Qt::AlignRight;
        const int width
            = std::min(fontMetrics().horizontalAdvance(title), text.width() - 2 * signSize);
        const int x = isRight ? text.right() - width - signSize - 4 : text.left() + width + 6;
        drawSortSign(painter, QRectF(x, rect.center().y() - signSize / 2 + 1, signSize, signSize));
        text.adjust(isRight ? signSize : 0, 0, isRight ? 0 : -signSize, 0);
    }
    painter->drawText(text, int(alignment) | Qt::TextSingleLine,
        fontMetrics().elidedText(title, Qt::ElideRight, text.width()));
    painter->setRenderHint(QPainter::Antialiasing, false);
    if (visualIndex(logicalIndex) + 1 < count())
        painter->fillRect(QRect(rect.right(), rect.top() + 8, 1, rect.height() - 16),
            colours::separator(palette()));
    painter->restore();
}

void QueueHeader::drawSortSign(QPainter *painter, const QRectF &rect) const
{
    const bool isUp = sortIndicatorOrder() == Qt::AscendingOrder;
    const qreal middle = rect.center().x(), height = rect.height() * 0.55;
    const qreal top = rect.center().y() - height / 2, bottom = top + height;
    QPen pen(
        palette().color(QPalette::WindowText), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter->setPen(pen);
    painter->drawPolyline(QPolygonF({QPointF(rect.left(), isUp ? bottom : top),
        QPointF(middle, isUp ? top : bottom), QPointF(rect.right(), isUp ? bottom : top)}));
    painter->setPen(palette().color(QPalette::WindowText));
}

int QueueHeader::firstVisible() const
{
    for (int visual = 0; visual < count(); ++visual)
        if (!isSectionHidden(logicalIndex(visual)))
            return visual;
    return -1;
}

QMenu *QueueHeader::makeColumnMenu()
{
    auto *menu = new QMenu(this);
    const int shown = count() - hiddenSectionCount();
    for (int column = 0; column < count(); ++column) {
        QAction *action = menu->addAction(
            model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!isSectionHidden(column));
        action->setEnabled(shown > 1 || isSectionHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool isShown) {
            setSectionHidden(column, !isShown);
            shareRoom();
            m_saveLater.start();
        });
    }
    menu->addSeparator();
    menu->addAction(tr("Reset Columns"), this, [this] {
        for (int column = 0; column < count(); ++column) {
            showSection(column);
            moveSection(visualIndex(column), column);
        }
        setDefaults();
    });
    return menu;
}

void QueueHeader::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = makeColumnMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(event->globalPos());
}

}
