// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queueid.h"

#include <QSet>
#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

class TestQueueId : public QObject
{
    Q_OBJECT

private slots:
    void parses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isLong");
        QTest::newRow("short, of a small file system") << "18FF44F"_ba << false;
        QTest::newRow("short") << "A1B2C3D4E5"_ba << false;
        QTest::newRow("short, digits only") << "0123456789"_ba << false;
        QTest::newRow("short, one digit of inode") << "000001"_ba << false;
        QTest::newRow("short, the largest inode") << "FFFFFFFFFFFFFFFFFFFFF"_ba << false;
        QTest::newRow("long, real") << "4jX60J3bk2z7d"_ba << true;
        QTest::newRow("long, z in the time") << "3v2zZ41xqJz4fXw"_ba << true;
        QTest::newRow("long, shortest") << "0000000000z0"_ba << true;
        QTest::newRow("long, the largest inode") << "yyyyyyyyyyzyyyyyyyyyyyy"_ba << true;
        QTest::newRow("long, upper case and digits but for the z") << "0BCDFBCDF0z1"_ba << true;
    }
    void parses()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, isLong);
        const auto id = QueueId::parse(text);
        QVERIFY(id);
        QCOMPARE(id->toByteArray(), text);
        QCOMPARE(id->toString(), QString::fromLatin1(text));
        QCOMPARE(id->isLong(), isLong);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto rows = {"ALL"_ba, "all"_ba, "-"_ba, "-d"_ba, "--"_ba, "-rALL"_ba, "*"_ba, ""_ba,
            "A1B2C"_ba, "a1b2c3d4e5"_ba, "A1B2c3D4E5"_ba, "../../etc/passwd"_ba, "a;reboot"_ba,
            "$(id)"_ba, "`id`"_ba, "A1B2C3D4\nE5"_ba, "A1B2C3D4E5\n"_ba, "A1B2C3D4E5\r"_ba,
            "A1B2C3D4E5 "_ba, " A1B2C3D4E5"_ba, "A1B2C3D4E5\t"_ba, "A1B2C3\0D4E5"_ba,
            "A1B2C3D4E5\0"_ba, "A1B2C3D4E5*"_ba, "A1B2C3D4E5!"_ba, "A1B2_C3D4E5"_ba,
            "\uff21\uff11B2C3D4E5"_ba, "\u04101B2C3D4E5"_ba, "A1B2\u200bC3D4E5"_ba,
            "FFFFFFFFFFFFFFFFFFFFFF"_ba, QByteArray(65, 'A'), "A1B2C3D4E5,0A1B2C3D4E"_ba,
            // long form gone wrong: a vowel, no separator, too early, at the end, too long
            "4jX60J3bk2z7a"_ba, "4jX60J3bk2x7d"_ba, "4jX60J3bkz27d"_ba, "4jX60J3bk2z"_ba,
            "4jX60J3bk2z7z"_ba + QByteArray(12, 'd'), "4jX60J3bk2z"_ba + QByteArray(13, 'd'),
            "4jX60J3bk2zIl"_ba, "4jX60J3bk2z7d\n"_ba, "4jX60J3bk2z7\xc3\xa9"_ba};
        for (const QByteArray &text : rows)
            QTest::addRow("%s", text.toPercentEncoding().constData()) << text;
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!QueueId::parse(text));
    }

    void holdsOnlyLettersAndDigits()
    {
        for (int c = 0; c < 256; ++c) {
            for (const QByteArray &base : {"A1B2C3D4E5"_ba, "4jX60J3bk2z7d"_ba}) {
                for (qsizetype i = 0; i < base.size(); ++i) {
                    QByteArray text = base;
                    text[i] = char(c);
                    if (const auto id = QueueId::parse(text)) {
                        QCOMPARE(id->toByteArray(), text);
                        QVERIFY((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z'));
                    }
                }
            }
        }
    }

    void comparesAndHashes()
    {
        const auto a = *QueueId::parse("A1B2C3D4E5");
        const auto longer = *QueueId::parse("A1B2C3D4E50");
        QCOMPARE(a, *QueueId::parse("A1B2C3D4E5"));
        QVERIFY(a != longer);
        QVERIFY(a < longer);
        QCOMPARE(qHash(a), qHash(*QueueId::parse("A1B2C3D4E5")));
        QCOMPARE((QSet<QueueId>{a, longer, a}).size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestQueueId)
#include "tst_queueid.moc"
