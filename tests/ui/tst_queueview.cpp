// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/stallmeter.h"
#include "tests/ui/tablefixture.h"

#include <QDrag>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;
using made::Table;

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

    /// The hidden header has a section for each row, however many come and go, and the current row
    /// follows its message.
    void theHeaderKeepsStepWithTheRows()
    {
        Table table;
        table.show(made::many(1000));
        const auto checkSections = [&](int rows) {
            QCOMPARE(table.model.rowCount(), rows);
            QCOMPARE(table.view.verticalHeader()->count(), rows);
            QCOMPARE(table.view.verticalHeader()->length(),
                rows * table.view.verticalHeader()->defaultSectionSize());
        };
        checkSections(1000);
        table.click(7);
        for (const QString &text : {made::idOf(7).toString(), u"id:*7"_s, u"not id:*7"_s,
                 u"sender:nosuch"_s, u"id:*5 or id:*7"_s}) {
            const auto filter = Filter::parse(text);
            QVERIFY(filter);
            table.model.setFilter(*filter);
            table.settle();
            const int found = table.model.rowCount();
            QCOMPARE(found == 0, text == u"sender:nosuch"_s);
            QVERIFY(found < 1000);
            checkSections(found);
            table.view.scrollToBottom();
            QApplication::processEvents();
            if (found > 0)
                QVERIFY(table.view.viewport()->rect().intersects(
                    table.view.visualRect(table.model.index(found - 1, 0))));
            QCOMPARE(table.selection.count(), 1); // hidden or not
            table.model.setFilter(Filter::everything());
            table.settle();
            checkSections(1000);
        }
        table.click(7);
        table.model.setFilter(made::filter(made::idOf(7).toString()));
        table.settle();
        QCOMPARE(table.view.currentIndex().row(), 0);
        table.model.setFilter(Filter::everything());
        table.settle();
        QCOMPARE(table.view.currentIndex().row(), 7);
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
