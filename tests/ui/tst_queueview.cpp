// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/madequeues.h"
#include "tests/ui/stallmeter.h"
#include "ui/queue/columnsets.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queueheader.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queueview.h"

#include <QDrag>
#include <QInputDialog>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

/// A table on made queues, as the page puts it together.
struct Table
{
    explicit Table(bool sorts = true)
    {
        QObject::connect(&model, &QueueModel::sourcesChanging, &selection,
            [this](const SharedSources &sources) { selection.setSources(sources); });
        view.resize(1000, 600);
        if (sorts)
            model.sort(int(QueueColumn::Id), Qt::AscendingOrder);
    }

    void show(const std::vector<made::Message> &messages)
    {
        model.setSources({made::source(u"mx1"_s, messages)});
        settle();
        view.show();
        view.setFocus();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
    }

    void settle()
    {
        QVERIFY(QTest::qWaitFor([this] { return !model.isArranging(); }, 30'000));
    }

    QPoint at(int row) const { return view.visualRect(model.index(row, 1)).center(); }

    void click(int row, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, modifiers, at(row));
    }

    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(&view, key, modifiers);
    }

    QList<int> selected() const
    {
        QList<int> rows;
        for (int row = 0; row < model.rowCount(); ++row)
            if (view.isSelected(row))
                rows += row;
        return rows;
    }

    QueueModel model;
    MessageSelection selection;
    QueueView view{model, selection};
};

}

namespace {

/// Whether the set of that name is ticked, and its entry in the header's menu.
std::pair<bool, QAction *> entry(QueueHeader &header, const QString &name)
{
    QMenu *menu = header.makeColumnMenu();
    menu->deleteLater();
    for (const QMenu *sub : menu->findChildren<QMenu *>()) {
        for (QAction *action : sub->actions()) {
            if (action->text() == name && action->isCheckable())
                return {action->isChecked(), action};
        }
    }
    qFatal("no set %s", qPrintable(name));
}

void clickHeader(const QueueView &view, QueueColumn column, Qt::KeyboardModifiers modifiers = {})
{
    const QueueHeader *header = view.header();
    const QPoint place(header->sectionViewportPosition(int(column)) + 20, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, modifiers, place);
}

void choose(QueueHeader &header, const QString &name)
{
    entry(header, name).second->trigger();
}

void save(QueueHeader &header, const QString &name)
{
    const std::unique_ptr<QMenu> menu(header.makeColumnMenu());
    for (const QMenu *sub : menu->findChildren<QMenu *>()) {
        for (QAction *action : sub->actions()) {
            if (action->text().contains(u"Save"_s))
                action->trigger();
        }
    }
    auto *dialog = header.findChild<QInputDialog *>(u"columnSetName"_s);
    QVERIFY(dialog);
    dialog->setTextValue(name);
    dialog->accept();
}

}

class TestQueueView : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_settings = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings->path());
    }

    void clicksSelect()
    {
        Table table;
        table.show(made::many(50));
        QSignalSpy current(&table.view, &QueueView::currentRowChanged);
        table.click(3);
        QCOMPARE(table.selected(), QList<int>{3});
        QCOMPARE(current.takeLast().at(0).toInt(), 3);
        table.click(6, Qt::ShiftModifier);
        QCOMPARE(table.selected(), (QList<int>{3, 4, 5, 6}));
        table.click(1, Qt::ShiftModifier);
        QCOMPARE(table.selected(), (QList<int>{1, 2, 3}));
        table.click(8, Qt::ControlModifier);
        QCOMPARE(table.selected(), (QList<int>{1, 2, 3, 8}));
        table.click(2, Qt::ControlModifier);
        QCOMPARE(table.selected(), (QList<int>{1, 3, 8}));
        table.click(4, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(table.selected(), (QList<int>{1, 2, 3, 4, 8}));
        table.click(5);
        QCOMPARE(table.selected(), QList<int>{5});
    }

    void dragSelectsARange()
    {
        Table table;
        table.show(made::many(50));
        QTest::mousePress(table.view.viewport(), Qt::LeftButton, {}, table.at(2));
        QTest::mouseMove(table.view.viewport(), table.at(4));
        QTest::mouseMove(table.view.viewport(), table.at(7));
        QTest::mouseMove(table.view.viewport(), table.at(5));
        QTest::mouseRelease(table.view.viewport(), Qt::LeftButton, {}, table.at(5));
        QCOMPARE(table.selected(), (QList<int>{2, 3, 4, 5}));
    }

    void dragOfSelectedRowsTakesTheirIds()
    {
        Table table;
        table.show(made::many(50));
        table.click(2);
        table.click(4, Qt::ControlModifier);
        QTest::mousePress(table.view.viewport(), Qt::LeftButton, {}, table.at(4));
        QCOMPARE(table.selected(), (QList<int>{2, 4}));
        QTest::mouseMove(table.view.viewport(), table.at(4) + QPoint(1, 0));
        QVERIFY(!table.view.findChild<QDrag *>());
        QTest::mouseMove(table.view.viewport(), table.at(7));
        const auto *drag = table.view.findChild<QDrag *>();
        QVERIFY(drag);
        const QMimeData *data = drag->mimeData();
        QCOMPARE(data->formats(), QStringList{u"text/plain"_s});
        QVERIFY(data->hasText() && !data->hasHtml() && !data->hasUrls());
        table.selection.clear(); // what is dragged is what was selected when it began
        QCOMPARE(data->text(), made::idOf(2).toString() + u'\n' + made::idOf(4).toString());
        QCOMPARE(data->data(u"text/plain"_s), data->text().toUtf8());
        QTest::mouseRelease(table.view.viewport(), Qt::LeftButton, {}, table.at(7));
        QVERIFY(table.selected().isEmpty()); // no click
    }

    void aClickOnASelectedRowPicksItAlone()
    {
        Table table;
        table.show(made::many(50));
        table.click(2);
        table.click(6, Qt::ShiftModifier);
        QTest::mousePress(table.view.viewport(), Qt::LeftButton, {}, table.at(4));
        QCOMPARE(table.selected(), (QList<int>{2, 3, 4, 5, 6}));
        QTest::mouseRelease(table.view.viewport(), Qt::LeftButton, {}, table.at(4));
        QCOMPARE(table.selected(), QList<int>{4});
        QCOMPARE(table.view.currentIndex().row(), 4);
        QTest::mouseDClick(table.view.viewport(), Qt::LeftButton, {}, table.at(4));
        QCOMPARE(table.selected(), QList<int>{4});
    }

    void tooManyAreNotDragged()
    {
        Table table;
        table.show(made::many(1'000'000));
        table.view.selectEverything();
        QSignalSpy refused(&table.view, &QueueView::dragRefused);
        QTest::mousePress(table.view.viewport(), Qt::LeftButton, {}, table.at(4));
        QTest::mouseMove(table.view.viewport(), table.at(7));
        QCOMPARE(refused.count(), 1);
        QVERIFY(!table.view.findChild<QDrag *>());
        QTest::mouseRelease(table.view.viewport(), Qt::LeftButton, {}, table.at(7));
        QCOMPARE(table.selection.count(), 1'000'000);
    }

    void sortsByFurtherColumns()
    {
        const std::vector<made::Message> messages{
            {.number = 1, .size = 5, .sender = "b", .reason = "x"},
            {.number = 2, .size = 7, .sender = "a", .reason = "x"},
            {.number = 3, .size = 5, .sender = "a", .reason = "y"},
            {.number = 4, .size = 7, .sender = "b", .reason = "y"},
            {.number = 5, .size = 5, .sender = "a", .reason = "x"}};
        const auto order = [&messages](Table &table) {
            table.settle();
            QString numbers;
            for (int row = 0; row < table.model.rowCount(); ++row) {
                for (const made::Message &message : messages) {
                    if (table.model.key(row).id == made::idOf(message.number))
                        numbers += QString::number(message.number);
                }
            }
            return numbers;
        };
        {
            Table table;
            table.show(messages);
            clickHeader(table.view, QueueColumn::Sender);
            QCOMPARE(order(table), u"23514"_s);
            clickHeader(table.view, QueueColumn::Size, Qt::ControlModifier);
            QCOMPARE(order(table), u"35214"_s);
            clickHeader(table.view, QueueColumn::Reason, Qt::ShiftModifier);
            QCOMPARE(order(table), u"53214"_s);
            clickHeader(table.view, QueueColumn::Size, Qt::ControlModifier); // turns it
            QCOMPARE(order(table), u"25341"_s);
            QCOMPARE(table.model.order(),
                (QueueOrder{QueueColumn::Sender, Qt::AscendingOrder,
                    {{QueueColumn::Size, Qt::DescendingOrder},
                        {QueueColumn::Reason, Qt::AscendingOrder}}}));
            clickHeader(table.view, QueueColumn::Sender, Qt::ControlModifier);
            QCOMPARE(order(table), u"41253"_s);
            // A fourth one takes the place of the third.
            clickHeader(table.view, QueueColumn::Queue, Qt::ControlModifier);
            QCOMPARE(table.model.order().further.back().column, QueueColumn::Queue);
            clickHeader(table.view, QueueColumn::Queue, Qt::ControlModifier);
            clickHeader(table.view, QueueColumn::Queue, Qt::ControlModifier); // no more
            QCOMPARE(table.model.order().further.size(), 1);
        }
        Table table(false); // it is remembered
        table.show(messages);
        QCOMPARE(order(table), u"41235"_s);
        QVERIFY(!table.view.header()->grab().isNull());
        clickHeader(table.view, QueueColumn::Size);
        QCOMPARE(table.model.order(), (QueueOrder{QueueColumn::Size, Qt::AscendingOrder, {}}));
        // By keyboard from the menu.
        const std::unique_ptr<QMenu> menu(table.view.header()->makeColumnMenu());
        for (const QMenu *sub : menu->findChildren<QMenu *>()) {
            if (sub->title() == u"&Then By"_s)
                sub->actions()[int(QueueColumn::Sender)]->trigger();
        }
        QCOMPARE(order(table), u"35124"_s);
    }

    void columnSets()
    {
        using enum QueueColumn;
        const QList<QueueColumn> mine{Reason, Id, Expires};
        {
            Table table;
            table.show(made::many(3));
            QueueHeader &header = *table.view.header();
            choose(header, u"Delivery"_s);
            QCOMPARE(header.shownColumns().columns,
                (QList<QueueColumn>{Queue, Age, NextTry, Expires, Recipients, Reason}));
            QVERIFY(entry(header, u"Delivery"_s).first);
            QVERIFY(!entry(header, u"Wide"_s).first);
            choose(header, u"Wide"_s);
            QCOMPARE(header.shownColumns().columns.size(), queueColumnCount);
            choose(header, u"Everyday"_s);
            QCOMPARE(header.shownColumns().columns,
                (QList<QueueColumn>{Queue, Server, Id, Age, Size, Sender, Recipients, Reason}));

            header.show(ColumnSet{{}, mine});
            QCOMPARE(header.shownColumns().columns, mine);
            save(header, u"Wide"_s); // the name of a built-in one: asked again
            QTRY_COMPARE(header.findChildren<QInputDialog *>().size(), 1); // the first one goes
            header.findChild<QInputDialog *>(u"columnSetName"_s)->reject();
            QVERIFY(ownColumnSets().isEmpty());
            QTRY_VERIFY(!header.findChild<QInputDialog *>(u"columnSetName"_s));
            save(header, u"  mine & <b>yours\u202e  "_s);
            QCOMPARE(ownColumnSets(), (QList<ColumnSet>{{u"mine & <b>yours"_s, mine}}));
        }
        // Another window knows it, and what was shown last.
        Table table;
        table.show(made::many(3));
        QueueHeader &header = *table.view.header();
        QCOMPARE(header.shownColumns().columns, mine);
        choose(header, u"Everyday"_s);
        const QString name = u"mine && <b>yours"_s;
        QVERIFY(!entry(header, name).first);
        choose(header, name);
        QCOMPARE(header.shownColumns().columns, mine);
        QVERIFY(entry(header, name).first);
        removeColumnSet(u"mine & <b>yours"_s);
        QVERIFY(ownColumnSets().isEmpty());
        QCOMPARE(header.shownColumns().columns, mine);
    }

    void columnSetsOfABadFile()
    {
        QSettings settings;
        settings.beginWriteArray(u"queue/columnSets"_s, 4);
        const QList<std::pair<QString, QStringList>> sets{
            {u"good\nname"_s, {u"id"_s, u"nonsense"_s, u"age"_s, u"id"_s}},
            {u"none"_s, {u"nonsense"_s}}, {{}, {u"id"_s}}, {QString(5000, u'x'), {u"size"_s}}};
        for (int i = 0; i < sets.size(); ++i) {
            settings.setArrayIndex(i);
            settings.setValue(u"name"_s, sets[i].first);
            settings.setValue(u"columns"_s, sets[i].second);
        }
        settings.endArray();
        const auto own = ownColumnSets();
        QCOMPARE(own.size(), 2);
        QCOMPARE(own[0], (ColumnSet{u"good name"_s, {QueueColumn::Id, QueueColumn::Age}}));
        QVERIFY(own[1].name.size() < 100);
        for (int column = 0; column < queueColumnCount; ++column)
            QCOMPARE(columnNamed(columnName(QueueColumn(column))), QueueColumn(column));
        QVERIFY(!columnNamed(u""));
    }

    void estimatesAreHiddenAtFirst()
    {
        {
            Table table;
            table.show(made::many(3));
            QueueHeader &header = *table.view.header();
            QVERIFY(header.isSectionHidden(int(QueueColumn::NextTry)));
            QVERIFY(header.isSectionHidden(int(QueueColumn::Expires)));
            const std::unique_ptr<QMenu> menu(header.makeColumnMenu());
            menu->actions()[int(QueueColumn::NextTry)]->trigger();
        }
        Table table;
        table.show(made::many(3));
        QVERIFY(!table.view.header()->isSectionHidden(int(QueueColumn::NextTry)));
        QVERIFY(table.view.header()->isSectionHidden(int(QueueColumn::Expires)));
    }

    /// The first version with them must not show them all at once.
    void estimatesStayHiddenAfterAnUpdate()
    {
        {
            QHeaderView old(Qt::Horizontal);
            QStandardItemModel columns(0, 8);
            old.setModel(&columns);
            old.setSectionHidden(int(QueueColumn::Size), true);
            QSettings().setValue(u"queue/columns"_s, old.saveState());
        }
        Table table;
        table.show(made::many(3));
        const QueueHeader &header = *table.view.header();
        QCOMPARE(header.count(), queueColumnCount);
        for (int column = 0; column < header.count(); ++column)
            QCOMPARE(header.isSectionHidden(column),
                column == int(QueueColumn::Size) || column >= int(QueueColumn::NextTry));
    }

    void invertsWhatIsShown()
    {
        Table table;
        table.show(made::many(20));
        table.click(2);
        table.click(4, Qt::ControlModifier);
        table.view.invertSelection();
        QCOMPARE(table.selection.count(), 18);
        QVERIFY(!table.view.isSelected(2) && !table.view.isSelected(4));
        table.view.invertSelection();
        QCOMPARE(table.selected(), (QList<int>{2, 4}));
        // What the filter hides is not part of it, selected or not.
        table.model.setFilter(made::filter(made::idOf(7).toString()));
        table.settle();
        table.view.invertSelection();
        table.model.setFilter(Filter::everything());
        table.settle();
        QCOMPARE(table.selected(), QList<int>{7});
        table.view.selectEverything();
        table.view.invertSelection();
        QVERIFY(table.selection.isEmpty());
    }

    void aRightClickKeepsTheSelectionItHits()
    {
        Table table;
        table.show(made::many(50));
        table.click(2);
        table.click(4, Qt::ShiftModifier);
        QTest::mouseClick(table.view.viewport(), Qt::RightButton, {}, table.at(3));
        QCOMPARE(table.selected(), (QList<int>{2, 3, 4}));
        QTest::mouseClick(table.view.viewport(), Qt::RightButton, {}, table.at(9));
        QCOMPARE(table.selected(), QList<int>{9});
    }

    void keysMoveAndSelect()
    {
        Table table;
        table.show(made::many(50));
        table.key(Qt::Key_J);
        QCOMPARE(table.selected(), QList<int>{0});
        table.key(Qt::Key_Down);
        table.key(Qt::Key_J);
        QCOMPARE(table.selected(), QList<int>{2}); // a single selection follows
        table.key(Qt::Key_Space);
        QCOMPARE(table.selected(), QList<int>{2}); // and stays from now on
        table.key(Qt::Key_J);
        table.key(Qt::Key_J);
        QCOMPARE(table.selected(), QList<int>{2});
        table.key(Qt::Key_Space);
        QCOMPARE(table.selected(), (QList<int>{2, 4}));
        table.key(Qt::Key_Space);
        QCOMPARE(table.selected(), QList<int>{2});
        table.key(Qt::Key_K);
        QCOMPARE(table.view.currentIndex().row(), 3);
        table.key(Qt::Key_Down, Qt::ShiftModifier);
        table.key(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(table.selected(), (QList<int>{3, 4, 5}));
        table.key(Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(table.selected(), (QList<int>{3, 4}));
        table.key(Qt::Key_End);
        QCOMPARE(table.view.currentIndex().row(), 49);
        QCOMPARE(table.selected(), (QList<int>{3, 4}));
        table.key(Qt::Key_Escape);
        QCOMPARE(table.selected(), QList<int>{});
        table.key(Qt::Key_Home);
        QCOMPARE(table.selected(), QList<int>{0});
        QSignalSpy inspect(&table.view, &QueueView::inspectRequested);
        table.key(Qt::Key_Return);
        QCOMPARE(inspect.count(), 1);
    }

    void selectsEverythingThatMatches()
    {
        Table table;
        table.show(made::many(2000));
        table.model.setFilter(made::filter(u"queue:hold"_s));
        table.settle();
        table.view.selectEverything();
        QCOMPARE(table.selection.count(), 500);
        table.model.setFilter(Filter::everything());
        table.settle();
        QCOMPARE(table.selection.count(), 500);
        QCOMPARE(table.selection.queueCounts()[size_t(QueueName::Hold)], 500);
        table.model.setFilter(made::filter(u"queue:active"_s));
        table.settle();
        QCOMPARE(table.selected(), QList<int>{});
        QCOMPARE(table.selection.count(), 500);
    }

    void selectionSurvivesSortAndRefresh()
    {
        Table table;
        table.show(made::many(300));
        table.click(3);
        table.click(6, Qt::ShiftModifier);
        const MessageKey current = table.model.key(6);
        const auto keys = [&] {
            QSet<MessageKey> result;
            for (const int row : table.selected())
                result.insert(table.model.key(row));
            return result;
        };
        const QSet<MessageKey> before = keys();
        QCOMPARE(before.size(), 4);
        table.model.sort(int(QueueColumn::Sender), Qt::DescendingOrder);
        table.settle();
        QCOMPARE(keys(), before);
        QCOMPARE(table.model.key(table.view.currentIndex().row()), current);
        table.model.setSources({made::source(u"mx1"_s, made::many(400))});
        table.settle();
        QCOMPARE(table.model.rowCount(), 400);
        QCOMPARE(keys(), before);
        QCOMPARE(table.model.key(table.view.currentIndex().row()), current);
    }

    void remembersItsColumns()
    {
        {
            Table table;
            table.view.header()->hideSection(int(QueueColumn::Size));
            table.view.header()->moveSection(0, 2);
            table.view.header()->setSortIndicator(int(QueueColumn::Server), Qt::AscendingOrder);
        }
        const Table table;
        QVERIFY(table.view.header()->isSectionHidden(int(QueueColumn::Size)));
        QCOMPARE(table.view.header()->visualIndex(0), 2);
        QCOMPARE(table.view.header()->sortIndicatorSection(), int(QueueColumn::Server));
        QVERIFY(table.view.header()->isSortIndicatorShown());
    }

    void rowsArriveSmoothly()
    {
        constexpr int rows = 100'000;
        Table table;
        table.show({});
        table.model.sort(int(QueueColumn::Reason), Qt::AscendingOrder);
        const auto messages = made::many(rows);
        const InstanceKey key = made::instance(u"mx1"_s);
        auto snapshot = made::snapshot(key);
        table.model.setSources({{key, u"mx1"_s, u"mx1"_s, 0, snapshot}});
        table.settle();
        StallMeter meter;
        for (int i = 0; i < rows; i += 1000) {
            for (int j = i; j < i + 1000; ++j)
                made::add(*snapshot, messages[size_t(j)]);
            snapshot->publish();
            if (i == 20'000)
                table.click(5);
            meter.restart(); // filling is another thread's work
            table.model.rowsAdded(key);
            QTest::qWait(10);
            QVERIFY2(meter.longest() < 50, qPrintable(QString::number(meter.longest())));
        }
        snapshot->end(ListingState::Complete, 0, {});
        table.settle();
        QCOMPARE(table.model.rowCount(), rows);
        QCOMPARE(table.selection.count(), 1);
        QVERIFY(table.view.isSelected(table.view.currentIndex().row()));
    }

    void manyRowsDoNotStallIt()
    {
        Table table;
        table.show(made::many(100'000));
        table.view.verticalScrollBar(); // made before the clock starts
        StallMeter meter;
        table.view.selectEverything();
        QTest::qWait(50);
        table.model.sort(int(QueueColumn::Reason), Qt::AscendingOrder);
        table.settle();
        QTest::qWait(50);
        for (int row = 0; row < 20; ++row)
            table.click(row, Qt::ControlModifier); // as fragmented as it gets
        table.key(Qt::Key_End);
        table.key(Qt::Key_Home, Qt::ShiftModifier);
        QTest::qWait(50);
        QVERIFY2(meter.longest() < 50, qPrintable(QString::number(meter.longest())));
    }

private:
    std::unique_ptr<QTemporaryDir> m_settings;
};

QTEST_MAIN(TestQueueView)
#include "tst_queueview.moc"
