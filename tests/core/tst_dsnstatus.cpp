// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/dsnstatus.h"

#include <QTest>

using namespace spoolscope;

class TestDsnStatus : public QObject
{
    Q_OBJECT

private slots:
    void readsReasons_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<QByteArray>("code");
        const auto row = [](const QByteArray &reason, const QByteArray &code) {
            QTest::addRow("%s", reason.toPercentEncoding(" ").data()) << reason << code;
        };
        row("", "");
        row("connect to mx.example[192.0.2.7]:25: Connection timed out", "");
        row("host gmail-smtp-in.l.google.com[142.250.1.27] said: 421-4.7.28 Our system", "4.7.28");
        row("host mx.example[203.0.113.5] said: 450 4.2.1 <a@b>: try later", "4.2.1");
        row("host mx said: 550 #5.1.0 Address rejected", "5.1.0");
        row("host mx said: 451 (4.7.1) greylisted", "4.7.1");
        row("delivery temporarily suspended: host mx refused to talk to me: 554-5.7.1 x", "5.7.1");
        row("4.3.0 mail server temporarily rejected message", "4.3.0");
        row("mail transport unavailable (4.3.5)", "4.3.5");
        row("See 4.7.1.", "4.7.1");
        row("Exim 4.96.1 said: 450 4.2.2 mailbox full", "4.2.2"); // behind a reply code first
        row("from 5.9.12.34 to 4.5.6.7", "");
        row("version 14.2.1, 4.2.1x, x4.2.1, 4.2, 4.2., 4.2.1234, 4.1234.1", "");
        row("3.1.1 and 1.2.3", "");
        row("2.0.0 Ok", "2.0.0");
        row("..4.1.1", "");
        row("4.1.1..", "4.1.1");
        row("4.", "");
        row("\xff"
            "4.1.1",
            "");
        row("421 4.7.0", "4.7.0");
        row("x421 4.7.0 then 450 4.1.1", "4.1.1");
    }

    void readsReasons()
    {
        QFETCH(QByteArray, reason);
        QFETCH(QByteArray, code);
        QCOMPARE(dsnStatusIn(reason).toByteArray(), code);
    }
};

QTEST_GUILESS_MAIN(TestDsnStatus)
#include "tst_dsnstatus.moc"
