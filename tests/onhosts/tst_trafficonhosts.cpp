// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"

#include "ui/filter/filteredit.h"
#include "ui/logs/fleetlogs.h"
#include "ui/logs/logbar.h"
#include "ui/logs/logpage.h"
#include "ui/logs/logtracepage.h"
#include "ui/traffic/trafficchart.h"
#include "ui/traffic/trafficexporter.h"
#include "ui/traffic/trafficlists.h"
#include "ui/traffic/trafficpage.h"

#include <QAbstractItemModel>
#include <QDateTime>
#include <QFile>
#include <QPushButton>
#include <QRegularExpression>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QtCharts/QChart>

#include <cmath>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int host = 0;

/// The sum of a curve over all of its time.
qint64 sumOf(const TrafficCurves &curves, const QString &key)
{
    double sum = 0;
    for (const TrafficCurve &curve : curves.curves)
        for (size_t i = 0; i < curve.values.size(); ++i)
            sum += curve.key == key ? curve.values[i] * double(curves.lengths[i]) / 60 : 0;
    return std::llround(sum);
}

}

/// The traffic of a real host in the window: its counts are those of its log, and lead to its
/// lines.
class TestTrafficOnHosts : public QObject, HostWindow
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        startLab(2, 40);
        const auto ledger = m_lab->makeTraffic(host, 1, 60);
        QVERIFY2(ledger, ledger ? "" : ledger.error().detail.constData());
    }
    void init()
    {
        openWindow();
        m_fleet->add(m_lab->server(host));
        m_fleet->connectAll();
        activate();
        QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier);
        QVERIFY(traffic().isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(lineCount() > 0, patience);
        QTRY_COMPARE_WITH_TIMEOUT(lineCount(), loggedLines(), patience);
        // Of a log as short as this more is read than the last six hours.
        traffic().setSpan(TrafficSpan::All);
        QTRY_VERIFY_WITH_TIMEOUT(traffic().isSettled(), patience);
    }
    void cleanup() { closeWindow(); }

    void countsWhatTheHostLogged()
    {
        // A remote server may have said "status=sent" as well.
        const TrafficCurves &mail = traffic().mailChart()->curves();
        QVERIFY(logged(u"dsn=[0-9.]+, status=deferred"_s) > 5);
        QCOMPARE(sumOf(mail, u"deferrals"_s), logged(u"dsn=[0-9.]+, status=deferred"_s));
        QCOMPARE(sumOf(mail, u"bounced"_s), logged(u"dsn=[0-9.]+, status=bounced"_s));
        QCOMPARE(sumOf(mail, u"sent"_s),
            logged(u"dsn=[0-9.]+, status=sent"_s)
                - logged(u"/local\\[.*status=sent .forwarded as "_s));
        QCOMPARE(sumOf(mail, u"received"_s),
            logged(u"/(smtpd|pickup)\\[\\d+\\]: (?!NOQUEUE)\\w+: (client=|uid=)"_s));
        traffic().showGraph(TrafficGraph::Rejects);
        const TrafficCurves &rejects = traffic().detailChart()->curves();
        for (const QString &phase : {u"CONNECT"_s, u"HELO"_s, u"MAIL"_s, u"RCPT"_s, u"DATA"_s}) {
            const qint64 expected = logged(u"reject: %1 from "_s.arg(phase))
                + (phase == "HELO"_L1 ? logged(u"reject: EHLO from "_s) : 0);
            QVERIFY2(expected > 0, qPrintable(phase));
            QCOMPARE(sumOf(rejects, u"rejected_at_"_s + phase.toLower()), expected);
        }
        traffic().showGraph(TrafficGraph::Logins);
        QCOMPARE(sumOf(traffic().detailChart()->curves(), u"login_failures"_s),
            logged(u"authentication failed: "_s));
        traffic().showGraph(TrafficGraph::Tls);
        QVERIFY(!traffic().detailChart()->curves().isEmpty());
        traffic().showGraph(TrafficGraph::Delays);
        QCOMPARE(traffic().detailChart()->curves().curves.size(), 3u);
        // Both instances, each for itself.
        traffic().lists()->showPlaces();
        const QAbstractItemModel *places = traffic().lists()->table()->model();
        QCOMPARE(places->rowCount(), 2);
        for (int row = 0; row < 2; ++row) {
            const QString name = places->index(row, 0).data().toString();
            const QString instance
                = name.contains(u"postfix-out"_s) ? u"postfix-out"_s : u"postfix"_s;
            QCOMPARE(places->index(row, 3).data().toString().remove(u',').toLongLong(),
                logged(u' ' + instance + u"/.*status=deferred"_s));
        }
    }

    void aPeakIsItsLines()
    {
        traffic().setSpan(TrafficSpan::Hour);
        QTRY_VERIFY_WITH_TIMEOUT(traffic().isSettled(), patience);
        const TrafficChart &chart = *traffic().mailChart();
        const TrafficCurves curves = chart.curves();
        QCOMPARE(curves.step, 60);
        size_t highest = 0, at = 0;
        for (size_t i = 0; i < curves.curves.size(); ++i)
            for (size_t j = 0; j < curves.starts.size(); ++j)
                if (curves.curves[i].values[j] > curves.curves[highest].values[at])
                    std::tie(highest, at) = std::pair(i, j);
        const double count = curves.curves[highest].values[at];
        QVERIFY(count > 3);
        QPoint place = chart.placeOf(curves.starts[at] + 30).toPoint();
        place.setY(int(chart.chart()->plotArea().top()) + 2);
        QTest::mouseMove(chart.viewport(), place);
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, place);
        QVERIFY(logs().isVisible());
        const QString filter = logs().lines()->bar()->filterEdit()->text();
        QVERIFY2(filter.contains(u"since:"_s) && filter.contains(u"until:"_s), qPrintable(filter));
        QTRY_VERIFY_WITH_TIMEOUT(logs().isSettled(), patience);
        QCOMPARE(logs().lines()->view()->order().lineCount(), std::llround(count));
    }

    void followsWhatIsLogged()
    {
        traffic().setSpan(TrafficSpan::Hour);
        const auto deferrals
            = [&] { return sumOf(traffic().mailChart()->curves(), u"deferrals"_s); };
        const qint64 before = deferrals();
        QVERIFY(m_lab->exec(host,
            {u"sh"_s, u"-c"_s,
                u"printf 'Subject: live\\n\\nhello\\n' | sendmail -f live@lab.example "
                "a@far.invalid b@far.invalid"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(deferrals() >= before + 2, patience);
        // What is read of the range's lines comes to the same.
        traffic().lists()->showList(TopList::RecipientDomains);
        const auto ofFarInvalid = [&] {
            const QAbstractItemModel *list = traffic().lists()->table()->model();
            for (int row = 0; row < list->rowCount(); ++row)
                if (list->index(row, 0).data().toString() == "far.invalid"_L1)
                    return list->index(row, 2).data().toInt();
            return 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(ofFarInvalid() >= 2, patience);
    }

    void readsFurtherBack()
    {
        traffic().setSpan(TrafficSpan::Week);
        auto *offer = traffic().findChild<QPushButton *>(u"trafficReadBack"_s);
        QVERIFY(offer->isVisible());
        const qint64 before = lineCount();
        QTest::mouseClick(offer, Qt::LeftButton);
        QVERIFY(!offer->isVisible() || QTest::qWaitFor([&] { return !offer->isVisible(); }));
        QTRY_VERIFY_WITH_TIMEOUT(lineCount() >= before && lineCount() == loggedLines(), patience);
        QVERIFY(logs().logs()->readSince() < QDateTime::currentSecsSinceEpoch() - 6 * 86400);
    }

    void writesReports()
    {
        const QTemporaryDir directory;
        const QString pdf = directory.filePath(u"report.pdf"_s);
        const QString text = directory.filePath(u"report.txt"_s);
        traffic().exporter()->write(pdf, TrafficFormat::Pdf);
        traffic().exporter()->write(text, TrafficFormat::Text);
        QTRY_VERIFY_WITH_TIMEOUT(traffic().isSettled(), patience);
        const QByteArray document = contentsOf(pdf);
        QVERIFY(document.startsWith("%PDF-1"));
        QVERIFY(document.trimmed().endsWith("%%EOF"));
        QVERIFY(document.size() > 4000);
        const QByteArray report = contentsOf(text);
        const QRegularExpression bounced(u"^ *%1  bounced"_s.arg(logged(u"status=bounced"_s)),
            QRegularExpression::MultilineOption);
        QVERIFY2(
            bounced.match(QString::fromUtf8(report)).hasMatch(), report.first(2000).constData());
    }

private:
    TrafficPage &traffic() const { return *m_window->trafficPage(); }
    LogTracePage &logs() const { return *m_window->logPage(); }

    /// Of Postfix, that the page counted.
    qint64 lineCount() const
    {
        const auto &all = traffic().desk()->all();
        return all ? qint64(all->all[TrafficCount::Lines]) : -1;
    }
    qint64 loggedLines() const { return logged(u" postfix(-out)?/[^:]*: "_s); }

    static QByteArray contentsOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// Lines of the host's log with this in them, from the first one on that was read.
    qint64 logged(const QString &pattern) const
    {
        const QRegularExpression wanted(pattern);
        const auto &all = traffic().desk()->all();
        const QString first
            = QDateTime::fromMSecsSinceEpoch(all ? all->all.firstTime / 1000 : 0, QTimeZone::UTC)
                  .toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s);
        qint64 lines = 0;
        QFile log(m_lab->root(host) + u"/var/log/mail.log"_s);
        if (!log.open(QIODevice::ReadOnly))
            qFatal() << log.fileName() << log.errorString();
        while (!log.atEnd()) {
            const QString line = QString::fromUtf8(log.readLine()); // the hosts have UTC
            lines += line.first(std::min(first.size(), line.size())) >= first
                && wanted.match(line).hasMatch();
        }
        return lines;
    }
};

QTEST_MAIN(TestTrafficOnHosts)
#include "tst_trafficonhosts.moc"
