// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuedepth.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const Instance primary{"-"_ba, "/etc/postfix"_ba};

void addFile(const QString &name)
{
    QFile file(name);
    if (!file.open(QFile::WriteOnly))
        qFatal("cannot write %s", qPrintable(name));
}

}

class TestQueueDepth : public QObject
{
    Q_OBJECT

private slots:
    void readsRealCounts()
    {
        const auto depths = parseDepths(captured("3.10/depths-root.txt"));
        QVERIFY(depths);
        QVERIFY(depths->isComplete());
        QCOMPARE((*depths)[QueueName::Deferred], 7);
        QCOMPARE((*depths)[QueueName::Defer], 9);
        QCOMPARE(depths->messages(), 2 + 0 + 1 + 7 + 1);
        const auto unknown = parseDepths(captured("3.10/depths-operator.txt"));
        QVERIFY(unknown);
        QVERIFY(!unknown->isComplete());
        QCOMPARE((*unknown)[QueueName::Deferred], std::nullopt);
        QCOMPARE(unknown->messages(), 0);
    }

    void countsFiles()
    {
        StubHost host;
        const QString spool = host.path(u"spool of a name"_s);
        host.addProgram("postconf",
            "[ \"$*\" = '-c /etc/postfix -h queue_directory' ] && echo '" + spool.toUtf8() + '\'');
        for (const QueueName name : allQueues) {
            if (name != QueueName::Trace) // missing: unknown, not empty
                QDir().mkpath(spool + u'/' + toString(name) + u"/A/B"_s);
        }
        addFile(spool + u"/deferred/A/A1B2C3D4E5"_s);
        addFile(spool + u"/deferred/A/B/A1B2C3D4E6"_s);
        addFile(spool + u"/hold/A1B2C3D4E7"_s);
        QFile::link(spool + u"/hold/A1B2C3D4E7"_s, spool + u"/active/link"_s);

        const auto command = countQueuesCommand(primary);
        QVERIFY(std::ranges::all_of(command.arguments, isSafeWord));
        const auto output = host.run(command);
        QCOMPARE(output.err, ""_ba);
        const auto depths = parseDepths(output.out);
        QVERIFY(depths);
        QCOMPARE((*depths)[QueueName::Deferred], 2);
        QCOMPARE((*depths)[QueueName::Hold], 1);
        QCOMPARE((*depths)[QueueName::Active], 0);
        QCOMPARE((*depths)[QueueName::Trace], std::nullopt);
        QCOMPARE(depths->messages(), 3);
        QVERIFY(!depths->isComplete());
    }

    void doesNotTrustAHalfReadDirectory()
    {
        StubHost host;
        host.addProgram("postconf", "echo " + host.path(u"spool"_s).toUtf8());
        for (const QueueName name : allQueues)
            QDir().mkpath(host.path(u"spool/"_s + toString(name)));
        host.addProgram("find",
            "echo $1/A1B2C3D4E5\n"
            "case $1 in */hold) echo \"find: '$1/A': Permission denied\" >&2; exit 1;;\n"
            "*/active) echo \"find: '$1/A1B2C3D4E6': No such file or directory\" >&2; exit 1;; "
            "esac");
        const auto depths = parseDepths(host.run(countQueuesCommand(primary)).out);
        QVERIFY(depths);
        QCOMPARE((*depths)[QueueName::Hold], std::nullopt);
        QCOMPARE((*depths)[QueueName::Active], 1); // one was delivered meanwhile
        QCOMPARE((*depths)[QueueName::Deferred], 1);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("output");
        const QByteArray good = captured("3.10/depths-root.txt");
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("one missing") << good.first(good.lastIndexOf("flush"));
        QTest::newRow("one twice") << good + "flush 0\n";
        QTest::newRow("unknown queue") << good + "saved 0\n";
        QTest::newRow("no number") << QByteArray(good).replace("hold 1", "hold one");
        QTest::newRow("negative") << QByteArray(good).replace("hold 1", "hold -1");
        QTest::newRow("too large")
            << QByteArray(good).replace("hold 1", "hold 99999999999999999999");
        QTest::newRow("no value") << QByteArray(good).replace("hold 1", "hold");
        QTest::newRow("words") << "postconf: fatal: open /etc/x/main.cf\n"_ba;
    }
    void refuses()
    {
        QFETCH(QByteArray, output);
        const auto depths = parseDepths(output);
        QVERIFY(!depths);
        QCOMPARE(depths.error().kind, ErrorKind::Parse);
    }

    void refusesWhenCut()
    {
        const QByteArray good = captured("3.10/depths-root.txt");
        for (qsizetype size = 0; size < good.size() - 2; ++size)
            QVERIFY(!parseDepths(QByteArrayView(good).first(size)));
    }

    void namesAreWhole()
    {
        for (const QueueName name : allQueues) {
            QVERIFY(parseQueueName(toBytes(name)) == name);
            QCOMPARE(toString(name).toLatin1(), toBytes(name));
        }
        for (const char *text : {"", "Hold", "hold ", "saved", "defer\n", "deferred/A"})
            QVERIFY(!parseQueueName(text));
    }
};

QTEST_GUILESS_MAIN(TestQueueDepth)
#include "tst_queuedepth.moc"
