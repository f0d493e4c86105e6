// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The page of the traffic, counted from the corpus, and looked at from all sides.

#include "core/queue/filter.h"
#include "tests/hostile/clean.h"
#include "tests/hostile/corpus.h"
#include "tests/hostile/surfacewalk.h"
#include "tests/ui/madetraffic.h"
#include "ui/traffic/placesmodel.h"
#include "ui/traffic/toplistmodel.h"
#include "ui/traffic/trafficexporter.h"
#include "ui/traffic/trafficlists.h"
#include "ui/traffic/trafficpage.h"
#include "ui/traffic/trafficwords.h"

#include <QFile>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;
using namespace spoolscope::hostile;

namespace {

/// Where strangers' words stand in lines that are counted by them.
made::TrafficLog filledLog()
{
    made::TrafficLog log(u"mx1"_s);
    qint64 time = made::TwoDays::end;
    for (const Entry &entry : corpus()) {
        const QByteArray bytes = entry.bytes.left(5000).replace('\n', ' ');
        const auto line = [&](const QByteArray &text) { log.line(++time, text); };
        line("postfix/smtpd[1]: 4F2A81C09D: client=" + bytes + "[192.0.2.1], sasl_method=" + bytes
            + ", sasl_username=" + bytes);
        line("postfix/qmgr[1]: 4F2A81C09D: from=<" + bytes + ">, size=5, nrcpt=1 (queue active)");
        line("postfix/smtp[1]: 4F2A81C09D: to=<" + bytes + ">, relay=" + bytes
            + "[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=4.0.0, status=deferred (" + bytes
            + ')');
        line("postfix/smtp[1]: 4F2A81C09D: to=<" + bytes + ">, relay=" + bytes
            + "[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (" + bytes + ')');
        line("postfix/smtpd[1]: NOQUEUE: reject: RCPT from " + bytes + "[192.0.2.1]: 554 5.7.1 <"
            + bytes + ">: " + bytes + "; from=<" + bytes + "> to=<" + bytes + "> proto=ESMTP helo=<"
            + bytes + '>');
        line("postfix/smtpd[1]: warning: " + bytes);
        line(bytes.left(50) + "/smtpd[1]: connect from a.example[192.0.2.1]");
    }
    return log;
}

}

class TestHostileTraffic : public QObject
{
    Q_OBJECT

private slots:
    void nothingReachesAPersonAsItIs()
    {
        const made::TrafficLog log = filledLog();
        ShownLogs sources{log.shown(), log.shown()};
        sources[0].name = u"mx1 \u202e"_s + token;
        sources[1].name = u"mx2 <b>x</b>"_s;
        sources[1].state = ShownLog::State::Unreadable;
        sources[1].note = u"\x1b[31m<b>no</b>\u202e"_s;
        TrafficPage page;
        page.resize(1200, 700);
        page.setSources(sources);
        page.setSpan(TrafficSpan::All);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(page.isSettled() && page.desk()->inRange(), 20'000);
        page.lists()->showPlaces();
        QVERIFY(page.lists()->table()->model()->rowCount() > 2);
        QCOMPARE(faultsOf(&page), QStringList());
        int rows = 0;
        for (size_t i = 0; i < topListCount; ++i) {
            page.lists()->showList(TopList(i));
            const QAbstractItemModel *model = page.lists()->table()->model();
            QCOMPARE(faultsOf(model->rowCount() > 0 ? static_cast<QWidget *>(page.lists()->table())
                                                    : page.lists()),
                QStringList());
            page.grab(); // all of it is painted
            rows += model->rowCount();
        }
        QVERIFY(rows > 500);
        QCOMPARE(faultsOf(&page), QStringList());
        page.setSources({sources[1]}); // of which nothing comes
    }

    /// A filter that a row asks for is one.
    void rowsAskForFilters()
    {
        const made::TrafficLog log = filledLog();
        const TrafficCounts counts = log.shown().counters->snapshot()->all();
        int rows = 0;
        for (size_t i = 0; i < topListCount; ++i) {
            for (const TopEntry &entry : counts.top(TopList(i)).top(10'000)) {
                const QString text = trafficwords::filterFor(TopList(i), entry.text, {0, 60});
                const auto filter = Filter::parse(text, logFilterFields());
                QVERIFY2(
                    filter, qPrintable(text + u" of "_s + QString::fromLatin1(entry.text.toHex())));
                // All of it is about this time, whatever is in it.
                const QString whole = filter->toString();
                QVERIFY2(whole.startsWith(u"since:"_s), qPrintable(whole));
                QVERIFY2(filter->root().kind == FilterNode::Kind::And, qPrintable(whole));
                ++rows;
            }
        }
        QVERIFY(rows > 500);
    }

    void nothingLeavesAsItIs()
    {
        const made::TrafficLog log = filledLog();
        TrafficPage page;
        page.setSources({log.shown()});
        page.setSpan(TrafficSpan::All);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(page.isSettled() && page.desk()->inRange(), 20'000);
        const QTemporaryDir directory;
        for (const TrafficFormat format : trafficFormats) {
            const QString path = directory.filePath(u"report."_s + suffixOf(format));
            page.exporter()->write(path, format);
            QTRY_VERIFY_WITH_TIMEOUT(page.isSettled(), 60'000);
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray written = file.readAll();
            QVERIFY(written.size() > 1000);
            if (format == TrafficFormat::Text || format == TrafficFormat::Html)
                QCOMPARE(fault(QString::fromUtf8(written)), QString());
        }
    }
};

QTEST_MAIN(TestHostileTraffic)
#include "tst_hostiletraffic.moc"
