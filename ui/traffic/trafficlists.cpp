// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/traffic/trafficlists.h"

#include "ui/style/dimmedlabel.h"
#include "ui/style/table.h"
#include "ui/traffic/placesmodel.h"
#include "ui/traffic/toplistmodel.h"
#include "ui/traffic/trafficwords.h"

#include <QComboBox>
#include <QHeaderView>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

using namespace std::chrono_literals;

namespace spoolscope {

using namespace Qt::StringLiterals;

TrafficLists::TrafficLists(QWidget *parent)
    : QWidget(parent)
    , m_choice(new QComboBox(this))
    , m_top(new TopListModel(this))
    , m_places(new PlacesModel(this))
    , m_table(new QTableView(this))
    , m_nothing(new DimmedLabel({}, this))
{
    m_choice->setObjectName(u"trafficLists"_s);
    m_choice->setAccessibleName(tr("List"));
    m_choice->setToolTip(tr("What is listed, of the range that the charts show (/)"));
    m_choice->addItem(tr("Servers and instances"));
    m_choice->insertSeparator(1);
    for (size_t i = 0; i < topListCount; ++i)
        m_choice->addItem(trafficwords::titleOf(TopList(i)), int(i));
    m_choice->setMaxVisibleItems(m_choice->count());
    connect(m_choice, &QComboBox::currentIndexChanged, this, &TrafficLists::update);
    m_table->setObjectName(u"trafficList"_s);
    dressTable(m_table);
    m_table->horizontalHeader()->setStretchLastSection(false); // the name has what is left
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    connect(m_table, &QTableView::activated, this, &TrafficLists::openRow);
    connect(m_table, &QTableView::clicked, this, &TrafficLists::openRow);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setAutoFillBackground(true);
    m_nothing->setBackgroundRole(QPalette::Base);

    m_patience.setSingleShot(true);
    m_patience.setInterval(400ms);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_isCounting = true;
        update();
    });

    auto *choice = new QVBoxLayout;
    choice->setContentsMargins(8, 8, 8, 8);
    choice->addWidget(m_choice);
    auto *below = new QWidget(this);
    m_stack = new QStackedLayout(below);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_nothing);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addLayout(choice);
    column->addWidget(below, 1);
    showList(TopList::RecipientDomains);
}

bool TrafficLists::showsPlaces() const
{
    return m_choice->currentIndex() == 0;
}

TopList TrafficLists::list() const
{
    return TopList(m_choice->currentData().toInt());
}

void TrafficLists::showList(TopList list)
{
    m_choice->setCurrentIndex(m_choice->findData(int(list)));
}

void TrafficLists::showPlaces()
{
    m_choice->setCurrentIndex(0);
}

void TrafficLists::focusChoice()
{
    m_choice->setFocus(Qt::ShortcutFocusReason);
}

void TrafficLists::setPlaces(const SharedCounts &all, const TrafficRange &range)
{
    m_range = range;
    m_places->setTraffic(all ? all->traffic : CountedTraffic(), range);
    if (showsPlaces())
        update();
}

void TrafficLists::setCounts(const SharedCounts &inRange)
{
    m_counts = inRange;
    if (!showsPlaces())
        update();
}

void TrafficLists::setCounting(bool isCounting)
{
    if (!isCounting)
        m_patience.stop();
    else if (!m_isCounting && !m_patience.isActive())
        m_patience.start();
    if (!isCounting && std::exchange(m_isCounting, false))
        update();
}

/// What was chosen stays, as far as it is still there.
void TrafficLists::update()
{
    const QString chosen = m_table->currentIndex().siblingAtColumn(0).data().toString();
    QAbstractItemModel *model = m_places;
    if (!showsPlaces()) {
        m_top->setList(list(), m_counts ? m_counts->all.top(list()) : TopSketch());
        model = m_top;
    }
    if (m_table->model() != model)
        m_table->setModel(model);
    sizeColumns();
    for (int row = 0; !chosen.isEmpty() && row < model->rowCount(); ++row)
        if (model->index(row, 0).data().toString() == chosen)
            m_table->setCurrentIndex(model->index(row, 0));
    const bool isStale = !showsPlaces() && (m_isCounting || !m_counts);
    m_nothing->setText(isStale ? tr("Counting…") : tr("None in this time"));
    m_stack->setCurrentIndex(!isStale && model->rowCount() > 0 ? 0 : 1);
}

void TrafficLists::sizeColumns()
{
    for (int column = 0; column < m_table->model()->columnCount(); ++column)
        m_table->horizontalHeader()->setSectionResizeMode(
            column, column == 0 ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
}

void TrafficLists::openRow(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    if (showsPlaces()) {
        const PlacesModel::Place &place = m_places->place(index.row());
        emit linesRequested(trafficwords::filterFor(place.server, place.instance, m_range));
    } else {
        emit linesRequested(
            trafficwords::filterFor(m_top->list(), m_top->entry(index.row()).text, m_range));
    }
}

}
