// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/finders.h"
#include "tests/ui/madetraffic.h"
#include "ui/style/elidedlabel.h"
#include "ui/traffic/placesmodel.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficexporter.h"
#include "ui/traffic/trafficlists.h"
#include "ui/traffic/trafficpage.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QtCharts/QChart>

#include <cmath>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using made::TwoDays;

namespace {

/// The page with two days of traffic, of which the last 24 hours are shown.
class PageFixture final
{
public:
    PageFixture()
    {
        page.resize(1280, 800);
        page.setSources(TwoDays::once().logs());
        page.setSpan(TrafficSpan::Day);
        page.show();
        isShown = QTest::qWaitForWindowExposed(&page) && settle();
    }
    bool settle()
    {
        return QTest::qWaitFor([&] { return page.isSettled(); }, 20'000);
    }
    QPoint at(qint64 time) const { return page.mailChart()->placeOf(time).toPoint(); }
    QWidget *surface() const { return page.mailChart()->viewport(); }
    QTableView *list() const { return page.lists()->table(); }
    QToolButton *span(const QString &name) const
    {
        for (QToolButton *button : page.findChildren<QToolButton *>())
            if (button->text() == name)
                return button;
        return nullptr;
    }
    /// Drags over the peak.
    void zoomToPeak()
    {
        const QPoint from = at(TwoDays::peak), to = at(TwoDays::peak + TwoDays::peakMinutes * 60);
        QTest::mousePress(surface(), Qt::LeftButton, {}, from);
        QTest::mouseMove(surface(), to);
        QTest::mouseRelease(surface(), Qt::LeftButton, {}, to);
        settle();
    }

    TrafficPage page;
    bool isShown = false;
};

bool isSaid(const QWidget &page, const QString &text)
{
    const auto labels = page.findChildren<QLabel *>();
    return std::ranges::any_of(labels,
        [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}

class TestTrafficPage final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void saysWhatWouldBeHere()
    {
        TrafficPage page;
        page.show();
        QVERIFY(isSaid(page, u"No servers here"_s));
        QVERIFY(!button(&page, u"trafficExport"_s)->isVisible());
        made::TrafficLog log(u"mx1"_s);
        ShownLog shown = log.shown();
        page.setSources({shown}, 1);
        QVERIFY(isSaid(page, u"No traffic yet"_s));
        shown.state = ShownLog::State::Unreadable;
        shown.note = u"<b>No log</b> that may be read."_s;
        page.setSources({shown}, 1);
        QVERIFY(isSaid(page, u"The mail log cannot be read"_s));
        QVERIFY(isSaid(page, u"<b>No log</b> that may be read."_s));
        const auto labels = page.findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }

    void drawsWhatWasCounted()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const TrafficCurves &curves = fixture.page.mailChart()->curves();
        QCOMPARE(curves.curves.size(), 4u);
        const qsizetype index = curves.indexAt(TwoDays::peak);
        QVERIFY(index >= 0);
        // A day is drawn in steps of ten minutes: all of the first is within the peak.
        QCOMPARE(curves.step, 600);
        QCOMPARE(curves.curves[2].values[size_t(index)], double(TwoDays::peakDeferrals));
        QCOMPARE(curves.curves[2].values[size_t(index) - 1], 0.0);
        QVERIFY(isSaid(fixture.page, u"600 deferred"_s));
    }

    void shortensTheTotals()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const auto *totals = fixture.page.findChild<ElidedLabel *>(u"trafficTotals"_s);
        QVERIFY(totals->shownText().endsWith(u"rejected"_s));
        const QString all = totals->shownText();
        fixture.page.resize(640, 600);
        QTRY_VERIFY(totals->shownText().endsWith(u'…'));
        QVERIFY(totals->fontMetrics().horizontalAdvance(totals->shownText()) <= totals->width());
        QCOMPARE(totals->accessibleName(), all);
    }

    /// Of a step that has only begun it is the average so far.
    void doesNotFallAtTheEnd()
    {
        const made::TwoDays traffic(TwoDays::end + 180);
        TrafficPage page;
        page.setSources(traffic.logs());
        page.setSpan(TrafficSpan::Day);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(page.isSettled() && page.desk()->inRange(), 20'000);
        const TrafficCurves &curves = page.mailChart()->curves();
        QCOMPARE(curves.step, 600);
        QCOMPARE(curves.starts.back(), TwoDays::end);
        QCOMPARE(curves.lengths.back(), 180);
        const std::vector<double> &received = curves.curves.front().values;
        QVERIFY(received.back() > 0.8 * received[received.size() - 2]);
    }

    /// Others have traffic: what is missing of it is said.
    void saysWhoseLogIsNotRead()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const auto *troubles = fixture.page.findChild<QLabel *>(u"trafficTroubles"_s);
        QVERIFY(!troubles->isVisible());
        ShownLogs logs = TwoDays::once().logs();
        logs[1].state = ShownLog::State::Offline;
        logs[1].note = u"The connection was refused."_s;
        fixture.page.setSources(logs);
        QVERIFY(troubles->isVisible());
        QVERIFY(troubles->text().contains(u"mx2"_s));
        QVERIFY(troubles->text().endsWith(u"The connection was refused."_s));
        QVERIFY(fixture.page.mailChart()->isVisible());
        fixture.page.setSources(TwoDays::once().logs());
        QVERIFY(!troubles->isVisible());
    }

    void aClickOnAPeakAsksForItsLines()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        QPoint place = fixture.at(TwoDays::peak + 300);
        place.setY(int(fixture.page.mailChart()->chart()->plotArea().top()) + 2);
        QTest::mouseMove(fixture.surface(), place);
        QTest::mouseClick(fixture.surface(), Qt::LeftButton, {}, place);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toString(),
            u"since:2023-11-14T18:00 until:2023-11-14T18:10 status:deferred"_s);
    }

    void draggingZooms()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const QPoint from = fixture.at(TwoDays::peak - 1800), to = fixture.at(TwoDays::peak + 3600);
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        QTest::mousePress(fixture.surface(), Qt::LeftButton, {}, from);
        QTest::mouseMove(fixture.surface(), to);
        QTest::mouseRelease(fixture.surface(), Qt::LeftButton, {}, to);
        const TrafficCurves &curves = fixture.page.mailChart()->curves();
        QCOMPARE(curves.step, 60);
        QVERIFY(std::abs(curves.starts.front() - (TwoDays::peak - 1800)) < 300);
        QVERIFY(std::abs(curves.starts.back() - (TwoDays::peak + 3600)) < 300);
        QVERIFY(asked.isEmpty());
        QVERIFY(!fixture.span(u"Day"_s)->isChecked());
        QCOMPARE(fixture.page.detailChart()->curves().starts, curves.starts); // both
        fixture.span(u"Day"_s)->click();
        QCOMPARE(fixture.page.mailChart()->curves().step, 600);
    }

    void theWheelZooms()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        const QPointF place = fixture.at(TwoDays::peak);
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
        QVERIFY(span() > 86400);
        for (int i = 0; i < 100; ++i)
            turn(240);
        QVERIFY(span() >= 240);
    }

    void theCrosshairSaysExactValues()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        QTest::mouseMove(fixture.surface(), fixture.at(TwoDays::peak + 300));
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
            u"since:2023-11-14T23:40 until:2023-11-14T23:50 status:sent not (daemon:local "
            "\"forwarded as \")"_s);
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
        fixture.page.setSpan(TrafficSpan::All);
        QVERIFY(fixture.settle());
        QTableView *list = fixture.list();
        fixture.page.lists()->showList(TopList::Rejects);
        const QAbstractItemModelTester tester(
            list->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(cell(list, 0, 0), u"RCPT Relay access denied"_s);
        fixture.page.lists()->showList(TopList::SaslClients);
        QCOMPARE(cell(list, 0, 0), u"bad.example[203.0.113.9]"_s);
        QCOMPARE(cell(list, 0, 1), u"2,880"_s);
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
            list->visualRect(list->model()->index(0, 0)).center());
        QCOMPARE(asked.size(), 1);
        QVERIFY(asked.front().front().toString().endsWith(u" client:\"203.0.113.9\""_s));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.back(), asked.front());
        for (size_t i = 0; i < topListCount; ++i)
            fixture.page.lists()->showList(TopList(i));
    }

    /// What is listed is what the charts show, and no more.
    void listsWhatIsInTheRange()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        fixture.page.lists()->showList(TopList::SaslClients);
        QCOMPARE(cell(fixture.list(), 0, 1), u"1,440"_s);
        fixture.zoomToPeak();
        QVERIFY(!fixture.page.desk()->isEverything());
        const int minutes
            = int((fixture.page.desk()->range().to - fixture.page.desk()->range().from) / 60);
        QVERIFY(minutes < 30);
        QCOMPARE(cell(fixture.list(), 0, 1), QString::number(minutes));
        fixture.page.lists()->showList(TopList::DeferReasons);
        QCOMPARE(fixture.list()->model()->rowCount(), 1);
        fixture.page.setSpan(TrafficSpan::Hour);
        QVERIFY(fixture.settle());
        QVERIFY(isSaid(*fixture.page.lists(), u"None in this time"_s));
    }

    void saysWhenItIsCounting()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        TrafficLists &lists = *fixture.page.lists();
        QVERIFY(fixture.list()->isVisible());
        lists.setCounting(true);
        QTRY_VERIFY(isSaid(lists, u"Counting…"_s));
        QVERIFY(!fixture.list()->isVisible());
        lists.setCounting(false);
        QVERIFY(fixture.list()->isVisible());
    }

    void listsServersAndInstances()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        fixture.page.lists()->showPlaces();
        QTableView *list = fixture.list();
        const QAbstractItemModelTester tester(
            list->model(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(list->model()->rowCount(), 2);
        QVERIFY(cell(list, 0, 0).contains(u"mx1"_s));
        QCOMPARE(cell(list, 0, 3), u"600"_s);
        QVERIFY(cell(list, 1, 0).contains(u"mx2"_s) && cell(list, 1, 0).contains(u"postfix-out"_s));
        QCOMPARE(cell(list, 1, 1), u"144"_s); // one in ten minutes
        const QSignalSpy asked(&fixture.page, &TrafficPage::linesRequested);
        list->setCurrentIndex(list->model()->index(1, 0));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(asked.size(), 1);
        QVERIFY(asked.front().front().toString().endsWith(
            u" server:\"mx2\" instance:\"postfix-out\""_s));
        fixture.page.setSpan(TrafficSpan::Hour);
        QCOMPARE(cell(list, 1, 1), u"6"_s);
    }

    /// What comes while it is looked at is there within a moment; what comes else, when it is.
    void followsTheLogs()
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        made::TrafficLog log(u"mx1"_s);
        const auto defer = [&] {
            log.line(now,
                "postfix/smtp[9]: 4F2A81C09D: to=<u@slow.example>, relay=none, delay=30, "
                "delays=1/0/29/0, dsn=4.4.1, status=deferred (timed out)");
        };
        defer();
        TrafficPage page;
        page.resize(1280, 800);
        const QSignalSpy watched(&page, &TrafficPage::watched);
        page.setSources({log.shown()}, now - 6 * 3600);
        page.lists()->showPlaces();
        QVERIFY(page.isSettled());
        page.show();
        QCOMPARE(watched.size(), 1);
        QTRY_VERIFY(isSaid(page, u"1 deferred"_s));
        QVERIFY(page.desk()->range().to > now);
        QVERIFY(page.desk()->range().to <= QDateTime::currentSecsSinceEpoch() + 60);
        defer();
        page.linesAdded();
        QTRY_VERIFY(isSaid(page, u"2 deferred"_s));
        QCOMPARE(cell(page.lists()->table(), 0, 3), u"2"_s);
        page.hide();
        defer();
        page.linesAdded();
        QVERIFY(page.isSettled());
        page.show();
        QTRY_VERIFY(isSaid(page, u"3 deferred"_s));
    }

    void offersToReadFurtherBack()
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const TwoDays traffic(now - now % 60);
        TrafficPage page;
        page.setSources(traffic.logs(), now - 6 * 3600);
        page.show();
        QTRY_VERIFY(isSaid(page, u"received"_s));
        QPushButton *offer = button(&page, u"trafficReadBack"_s);
        QVERIFY(!offer->isVisible());
        page.setSpan(TrafficSpan::Week);
        QVERIFY(offer->isVisible());
        QVERIFY(isSaid(page, u"Read since"_s));
        const QSignalSpy wanted(&page, &TrafficPage::readBackRequested);
        page.setSpan(TrafficSpan::Day);
        QTest::mouseClick(offer, Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.front().front().toLongLong(), 86400);
        page.setSources(traffic.logs(), now - 86400);
        QVERIFY(!offer->isVisible());
    }

    void writesReports()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        fixture.zoomToPeak();
        const QTemporaryDir directory;
        const QSignalSpy noticed(&fixture.page, &TrafficPage::noticed);
        const QSignalSpy failed(&fixture.page, &TrafficPage::failed);
        const std::array<QByteArray, 4> beginnings{
            "<!DOCTYPE html>", "%PDF-", "Summary of Postfix logs", "{"};
        for (const TrafficFormat format : trafficFormats) {
            const QString path = directory.filePath(u"report."_s + suffixOf(format));
            fixture.page.exporter()->write(path, format);
            QVERIFY(fixture.settle());
            const QByteArray written = contentsOf(path);
            QVERIFY2(
                written.startsWith(beginnings[size_t(format)]), written.first(100).constData());
            QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther),
                QFile::Permissions());
        }
        QCOMPARE(noticed.size(), 4);
        // Of the range that is shown.
        const QByteArray text = contentsOf(directory.filePath(u"report.txt"_s));
        QVERIFY2(text.contains("2023-11-14 18:"), text.constData());
        QVERIFY2(!text.contains("2023-11-14 17:2"), text.constData());
        fixture.page.exporter()->write(u"/no/such/directory/report.txt"_s, TrafficFormat::Text);
        QVERIFY(fixture.settle());
        QCOMPARE(failed.size(), 1);
    }

    void asksWhereToSave()
    {
        PageFixture fixture;
        QVERIFY(fixture.isShown);
        button(&fixture.page, u"trafficExport"_s)->menu()->actions().at(1)->trigger();
        auto *dialog = fixture.page.findChild<QFileDialog *>(u"trafficExportDialog"_s);
        QVERIFY(dialog);
        QCOMPARE(dialog->defaultSuffix(), u"pdf"_s);
        QVERIFY(dialog->selectedFiles().value(0).endsWith(u"mail-20231115-0000.pdf"_s));
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"report.pdf"_s);
        emit dialog->fileSelected(path);
        dialog->close();
        QTRY_VERIFY(contentsOf(path).startsWith("%PDF-"));
    }
};

QTEST_MAIN(TestTrafficPage)
#include "tst_trafficpage.moc"
