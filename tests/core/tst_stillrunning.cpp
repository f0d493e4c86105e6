// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/stillrunning.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

class TestStillRunning : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QList<qint64>>("all");
        QTest::addColumn<QList<qint64>>("gates");
        const QByteArray others = "    1     0 /sbin/init\n  200     1 sshd: root@notty\n"
                                  "  300   200 awk NR==1{n=$1}\n";
        QTest::newRow("nothing") << QByteArray() << QList<qint64>() << QList<qint64>();
        QTest::newRow("others only") << others << QList<qint64>() << QList<qint64>();
        QTest::newRow("at the gate") << others
                + "  401   200 sh -c n=$1; sh abc123 sh -c gate=$1\n"
                  "  402   401 sh -c gate=$1; shift\n  403   402 awk NR==1{n=$1;k=$2}\n"
                                     << QList<qint64>{401, 402, 403} << QList<qint64>{403};
        QTest::newRow("acting") << others
                + "  401   200 sh -c n=$1; sh abc123\n"
                  "  404   401 postsuper -c /etc/postfix -h -\n"
                                << QList<qint64>{401, 404} << QList<qint64>();
        QTest::newRow("garbage") << QByteArray("abc123\nx y abc123\n-5 -6 abc123\n\0\n1 0 abc123\n")
                                 << QList<qint64>() << QList<qint64>();
        QTest::newRow("twice") << QByteArray("7 2 abc123\n8 7 awk x\n7 2 abc123\n8 7 awk x\n")
                               << QList<qint64>{7, 8} << QList<qint64>{8};
        QTest::newRow("a circle") << QByteArray("7 8 abc123\n8 7 awk x\n") << QList<qint64>{7, 8}
                                  << QList<qint64>{8};
    }

    void finds()
    {
        QFETCH(QByteArray, output);
        const BatchProcesses found = batchProcesses(output, {"abc123"});
        QTEST(found.all, "all");
        QTEST(found.gates, "gates");
    }
};

QTEST_APPLESS_MAIN(TestStillRunning)
#include "tst_stillrunning.moc"
