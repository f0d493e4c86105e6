// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/finders.h"
#include "tests/ui/madetraffic.h"
#include "ui/traffic/toplistmodel.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficpage.h"
#include "ui/traffic/trafficwords.h"

#include <QAbstractItemModelTester>
#include <QChart>
#include <QLabel>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using made::Traffic;

namespace {

class PageFixture final
{
public:
    PageFixture()
    {
        page.resize(1280, 800);
        page.setCounters(Traffic::counted());
        page.show();
        isShown = QTest::qWaitForWindowExposed(&page) && settle();
    }
    bool settle()
    {
        return QTest::qWaitFor([&] { return page.isSettled(); }, 20'000);
    }
    QPoint at(qint64 time) const { return page.mailChart()->placeOf(time).toPoint(); }
    QWidget *surface() const { return page.mailChart()->viewport(); }
    QToolButton *range(const QString &name) const
    {
        for (QToolButton *button : page.findChildren<QToolButton *>())
            if (button->text() == name)
                return button;
        return nullptr;
    }

    TrafficPage page;
    bool isShown = false;
};

}

class TestTrafficPage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void saysWhatWouldBeHere()
    {
        TrafficPage page;
        page.show();
        const auto isSaid = [&](const QString &text) {
            const auto labels = page.findChildren<QLabel *>();
            return std::ranges::any_of(labels,
                [&](const QLabel *label) { return label->isVisible() && label->text() == text; });
        };
        QVERIFY(isSaid(u"No traffic yet"_s));
        QVERIFY(!button(&page, u"trafficExport"_s)->isEnabled());
        page.setCounters({}, u"The log of mx1 cannot be read."_s);
        QVERIFY(isSaid(u"The log of mx1 cannot be read."_s));
    }

    void drawsWhatWasCounted()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const TrafficCurves &curves = fixture.page.mailChart()->curves();
        QCOMPARE(curves.curves.size(), 4u);
        const qsizetype index = curves.indexAt(Traffic::peak);
        QVERIFY(index >= 0);
        // A day is drawn in steps of ten minutes: all of the first is within the peak.
        QCOMPARE(curves.step, 600);
        QCOMPARE(curves.curves[2].values[size_t(index)], double(Traffic::peakDeferrals));
        QCOMPARE(curves.curves[2].values[size_t(index) - 1], 0.0);
        QVERIFY(fixture.page.findChild<QLabel *>(u"trafficTotals"_s)
                ->text()
                .contains(u"600 deferred"_s));
    }

    void aClickOnAPeakAsksForItsLines()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        QPoint place = fixture.at(Traffic::peak + 300);
        place.setY(int(fixture.page.mailChart()->chart()->plotArea().top()) + 2);
        QTest::mouseMove(fixture.surface(), place);
        QTest::mouseClick(fixture.surface(), Qt::LeftButton, {}, place);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toString(),
            u"since:\"2023-11-14T18:00:00Z\" until:\"2023-11-14T18:10:00Z\" status:deferred"_s);
    }

    void draggingZooms()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const QPoint from = fixture.at(Traffic::peak - 1800), to = fixture.at(Traffic::peak + 3600);
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        QTest::mousePress(fixture.surface(), Qt::LeftButton, {}, from);
        QTest::mouseMove(fixture.surface(), to);
        QTest::mouseRelease(fixture.surface(), Qt::LeftButton, {}, to);
        const TrafficCurves &curves = fixture.page.mailChart()->curves();
        QCOMPARE(curves.step, 60);
        QVERIFY(std::abs(curves.starts.front() - (Traffic::peak - 1800)) < 300);
        QVERIFY(std::abs(curves.starts.back() - (Traffic::peak + 3600)) < 300);
        QVERIFY(asked.isEmpty());
        QVERIFY(!fixture.range(u"Day"_s)->isChecked());
        QCOMPARE(fixture.page.detailChart()->curves().starts, curves.starts); // both
        fixture.range(u"Day"_s)->click();
        QCOMPARE(fixture.page.mailChart()->curves().step, 600);
    }

    void theWheelZooms()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const QPointF place = fixture.at(Traffic::peak);
        const auto turn = [&](int delta) {
            QWheelEvent event(place, fixture.surface()->mapToGlobal(place), {}, {0, delta},
                Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(fixture.surface(), &event);
        };
        const auto span = [&] {
            const TrafficCurves &curves = fixture.page.mailChart()->curves();
            return curves.starts.back() - curves.starts.front();
        };
        const qint64 before = span();
        turn(240);
        QVERIFY(span() < before * 3 / 4);
        for (int i = 0; i < 50; ++i)
            turn(-240);
        QVERIFY(span() <= 2 * 86400); // no further than there is anything
        for (int i = 0; i < 100; ++i)
            turn(240);
        QVERIFY(span() >= 240);
    }

    void theCrosshairSaysExactValues()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        QTest::mouseMove(fixture.surface(), fixture.at(Traffic::peak + 300));
        const QStringList said = fixture.page.mailChart()->readout();
        QCOMPARE(said.size(), 5);
        QVERIFY(said.contains(u"deferred 40 a minute"_s));
        QCOMPARE(fixture.page.detailChart()->cursorTime(), fixture.page.mailChart()->cursorTime());
        QTest::mouseMove(fixture.surface(), {2, 2});
        QVERIFY(fixture.page.mailChart()->readout().isEmpty());
    }

    void everythingGoesByKeys()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        TrafficChart *chart = fixture.page.mailChart();
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Left);
        QTest::keyClick(chart, Qt::Key_Down);
        QTest::keyClick(chart, Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toString(),
            u"since:\"2023-11-14T23:40:00Z\" until:\"2023-11-14T23:50:00Z\" status:sent"_s);
        QTest::keyClick(chart, Qt::Key_Plus);
        QVERIFY(chart->curves().step < 600);
        QTest::keyClick(chart, Qt::Key_0);
        QCOMPARE(chart->curves().step, 600);
        QCOMPARE(chart->curves().starts.size(), 144u);
    }

    void showsEachGraph()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const auto names = [&] {
            QStringList names;
            for (const TrafficCurve &curve : fixture.page.detailChart()->curves().curves)
                names.append(curve.name);
            return names.join(u", "_s);
        };
        QTabBar *tabs = fixture.page.findChild<QTabBar *>(u"trafficGraphs"_s);
        QCOMPARE(names(), u"RCPT, CONNECT"_s);
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        QCOMPARE(names(), u"clients"_s); // nothing says that the others had none
        for (const double value : fixture.page.detailChart()->curves().curves.front().values)
            QVERIFY(value >= 0 && value <= 100);
        fixture.page.showGraph(TrafficGraph::Logins);
        QCOMPARE(names(), u"failed"_s);
        fixture.page.showGraph(TrafficGraph::Delays);
        QCOMPARE(names(), u"99 % within, 90 % within, half within"_s);
        QVERIFY(fixture.page.detailChart()->curves().curves[2].values.front() < 1);
    }

    void listsTheMostFrequent()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        QTableView *list = fixture.page.list();
        const QAbstractItemModelTester tester(
            list->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        fixture.page.showList(TopList::Rejects);
        QCOMPARE(cell(list, 0, 0), u"RCPT Relay access denied"_s);
        fixture.page.showList(TopList::SaslClients);
        QCOMPARE(cell(list, 0, 0), u"bad.example[203.0.113.9]"_s);
        QCOMPARE(cell(list, 0, 1), u"2,880"_s);
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        list->setCurrentIndex(list->model()->index(0, 0));
        emit list->activated(list->currentIndex());
        QCOMPARE(asked.size(), 1);
        QVERIFY(asked.front().front().toString().endsWith(u" client:\"203.0.113.9\""_s));
        for (size_t i = 0; i < topListCount; ++i)
            fixture.page.showList(TopList(i));
    }

    void writesReports()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const QTemporaryDir directory;
        const QSignalSpy noticed(&fixture.page, &TrafficPage::noticed);
        const QSignalSpy failed(&fixture.page, &TrafficPage::failed);
        const std::array<QByteArray, 4> beginnings{
            "<!DOCTYPE html>", "%PDF-", "Summary of Postfix logs", "{"};
        for (const TrafficFormat format : trafficFormats) {
            const QString path = directory.filePath(u"report."_s + suffixOf(format));
            fixture.page.exportTo(path, format);
            QVERIFY(fixture.settle());
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY(file.readAll().startsWith(beginnings[size_t(format)]));
        }
        QCOMPARE(noticed.size(), 4);
        fixture.page.exportTo(u"/no/such/directory/report.txt"_s, TrafficFormat::Text);
        QVERIFY(fixture.settle());
        QCOMPARE(failed.size(), 1);
    }

    void quotesWhatStrangersWrote()
    {
        QCOMPARE(trafficwords::filterFor(TopList::SaslUsers, "a\"b\\c", 0, 60),
            u"since:\"1970-01-01T00:00:00Z\" until:\"1970-01-01T00:01:00Z\" user:\"a\\\"b\\\\c\""_s);
        QVERIFY(trafficwords::filterFor(TopList::Senders, "from=<>", 0, 60)
                .endsWith(u"sender:<>"_s));
    }

    void shoots()
    {
        const QString out = qEnvironmentVariable("TRAFFIC_SHOTS");
        if (out.isEmpty())
            return;
        PageFixture fixture;
        QTest::mouseMove(fixture.surface(), fixture.at(Traffic::peak + 300));
        QTest::qWait(50);
        fixture.page.grab().save(out + u"/light.png"_s);
        fixture.page.showGraph(TrafficGraph::Delays);
        fixture.page.showList(TopList::RecipientDomains);
        fixture.page.setRange(TrafficPage::Range::All);
        fixture.page.grab().save(out + u"/all.png"_s);
        QPalette dark;
        for (const auto &[role, colour] : {std::pair(QPalette::Window, 0x202326), {QPalette::Base, 0x141618}, {QPalette::AlternateBase, 0x1d1f22}, {QPalette::Button, 0x292c30}, {QPalette::ToolTipBase, 0x292c30}, {QPalette::Mid, 0x3a3d41}, {QPalette::Dark, 0x101010}, {QPalette::Light, 0x40464c}})
            dark.setColor(role, QColor::fromRgb(QRgb(colour)));
        for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
            dark.setColor(role, QColor(0xfc, 0xfc, 0xfc));
        QApplication::setPalette(dark);
        QTest::qWait(50);
        fixture.page.setRange(TrafficPage::Range::Day);
        QTest::mouseMove(fixture.surface(), fixture.at(Traffic::peak - 9000));
        fixture.page.grab().save(out + u"/dark.png"_s);
        fixture.page.setCounters({});
        fixture.page.grab().save(out + u"/empty.png"_s);
    }
};

QTEST_MAIN(TestTrafficPage)
#include "tst_trafficpage.moc"
