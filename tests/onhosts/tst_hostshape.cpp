// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"
#include "labfixture.h"
#include "qshapetable.h"

#include "core/queue/queuelister.h"
#include "core/queue/shapetext.h"

#include <QDateTime>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// Our shape is that of the real qshape, cell by cell.
class TestHostShape : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_lab = LabFixture::start(3, 3000); }

    void equalsQshape_data()
    {
        QTest::addColumn<int>("host");
        QTest::addColumn<QStringList>("options"); // qshape's
        QTest::addColumn<QStringList>("ours");
        QTest::addColumn<QStringList>("queues");
        const QStringList deferred{u"deferred"_s};
        const QStringList all{u"incoming"_s, u"active"_s, u"deferred"_s, u"hold"_s};
        QTest::newRow("deferred") << 0 << QStringList() << QStringList() << deferred;
        QTest::newRow("long IDs") << 1 << QStringList() << QStringList() << deferred;
        QTest::newRow("all queues") << 2 << QStringList() << QStringList() << all;
        QTest::newRow("hold") << 1 << QStringList() << QStringList() << QStringList{u"hold"_s};
        QTest::newRow("senders") << 0 << QStringList{u"-s"_s} << QStringList{u"--sender"_s} << all;
        QTest::newRow("parents") << 2 << QStringList{u"-p"_s} << QStringList{u"--parents"_s}
                                 << deferred;
        QTest::newRow("parents of two")
            << 1 << QStringList{u"-p"_s, u"-m"_s, u"2"_s, u"-s"_s}
            << QStringList{u"--parents"_s, u"--min-subdomains"_s, u"2"_s, u"--sender"_s} << all;
        QTest::newRow("few long buckets")
            << 0 << QStringList{u"-b"_s, u"4"_s, u"-t"_s, u"1440"_s}
            << QStringList{u"--buckets"_s, u"4"_s, u"--bucket-time"_s, u"1440"_s} << all;
        QTest::newRow("linear") << 2
                                << QStringList{u"-l"_s, u"-b"_s, u"20"_s, u"-t"_s, u"360"_s,
                                       u"-w"_s, u"132"_s}
                                << QStringList{u"--linear"_s, u"--buckets"_s, u"20"_s,
                                       u"--bucket-time"_s, u"360"_s, u"--width"_s, u"132"_s}
                                << all;
        QTest::newRow("one bucket")
            << 1 << QStringList{u"-b"_s, u"1"_s} << QStringList{u"--buckets"_s, u"1"_s} << all;
    }

    /// By the program, as a user calls both.
    void equalsQshape()
    {
        QFETCH(int, host);
        QFETCH(QStringList, options);
        QFETCH(QStringList, ours);
        QFETCH(QStringList, queues);
        QStringList words{u"shape"_s, m_lab->server(host).address()};
        words += {u"--instance"_s, u"-"_s};
        words += ours;
        for (const QString &queue : std::as_const(queues))
            words += {u"--queue"_s, queue};
        // A message may grow into the next bucket between the two.
        QByteArray theirs, mine;
        for (int attempt = 0; attempt < 5; ++attempt) {
            const auto truth = m_lab->exec(host, QStringList{u"qshape"_s} + options + queues);
            QVERIFY(truth);
            const Outcome outcome = CtlCaller(*m_lab).call(words);
            QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
            theirs = *truth;
            mine = outcome.output;
            if (comparableTable(theirs) == comparableTable(mine))
                break;
        }
        QCOMPARE(comparableTable(mine), comparableTable(theirs));
        QVERIFY(mine.count('\n') > 3);
        // The head comes first, and no row has more than the one before it.
        QCOMPARE(mine.split('\n').first(), theirs.split('\n').first());
    }

    void severalServersAreOneShape()
    {
        const CtlCaller caller(*m_lab);
        qint64 sum = 0;
        QStringList both{u"shape"_s, u"--json"_s};
        for (int host : {0, 1}) {
            const QString address = m_lab->server(host).address();
            const Outcome one = caller.call({u"shape"_s, address, u"--json"_s});
            QCOMPARE(one.objects().first().value("domain"_L1).toString(), u"TOTAL"_s);
            sum += one.objects().first().value("total"_L1).toInteger();
            both.append(address);
        }
        const QList<QJsonObject> rows = caller.call(both).objects();
        QCOMPARE(rows.first().value("total"_L1).toInteger(), sum);
        QCOMPARE(rows.first().value("counts"_L1).toArray().size(), 10);
        QCOMPARE(rows.first().value("age_minutes"_L1).toArray().last().toInteger(), 1280);
        // The filter narrows it.
        const QString domain = rows[1].value("domain"_L1).toString();
        both += {u"--where"_s, u"domain:"_s + domain};
        const QList<QJsonObject> narrowed = caller.call(both).objects();
        QVERIFY(narrowed.first().value("total"_L1).toInteger() < sum);
        QCOMPARE(narrowed[1].value("domain"_L1).toString(), domain);
        QCOMPARE(narrowed[1].value("total"_L1), rows[1].value("total"_L1));
    }

    void badOptionsAreNamed()
    {
        const CtlCaller caller(*m_lab);
        const QString address = m_lab->server(0).address();
        const auto refused = [&](const QStringList &words, const QByteArray &named) {
            const Outcome outcome = caller.call(words);
            QCOMPARE(outcome.exitCode, 2);
            QVERIFY2(outcome.errors.contains(named), outcome.errors.constData());
        };
        refused({u"shape"_s, address, u"--buckets"_s, u"0"_s}, "--buckets needs a number");
        refused({u"shape"_s, address, u"--bucket-time"_s, u"x"_s}, "--bucket-time needs a number");
        refused({u"shape"_s, address, u"--queue"_s, u"defered"_s}, "not \"defered\"");
        refused({u"shape"_s, address, u"--queue"_s, u"flush"_s}, "--queue needs maildrop");
        refused({u"queue"_s, address, u"--linear"_s}, "--linear goes with shape only");
    }

private:
    std::unique_ptr<LabFixture> m_lab;
};

QTEST_GUILESS_MAIN(TestHostShape)
#include "tst_hostshape.moc"
