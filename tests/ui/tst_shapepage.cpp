// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/finders.h"
#include "tests/ui/shapefixture.h"
#include "tests/ui/stallmeter.h"
#include "ui/filter/filteredit.h"
#include "ui/mainwindow.h"
#include "ui/queue/queuefooter.h"
#include "ui/queue/queuepage.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

constexpr int firstBucket = ShapeModel::FirstBucket;

/// Four domains, the largest first; gmail.com has nothing of 5 to 10 minutes.
const std::vector<std::pair<QByteArray, std::vector<int>>> usual{{"gmail.com", {3, 0, 9, 0, 2}},
    {"gmx.net", {1, 2, 3}}, {"web.de", {0, 0, 0, 0, 0, 0, 0, 0, 0, 4}}, {"a.example", {1}}};

QString footerText(ShapePage &page)
{
    return page.findChild<QueueFooter *>()->findChild<QLabel *>()->text();
}

QString names(const ShapeTable &table)
{
    QStringList names;
    for (int row = 0; row < table.model()->rowCount(); ++row)
        names.append(table.model()->headerData(row, Qt::Vertical).toString());
    return names.join(u' ');
}

}

class TestShapePage : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatQshapeCounts()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        QCOMPARE(names(shape.domains()), u"gmail.com gmx.net web.de a.example"_s);
        QCOMPARE(cell(&shape.domains(), 0, ShapeModel::TotalColumn), u"14"_s);
        QCOMPARE(cell(&shape.domains(), 0, firstBucket + 2), u"9"_s);
        QCOMPARE(cell(&shape.domains(), 0, firstBucket + 1), QString()); // nothing is nothing
        QCOMPARE(cell(&shape.total(), 0, ShapeModel::TotalColumn), u"25"_s);
        QCOMPARE(cell(&shape.total(), 0, firstBucket), u"5"_s);
        const QAbstractItemModel &model = *shape.total().model();
        QCOMPARE(model.headerData(firstBucket, Qt::Horizontal).toString(), u"< 5 min"_s);
        QCOMPARE(model.headerData(firstBucket + 1, Qt::Horizontal).toString(), u"5–10 min"_s);
        QCOMPARE(model.headerData(firstBucket + 9, Qt::Horizontal).toString(), u"≥ 21:20 h"_s);
        QVERIFY(footerText(shape.page()).startsWith(u"25 recipients · 4 domains"_s));
    }

    void saysItselfToScreenReaders()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        const QModelIndex index = shape.domains().model()->index(0, firstBucket + 2);
        QCOMPARE(index.data(Qt::AccessibleTextRole).toString(),
            u"gmail.com, 9 recipients, 10 min to 20 min old, 64 % of this domain, 75 % of all that old"_s);
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains(u"10 min to 20 min old"_s));
        QVERIFY(!shape.domains().accessibleName().isEmpty());
        QVERIFY(!shape.total().accessibleName().isEmpty());
    }

    void modelsKeepTheRules()
    {
        ShapeFixture shape;
        const QAbstractItemModelTester domains(
            shape.domains().model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QAbstractItemModelTester total(
            shape.total().model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(shape.listShaped(usual));
        QVERIFY(shape.listShaped({{"gmail.com", {1, 1}}}));
        QVERIFY(shape.listShaped(usual));
        shape.page().bar()->search()->setText(u"gm"_s);
        QVERIFY(shape.settle());
        QCOMPARE(shape.domains().model()->rowCount(), 2);
        QVERIFY(shape.list(QueueSources{}));
        QCOMPARE(shape.domains().model()->rowCount(), 0);
    }

    void aClickIsAFilter()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        shape.click(shape.domains(), 0, firstBucket + 2);
        QString filter = shape.takeFilter();
        QCOMPARE(filter, u"domain:gmail.com age>=10m age<20m"_s);
        QCOMPARE(shape.found(filter), 9);
        shape.click(shape.domains(), 2, firstBucket + 9);
        filter = shape.takeFilter();
        QCOMPARE(filter, u"domain:web.de age>=1280m"_s);
        QCOMPARE(shape.found(filter), 4);
        shape.click(shape.domains(), 1, ShapeModel::TotalColumn);
        QCOMPARE(shape.takeFilter(), u"domain:gmx.net"_s);
        shape.click(shape.total(), 0, firstBucket + 1);
        filter = shape.takeFilter();
        QCOMPARE(filter, u"age>=5m age<10m rcpts>0"_s);
        QCOMPARE(shape.found(filter), 2);
        // What is chosen is chosen in one of the two tables.
        QVERIFY(!shape.domains().selectionModel()->hasSelection());
        QVERIFY(shape.takeFilter().isEmpty());
    }

    void nothingIsNoFilter()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        shape.click(shape.domains(), 0, firstBucket + 1);
        QCOMPARE(shape.takeFilter(), QString());
        QVERIFY(footerText(shape.page()).contains(u"nothing there"_s));
    }

    void aDragIsARange()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        shape.drag(shape.domains(), 1, firstBucket + 2, 0, firstBucket + 1);
        QString filter = shape.takeFilter();
        QCOMPARE(filter, u"(domain:gmail.com or domain:gmx.net) age>=5m age<20m"_s);
        QCOMPARE(shape.found(filter), 14);
        QVERIFY(footerText(shape.page()).contains(u"2 domains · 5 min to 20 min old · 14"_s));
        shape.drag(shape.total(), 0, firstBucket, 0, firstBucket + 2);
        filter = shape.takeFilter();
        QCOMPARE(filter, u"age<20m rcpts>0"_s);
        QCOMPARE(shape.found(filter), 19);
        QVERIFY(shape.takeFilter().isEmpty());
    }

    void headsAreRowsAndColumns()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        QHeaderView *rows = shape.domains().verticalHeader();
        const auto rowPoint = [&](int row) {
            return QPoint(20, rows->sectionViewportPosition(row) + rows->sectionSize(row) / 2);
        };
        QTest::mouseClick(rows->viewport(), Qt::LeftButton, {}, rowPoint(1));
        QCOMPARE(shape.takeFilter(), u"domain:gmx.net"_s);
        QTest::mousePress(rows->viewport(), Qt::LeftButton, {}, rowPoint(0));
        QTest::mouseMove(rows->viewport(), rowPoint(2));
        QTest::mouseRelease(rows->viewport(), Qt::LeftButton, {}, rowPoint(2));
        QCOMPARE(shape.takeFilter(), u"domain:gmail.com or domain:gmx.net or domain:web.de"_s);
        QHeaderView *columns = shape.total().horizontalHeader();
        const QPoint column(columns->sectionViewportPosition(firstBucket + 2) + 10, 10);
        QTest::mouseClick(columns->viewport(), Qt::LeftButton, {}, column);
        QCOMPARE(shape.takeFilter(), u"age>=10m age<20m rcpts>0"_s);
        // With a search, a column is what is seen of it.
        shape.page().bar()->search()->setText(u"GM"_s);
        QVERIFY(shape.settle());
        QCOMPARE(names(shape.domains()), u"gmail.com gmx.net"_s);
        QTest::mouseClick(columns->viewport(), Qt::LeftButton, {}, column);
        QCOMPARE(shape.takeFilter(), u"(domain:gmail.com or domain:gmx.net) age>=10m age<20m"_s);
    }

    void keysReachEverything()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        ShapeTable &domains = shape.domains();
        domains.setFocus();
        domains.setCurrentIndex(domains.model()->index(0, firstBucket));
        QTest::keyClick(&domains, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(&domains, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(&domains, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(shape.takeFilter(), QString()); // only Return chooses
        QTest::keyClick(&domains, Qt::Key_Return);
        QCOMPARE(shape.takeFilter(), u"(domain:gmail.com or domain:gmx.net) age<20m"_s);
        QTest::keyClick(&domains, Qt::Key_Escape);
        QVERIFY(!domains.selectionModel()->hasSelection());
        QTest::keyClick(&domains, Qt::Key_End);
        QCOMPARE(domains.currentIndex().column(), firstBucket + 9);
        QTest::keyClick(&domains, Qt::Key_Home);
        QCOMPARE(domains.currentIndex().column(), int(ShapeModel::TotalColumn));
        QTest::keyClick(&domains, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(domains.currentIndex().row(), 3);
        QTest::keyClick(&domains, Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(&domains, Qt::Key_Right);
        QTest::keyClick(&domains, Qt::Key_Up);
        QVERIFY(shape.total().hasFocus());
        QCOMPARE(shape.total().currentIndex().column(), firstBucket);
        QTest::keyClick(&shape.total(), Qt::Key_Return);
        QCOMPARE(shape.takeFilter(), u"age<5m rcpts>0"_s);
        QTest::keyClick(&shape.total(), Qt::Key_Down);
        QVERIFY(domains.hasFocus());
        QCOMPARE(domains.currentIndex(), domains.model()->index(0, firstBucket));
    }

    /// Where there is no room for all columns, the total stays above its own.
    void scrollsBothTablesAlike()
    {
        ShapeFixture shape;
        std::vector<std::pair<QByteArray, std::vector<int>>> many;
        for (int i = 0; i < 60; ++i)
            many.push_back({"d" + QByteArray::number(i) + ".example", {1, 1}});
        for (const auto &counts : {usual, many}) {
            QVERIFY(shape.listShaped(counts));
            shape.page().resize(700, 500);
            QTest::qWait(20);
            QScrollBar *bar = shape.domains().horizontalScrollBar();
            QVERIFY(bar->maximum() > 0);
            bar->setValue(bar->maximum());
            const int last = shape.domains().model()->columnCount() - 1;
            QCOMPARE(shape.total().columnViewportPosition(last),
                shape.domains().columnViewportPosition(last));
            QCOMPARE(shape.total().viewport()->width(), shape.domains().viewport()->width());
        }
    }

    void theKeyboardsPlaceFollowsItsDomain()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        shape.domains().setCurrentIndex(shape.domains().model()->index(1, firstBucket + 2));
        auto more = usual;
        more[1].second = {30};
        QVERIFY(shape.listShaped(more));
        QCOMPARE(names(shape.domains()), u"gmx.net gmail.com web.de a.example"_s);
        QCOMPARE(
            shape.domains().currentIndex(), shape.domains().model()->index(0, firstBucket + 2));
    }

    void aPictureWaitsWhileCellsAreChosen()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        QWidget *viewport = shape.domains().viewport();
        const QPoint from = shape.middle(shape.domains(), 0, firstBucket + 2);
        QTest::mousePress(viewport, Qt::LeftButton, {}, from);
        auto more = usual;
        more[3].second = {30};
        QVERIFY(shape.listShaped(more));
        QTest::qWait(100);
        QCOMPARE(names(shape.domains()), u"gmail.com gmx.net web.de a.example"_s);
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, from);
        QCOMPARE(shape.takeFilter(), u"domain:gmail.com age>=10m age<20m"_s);
        QTRY_COMPARE(names(shape.domains()), u"a.example gmail.com gmx.net web.de"_s);
    }

    void searchesAndSaysWhereNothingIsFound()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        QLineEdit *search = shape.page().bar()->search();
        QTest::keyClicks(search, u"WEB"_s);
        QVERIFY(shape.settle());
        QCOMPARE(names(shape.domains()), u"web.de"_s);
        QVERIFY(footerText(shape.page()).contains(u"1 of 4 domains match"_s));
        QTest::keyClicks(search, u"x"_s);
        QVERIFY(shape.settle());
        QVERIFY(!shape.domains().isVisible());
        QPushButton *clear = nullptr;
        for (QPushButton *candidate : shape.page().findChildren<QPushButton *>())
            clear = candidate->text() == "Clear Search"_L1 ? candidate : clear;
        QVERIFY(clear && clear->isVisible());
        QTest::mouseClick(clear, Qt::LeftButton);
        QVERIFY(shape.settle());
        QVERIFY(shape.domains().isVisible());
        QCOMPARE(shape.domains().model()->rowCount(), 4);
    }

    void settingsChangeThePictureAndStay()
    {
        ShapeFixture shape;
        auto messages = made::shaped({{"a.one.example", {4}}, {"b.one.example", {3}}});
        messages[0].sender = {};
        messages[1].queue = QueueName::Hold;
        QVERIFY(shape.list(QueueSources{made::source(u"mx1"_s, messages)}));
        ShapeBar *bar = shape.page().bar();
        bar->findChild<QAbstractButton *>(u"shapeFolds"_s)->click();
        bar->findChild<QSpinBox *>(u"shapeLeastSubdomains"_s)->setValue(2);
        QVERIFY(shape.settle());
        QCOMPARE(names(shape.domains()), u".one.example a.one.example b.one.example"_s);
        shape.click(shape.domains(), 0, firstBucket);
        QCOMPARE(shape.takeFilter(), u"domain:.one.example age<5m"_s);
        for (QAction *queue : bar->findChild<QPushButton *>(u"shapeQueues"_s)->menu()->actions())
            if (queue->text() == "hold"_L1)
                queue->trigger();
        QVERIFY(shape.settle());
        QCOMPARE(cell(&shape.domains(), 0, firstBucket), u"6"_s);
        shape.click(shape.domains(), 1, firstBucket);
        QVERIFY(shape.takeFilter().endsWith(
            u"(queue:maildrop or queue:incoming or queue:active or queue:deferred)"_s));
        bar->findChild<QComboBox *>(u"shapeSide"_s)->setCurrentIndex(1);
        bar->findChild<QSpinBox *>(u"shapeBuckets"_s)->setValue(3);
        bar->findChild<QSpinBox *>(u"shapeMinutes"_s)->setValue(60);
        bar->findChild<QComboBox *>(u"shapeGrowth"_s)->setCurrentIndex(1);
        bar->findChild<QComboBox *>(u"shapeScale"_s)->setCurrentIndex(1);
        QVERIFY(shape.settle());
        QCOMPARE(names(shape.domains()), u"sender.example MAILER-DAEMON"_s);
        QCOMPARE(shape.domains().model()->columnCount(), firstBucket + 3);
        shape.click(shape.domains(), 1, firstBucket);
        QVERIFY(shape.takeFilter().startsWith(u"sender:<> age<1h (queue:"_s));
        QCOMPARE(loadShapeSettings(), bar->settings());
        QVERIFY(!loadShapeSettings().isLogScale);
        QCOMPARE(loadShapeSettings().queues.size(), 4);
    }

    void playsBackWhatWas()
    {
        ShapeFixture shape;
        QSlider *slider = shape.page().timeline()->slider();
        const auto *text = shape.page().findChild<QLabel *>(u"shapeTimeText"_s);
        QCOMPARE(text->text(), u"no listing yet"_s);
        QVERIFY(shape.listShaped(usual));
        QVERIFY(!slider->isEnabled());
        QVERIFY(text->text().startsWith(u"one listing so far"_s));
        QTest::qWait(1100); // listings of one second are one point in time
        QueueSource second = made::source(u"mx1"_s, made::shaped({{"gmail.com", {7}}}));
        second.snapshot = [&] {
            auto later = std::make_shared<QueueSnapshot>(second.key, (made::now + 60) * 1000);
            for (const made::Message &message : made::shaped({{"gmail.com", {7}}}))
                made::add(*later, message);
            later->end(ListingState::Complete, 0, {});
            return later;
        }();
        QVERIFY(shape.list(QueueSources{second}));
        QVERIFY(slider->isEnabled());
        QCOMPARE(slider->value(), slider->maximum());
        QCOMPARE(cell(&shape.total(), 0, 0), u"7"_s);
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QVERIFY(shape.settle());
        QCOMPARE(cell(&shape.total(), 0, 0), u"25"_s);
        QVERIFY(text->text().contains(u"ago"_s));
        // The same messages, which are older by now; and none that came since.
        shape.click(shape.domains(), 1, firstBucket);
        const QString filter = shape.takeFilter();
        QVERIFY2(filter.startsWith(u"domain:gmx.net age>="_s), qPrintable(filter));
        QVERIFY2(filter.contains(u"age<30"_s), qPrintable(filter));
        // To the end by itself.
        QTest::mouseClick(shape.page().findChild<QToolButton *>(u"shapePlay"_s), Qt::LeftButton);
        QVERIFY(shape.page().timeline()->isPlaying());
        QTRY_VERIFY(!shape.page().timeline()->isPlaying());
        QVERIFY(shape.settle());
        QCOMPARE(cell(&shape.total(), 0, 0), u"7"_s);
        QVERIFY(!shape.page().desk()->time());
    }

    void otherBucketsBeginTheHistoryAnew()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped(usual));
        shape.page().bar()->findChild<QSpinBox *>(u"shapeBuckets"_s)->setValue(4);
        QVERIFY(shape.settle());
        QCOMPARE(shape.page().desk()->times().size(), 1u);
        QCOMPARE(shape.domains().model()->columnCount(), firstBucket + 4);
        QCOMPARE(cell(&shape.domains(), 0, firstBucket + 2), u"9"_s);
        QCOMPARE(cell(&shape.domains(), 0, firstBucket + 3), u"2"_s);
    }

    void theScopeDecides()
    {
        ShapeFixture shape;
        QVERIFY(shape.list(QueueSources{made::source(u"mx1"_s, made::shaped(usual)),
            made::source(u"mx2"_s, made::shaped({{"gmail.com", {5}}}))}));
        QCOMPARE(cell(&shape.total(), 0, 0), u"30"_s);
        shape.page().setScope({.server = u"mx2"_s});
        shape.page().setScope({.server = u"mx1"_s});
        shape.page().setScope({.server = u"mx2"_s});
        QVERIFY(shape.settle());
        QCOMPARE(cell(&shape.total(), 0, 0), u"5"_s);
    }

    void tooManyDomainsAreSaid()
    {
        ShapeFixture shape;
        std::vector<made::Message> messages;
        for (int i = 0; i < 9000; ++i)
            messages.push_back(made::aged(i, 60, "d" + QByteArray::number(i) + ".example"));
        messages.push_back(made::aged(9000, 6000, "other.example"));
        QVERIFY(shape.list(QueueSources{made::source(u"mx1"_s, messages)}));
        shape.page().bar()->search()->setText(u"d"_s);
        QVERIFY(shape.settle());
        QCOMPARE(shape.domains().model()->rowCount(), 9000);
        shape.domains().selectAll();
        QTest::keyClick(&shape.domains(), Qt::Key_Return);
        QCOMPARE(shape.takeFilter(), QString());
        QVERIFY(shape.takeFailure().contains(u"no room for so many domains"_s));
    }

    /// Scrolled, searched and shown anew, no turn of the event loop takes long.
    void tenThousandDomainsStayFluid()
    {
        ShapeFixture shape;
        std::vector<made::Message> messages;
        for (int i = 0; i < 40'000; ++i)
            messages.push_back(made::aged(
                i, qint64(i) * 7919 % 100'000, "d" + QByteArray::number(i % 20'000) + ".example"));
        QVERIFY(shape.list(QueueSources{made::source(u"mx1"_s, messages)}));
        QCOMPARE(shape.domains().model()->rowCount(), 20'000);
        StallMeter meter;
        QScrollBar *bar = shape.domains().verticalScrollBar();
        for (int step = 0; step < 20; ++step) {
            bar->setValue(bar->maximum() * step / 20);
            QTest::qWait(5);
        }
        const double scrolling = meter.longest();
        shape.page().bar()->search()->setText(u"77"_s);
        QVERIFY(shape.settle());
        shape.page().bar()->search()->clear();
        QVERIFY(shape.settle());
        QCOMPARE(shape.domains().model()->rowCount(), 20'000);
        qInfo("scrolling %.1f ms, in all %.1f ms", scrolling, meter.longest());
        QVERIFY(meter.longest() < 100);
    }

    void strangersNamesAreText()
    {
        ShapeFixture shape;
        QVERIFY(shape.listShaped({{"<b>x</b>.example", {2}},
            {"\xe2\x80\xae"
             "moc.evil",
                {1}}}));
        QVERIFY(!names(shape.domains()).contains(QChar(0x202e)));
        const QString tip
            = shape.domains().model()->index(0, firstBucket).data(Qt::ToolTipRole).toString();
        QVERIFY(tip.contains(u"&lt;b&gt;"_s));
        shape.click(shape.domains(), 0, firstBucket);
        const QString filter = shape.takeFilter();
        QCOMPARE(filter, u"domain:\"<b>x</b>.example\" age<5m"_s);
        QCOMPARE(shape.found(filter), 2);
        // It must not turn the line around in which it is shown.
        shape.click(shape.domains(), 1, firstBucket);
        const QString hidden = shape.takeFilter();
        QCOMPARE(hidden, u"domain:/^\\x{202e}moc\\.evil$/ age<5m"_s);
        QCOMPARE(shape.found(hidden), 1);
    }

    void theWindowTakesTheFilterToTheQueue()
    {
        const ScratchHome home;
        Fleet fleet(home.journal());
        MainWindow window(fleet, {});
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        QVERIFY(window.shapePage()->isVisible());
        QVERIFY(!window.queuePage()->isVisible());
        QTest::keyClick(&window, Qt::Key_Slash);
        QTRY_VERIFY(window.shapePage()->bar()->search()->hasFocus());
        emit window.shapePage()->filterRequested(u"domain:gmail.com age<5m"_s);
        QVERIFY(window.queuePage()->isVisible());
        QCOMPARE(window.queuePage()->filterEdit()->text(), u"domain:gmail.com age<5m"_s);
    }

    void withoutServersOneIsOffered()
    {
        ShapeFixture shape;
        QVERIFY(!shape.domains().isVisible());
        const auto labels = shape.page().findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(
            labels, [](const QLabel *label) { return label->text() == "No servers yet"_L1; }));
    }
};

QTEST_MAIN(TestShapePage)
#include "tst_shapepage.moc"
