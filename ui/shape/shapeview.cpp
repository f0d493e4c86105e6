// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shape/shapeview.h"

#include "ui/shape/shapelegend.h"
#include "ui/shape/shapemodel.h"
#include "ui/shape/shapetable.h"
#include "ui/style/colours.h"
#include "ui/style/flatheader.h"
#include "ui/style/metrics.h"

#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int widestCell = 144;
constexpr int leastName = 22, usualName = 44, mostName = 64; ///< average characters of a domain
constexpr int waitingInterval = 50; ///< ms between two looks whether the button was let go

}

ShapeView::ShapeView(QWidget *parent)
    : QWidget(parent)
    , m_totalModel(new ShapeModel(ShapeModel::Rows::Total, this))
    , m_domainModel(new ShapeModel(ShapeModel::Rows::Domains, this))
    , m_total(makeTable(m_totalModel))
    , m_domains(makeTable(m_domainModel))
    , m_legend(new ShapeLegend(m_total))
    , m_beside(new QWidget(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    setFocusProxy(m_domains);
    m_total->setObjectName(u"shapeTotal"_s);
    m_total->setAccessibleName(tr("All domains by age"));
    m_domains->setObjectName(u"shapeDomains"_s);
    m_domains->setAccessibleName(tr("Domains by age"));
    m_total->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_total->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    static_cast<DomainHeader *>(m_total->verticalHeader())->setBold(true);
    m_domains->horizontalHeader()->hide();
    connect(m_domains->horizontalScrollBar(), &QScrollBar::valueChanged,
        m_total->horizontalScrollBar(), &QScrollBar::setValue);
    connect(m_total->horizontalScrollBar(), &QScrollBar::valueChanged,
        m_domains->horizontalScrollBar(), &QScrollBar::setValue);
    connect(
        m_domains->verticalScrollBar(), &QScrollBar::rangeChanged, this, &ShapeView::placeColumns);
    connect(m_domains, &ShapeTable::leftAbove, this, [this](int column) {
        m_domains->clearSelection();
        m_total->setFocus();
        m_total->setCurrentIndex(m_totalModel->index(0, column));
    });
    connect(m_total, &ShapeTable::leftBelow, this, [this](int column) {
        m_total->clearSelection();
        m_domains->setFocus();
        m_domains->setCurrentIndex(m_domainModel->index(0, column));
    });
    m_wait.setSingleShot(true);
    m_wait.setInterval(waitingInterval);
    connect(&m_wait, &QTimer::timeout, this, &ShapeView::takePicture);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->addWidget(m_total);
    top->addWidget(m_beside);
    column->addLayout(top);
    column->addWidget(m_domains, 1);
    placeColumns();
}

ShapeTable *ShapeView::makeTable(ShapeModel *model)
{
    auto *table = new ShapeTable(this);
    table->setModel(model);
    connect(table, &ShapeTable::selectionMoved, this, [this, table] {
        // What is chosen is chosen in one of the two.
        if (table->selectionModel()->hasSelection())
            (table == m_total ? m_domains : m_total)->clearSelection();
        emit selectionMoved();
    });
    connect(table, &ShapeTable::chosen, this,
        [this, table](bool byColumnHead) { chooseFrom(table, byColumnHead); });
    return table;
}

const SharedPicture &ShapeView::pictureOnScreen() const
{
    return m_domainModel->picture();
}

void ShapeView::setPicture(const SharedPicture &picture)
{
    m_waiting = picture;
    takePicture();
}

void ShapeView::takePicture()
{
    if (m_total->isPressed() || m_domains->isPressed())
        return m_wait.start();
    if (!m_waiting)
        return;
    // Another order of the rows must not take the keyboard's place away from its domain.
    const QModelIndex current = m_domains->currentIndex();
    const bool isKnown = current.isValid();
    const QByteArray domain = isKnown ? picture().row(size_t(current.row())).domain : QByteArray();
    const int scrolled = m_domains->verticalScrollBar()->value();
    const QItemSelectionRange range = m_domains->chosenRange();
    const bool isOneCell = range.isValid() && range.height() == 1 && range.width() == 1;
    m_totalModel->setPicture(m_waiting);
    m_domainModel->setPicture(std::exchange(m_waiting, {}));
    m_legend->setScale(picture().largest, picture().settings.isLogScale);
    placeColumns();
    if (!isKnown || m_domains->currentIndex().isValid())
        return; // as it was
    const int row = m_domainModel->placeOf(domain);
    if (row < 0 || current.column() >= m_domainModel->columnCount())
        return;
    m_domains->selectionModel()->setCurrentIndex(m_domainModel->index(row, current.column()),
        isOneCell ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::NoUpdate);
    m_domains->verticalScrollBar()->setValue(scrolled);
}

std::optional<ShapeCells> ShapeView::cellsOf(const ShapeTable *table) const
{
    const QItemSelectionRange range = table->chosenRange();
    if (!range.isValid())
        return {};
    // The column of totals is of every age.
    const bool isEveryAge = range.left() == ShapeModel::TotalColumn;
    ShapeCells cells{.isTotal = table == m_total,
        .firstBucket = isEveryAge ? 0 : range.left() - ShapeModel::FirstBucket,
        .lastBucket = isEveryAge ? picture().shape.options.buckets - 1
                                 : range.right() - ShapeModel::FirstBucket};
    if (!cells.isTotal) {
        cells.places.resize(size_t(range.height()));
        std::iota(cells.places.begin(), cells.places.end(), range.top());
    }
    return cells;
}

std::optional<ShapeCells> ShapeView::chosenCells() const
{
    const auto cells = cellsOf(m_domains);
    return cells ? cells : cellsOf(m_total);
}

void ShapeView::chooseFrom(ShapeTable *table, bool byColumnHead)
{
    auto cells = cellsOf(table);
    if (!cells)
        return;
    // The head of a column is that of what is shown below it.
    if (byColumnHead && picture().isSearched()) {
        cells->isTotal = false;
        cells->places.resize(picture().shown.size());
        std::iota(cells->places.begin(), cells->places.end(), 0);
    }
    emit chosen(*cells);
}

/// The cells share the room that the names leave, as far as numbers need it.
void ShapeView::placeColumns()
{
    const int columns = m_totalModel->columnCount();
    const QFontMetrics font = fontMetrics();
    const int row = metrics::tableRowHeight(font);
    m_total->setFixedHeight(m_total->horizontalHeader()->sizeHint().height() + row + 4);
    m_total->verticalHeader()->setDefaultSectionSize(row + 4);
    m_domains->verticalHeader()->setDefaultSectionSize(row);
    if (columns == 0)
        return;
    const int bar = m_domains->verticalScrollBar()->sizeHint().width();
    const int unit = font.averageCharWidth();
    int head = 0, widest = 0;
    std::vector<int> widths;
    for (int column = 0; column < columns; ++column) {
        const QString title
            = m_totalModel->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        widths.push_back(
            std::max(font.horizontalAdvance(title) + 2 * FlatHeader::margin + 4, unit * 8));
        head += widths.back();
        widest = std::max(widest, widths.back());
    }
    // Cells of one width look like a map; where there is no room for that, they are narrower.
    const int room = width() - bar;
    // Both tables are as wide as each other, or they could not be scrolled alike.
    m_beside->setFixedWidth(m_domains->verticalScrollBar()->maximum() > 0 ? bar : 0);
    const bool isEven = room - columns * widest >= unit * leastName;
    const int even
        = std::clamp((room - unit * usualName) / columns, widest, std::max(widest, widestCell));
    const int names
        = std::clamp(room - (isEven ? columns * even : head), unit * leastName, unit * mostName);
    for (ShapeTable *table : {m_total, m_domains}) {
        table->verticalHeader()->setFixedWidth(names);
        for (int column = 0; column < columns; ++column)
            table->setColumnWidth(column, isEven ? even : widths[size_t(column)]);
    }
    m_legend->setGeometry(0, 0, names, m_total->horizontalHeader()->height());
    m_legend->raise();
}

/// The band of the heads goes on above the scroll bar.
void ShapeView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int height = m_total->horizontalHeader()->height();
    painter.fillRect(QRect(0, 0, width(), height), palette().color(QPalette::Window));
    painter.fillRect(QRect(0, height - 1, width(), 1), colours::separator(palette()));
}

void ShapeView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeColumns();
}

void ShapeView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        placeColumns();
}

}
