// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/queueheader.h"

#include "ui/queue/queuearrangement.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMenu>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QSettings>
#include <QSignalBlocker>

#include <algorithm>
#include <array>
#include <utility>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

const QString columnsKey = u"queue/columns"_s;
const QString elasticKey = u"queue/columnsAreElastic"_s;
const QString furtherKey = u"queue/furtherSortKeys"_s;
constexpr size_t mostFurther = 2;

const QString countKey = u"queue/columnCount"_s;

bool isHiddenAtFirst(QueueColumn column)
{
    return column == QueueColumn::NextTry || column == QueueColumn::Expires
        || isOriginColumn(column);
}

}

QueueHeader::QueueHeader(QWidget *parent) : FlatHeader(parent)
{
    setSectionsMovable(true);
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
    if (!state.isEmpty() && restoreState(state)) {
        m_isElastic = settings.value(elasticKey, true).toBool();
        // Columns that an older version did not know.
        for (int column = settings.value(countKey, 8).toInt(); column < count(); ++column)
            setSectionHidden(column, isHiddenAtFirst(QueueColumn(column)));
    }
    setSortIndicatorShown(true); // the table, which does not sort by itself, has taken it away
    if (firstVisible() < 0)
        showSection(int(QueueColumn::Id));
    restoreFurther(settings.value(furtherKey).toStringList());
    const auto remember = [this] { m_saveLater.start(); };
    connect(this, &QHeaderView::sectionMoved, this, remember);
    connect(this, &QHeaderView::sortIndicatorChanged, this, [this, remember] {
        m_further.clear();
        emit orderChanged(order());
        remember();
    });
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
    // With room for the signs of a sorted column beside its title.
    const auto widthOf = [this](QueueColumn column, const QString &widest) {
        const QString title
            = model()->headerData(int(column), Qt::Horizontal, Qt::DisplayRole).toString();
        const QFontMetrics metrics = fontMetrics();
        return std::max(
                   metrics.horizontalAdvance(widest), metrics.horizontalAdvance(title) + 3 * margin)
            + 2 * margin + 2;
    };
    resizeSection(
        int(QueueColumn::Age), widthOf(QueueColumn::Age, humanize::age(23 * 3600 + 59 * 60)));
    resizeSection(int(QueueColumn::Size), widthOf(QueueColumn::Size, humanize::size(888'000)));
    resizeSection(int(QueueColumn::Client), width(15));
    resizeSection(int(QueueColumn::User), width(22));
    for (const QueueColumn column : {QueueColumn::NextTry, QueueColumn::Expires})
        resizeSection(int(column), widthOf(column, u'~' + humanize::age(23 * 3600 + 59 * 60)));
    for (int column = 0; column < count(); ++column)
        setSectionHidden(column, isHiddenAtFirst(QueueColumn(column)));
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
        Share{QueueColumn::Reason, 43}, Share{QueueColumn::Subject, 30}};
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
    FlatHeader::resizeEvent(event);
    shareRoom();
}

void QueueHeader::save() const
{
    QSettings settings;
    settings.setValue(columnsKey, saveState());
    settings.setValue(elasticKey, m_isElastic);
    settings.setValue(countKey, count());
    settings.setValue(furtherKey, savedFurther());
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
    addOrderTo(*menu);
    menu->addSeparator();
    addSetsTo(*menu->addMenu(tr("Column &Sets")));
    menu->addAction(tr("Reset Columns"), this, [this] {
        for (int column = 0; column < count(); ++column)
            moveSection(visualIndex(column), column);
        setDefaults();
    });
    return menu;
}

// --- the order ---

QueueOrder QueueHeader::order() const
{
    return {QueueColumn(sortIndicatorSection()), sortIndicatorOrder(), m_further};
}

void QueueHeader::sortFurtherBy(int column)
{
    const auto turned = [](Qt::SortOrder order) {
        return order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    };
    const auto known = std::ranges::find(m_further, QueueColumn(column), &SortKey::column);
    if (column == sortIndicatorSection()) {
        const std::vector<SortKey> kept = m_further;
        const QSignalBlocker quiet(this); // a plain click would leave the others out
        setSortIndicator(column, turned(sortIndicatorOrder()));
        m_further = kept;
    } else if (known == m_further.end()) {
        if (m_further.size() == mostFurther)
            m_further.pop_back();
        m_further.push_back({QueueColumn(column), Qt::AscendingOrder});
    } else if (known->direction == Qt::AscendingOrder) {
        known->direction = Qt::DescendingOrder;
    } else {
        m_further.erase(known);
    }
    viewport()->update();
    m_saveLater.start();
    emit orderChanged(order());
}

std::optional<FlatHeader::Sorting> QueueHeader::sortingOf(int logicalIndex) const
{
    auto first = FlatHeader::sortingOf(logicalIndex);
    if (first && !m_further.empty())
        first->number = 1;
    const auto key = std::ranges::find(m_further, QueueColumn(logicalIndex), &SortKey::column);
    return first || key == m_further.end()
        ? first
        : Sorting{key->direction, int(key - m_further.begin()) + 2};
}

/// "size+" ascending, "size-" descending.
QStringList QueueHeader::savedFurther() const
{
    QStringList keys;
    for (const SortKey &key : m_further)
        keys += columnName(key.column) + (key.direction == Qt::AscendingOrder ? u'+' : u'-');
    return keys;
}

void QueueHeader::restoreFurther(const QStringList &keys)
{
    for (const QString &key : keys) {
        const auto column = columnNamed(QStringView(key).chopped(key.isEmpty() ? 0 : 1));
        if (column && int(*column) != sortIndicatorSection() && m_further.size() < mostFurther
            && !std::ranges::contains(m_further, *column, &SortKey::column))
            m_further.push_back(
                {*column, key.endsWith(u'-') ? Qt::DescendingOrder : Qt::AscendingOrder});
    }
}

/// For the keyboard, which has no headers to click on.
void QueueHeader::addOrderTo(QMenu &menu)
{
    QMenu *first = menu.addMenu(tr("Sort &By"));
    QMenu *further = menu.addMenu(tr("&Then By"));
    for (int column = 0; column < count(); ++column) {
        const QString name
            = model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        const bool isFirst = column == sortIndicatorSection();
        QAction *action = first->addAction(name, this, [this, column, isFirst] {
            const bool turns = isFirst && sortIndicatorOrder() == Qt::AscendingOrder;
            setSortIndicator(column, turns ? Qt::DescendingOrder : Qt::AscendingOrder);
        });
        action->setCheckable(true);
        action->setChecked(isFirst);
        action = further->addAction(name, this, [this, column] { sortFurtherBy(column); });
        action->setCheckable(true);
        action->setChecked(!isFirst && sortingOf(column));
        action->setEnabled(!isFirst);
    }
}

void QueueHeader::mousePressEvent(QMouseEvent *event)
{
    const bool isFurther = event->button() == Qt::LeftButton
        && event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier)
        && cursor().shape() != Qt::SplitHCursor; // that is for the width
    m_pressed = isFurther ? logicalIndexAt(event->position().toPoint()) : -1;
    if (m_pressed < 0)
        FlatHeader::mousePressEvent(event);
}

void QueueHeader::mouseReleaseEvent(QMouseEvent *event)
{
    const int pressed = std::exchange(m_pressed, -1);
    if (pressed < 0)
        FlatHeader::mouseReleaseEvent(event);
    else if (logicalIndexAt(event->position().toPoint()) == pressed)
        sortFurtherBy(pressed);
}

// --- sets of columns ---

ColumnSet QueueHeader::shownColumns() const
{
    ColumnSet set;
    for (int visual = 0; visual < count(); ++visual) {
        if (!isSectionHidden(logicalIndex(visual)))
            set.columns.append(QueueColumn(logicalIndex(visual)));
    }
    return set;
}

void QueueHeader::show(const ColumnSet &set)
{
    for (qsizetype place = 0; place < set.columns.size(); ++place) {
        showSection(int(set.columns[place])); // first, so that one is always shown
        moveSection(visualIndex(int(set.columns[place])), int(place));
    }
    for (int column = 0; column < count(); ++column)
        setSectionHidden(column, !set.columns.contains(QueueColumn(column)));
    shareRoom();
    m_saveLater.start();
}

void QueueHeader::addSetsTo(QMenu &menu)
{
    const ColumnSet shown = shownColumns();
    const auto add = [&](const ColumnSet &set) {
        QAction *action = menu.addAction(plaintext::label(set.name));
        action->setCheckable(true);
        action->setChecked(set.columns == shown.columns);
        connect(action, &QAction::triggered, this, [this, set] { show(set); });
    };
    const QList<ColumnSet> builtIn = builtInColumnSets();
    for (const ColumnSet &set : builtIn)
        add(set);
    menu.addSeparator();
    const QList<ColumnSet> own = ownColumnSets();
    for (const ColumnSet &set : own)
        add(set);
    if (!own.isEmpty())
        menu.addSeparator();
    menu.addAction(tr("&Save the Columns as a Set…"), this, &QueueHeader::askForName);
    QMenu *removing = menu.addMenu(tr("&Remove"));
    removing->setEnabled(!own.isEmpty());
    for (const ColumnSet &set : own)
        removing->addAction(
            plaintext::label(set.name), this, [name = set.name] { removeColumnSet(name); });
}

void QueueHeader::askForName()
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"columnSetName"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Save Columns"));
    dialog->setLabelText(tr("Name of the set; one of the same name is replaced:"));
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &name) {
        ColumnSet set = shownColumns();
        set.name = name;
        if (!keepColumnSet(set))
            askForName(); // empty, or a built-in one's
    });
    dialog->open();
}

void QueueHeader::showColumnMenu()
{
    QMenu *menu = makeColumnMenu();
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(mapToGlobal(QPoint(0, height())));
}

void QueueHeader::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = makeColumnMenu();
    if (m_offered) {
        menu->addSeparator();
        menu->addAction(m_offered);
    }
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(event->globalPos());
}

}
