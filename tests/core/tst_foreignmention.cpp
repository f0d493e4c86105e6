// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/foreignmention.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// Lines of programs beside Postfix, in the forms that their sources print.
class TestForeignMention : public QObject
{
    Q_OBJECT

private slots:
    void findsTheMessage_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArrayList>("queueIds");
        QTest::addColumn<QByteArray>("messageId");
        const QByteArrayList none;
        QTest::newRow("opendkim") << "4F2A81C09D: DKIM-Signature field added (s=x, d=a.example)"_ba
                                  << QByteArrayList{"4F2A81C09D"} << ""_ba;
        QTest::newRow("amavis")
            << "(01234-05) Passed CLEAN {RelayedInbound}, [192.0.2.1]:25 <a@b> -> <c@d>, Queue-ID: "
               "4F2A81C09D, Message-ID: <x@b>, mail_id: Xy, Hits: 1.2"_ba
            << QByteArrayList{"4F2A81C09D"} << ""_ba;
        QTest::newRow("rspamd") << "<f3a1c2>; task; rspamd_task_write_log: id: <x@b>, qid: "
                                   "<4gB7Zk1xXkzT>, ip: 192.0.2.1"_ba
                                << QByteArrayList{"4gB7Zk1xXkzT"} << ""_ba;
        QTest::newRow("dovecot") << "lmtp(jo)<12><abc>: sieve: msgid=<x@b.example>: stored mail"_ba
                                 << none << "x@b.example"_ba;
        QTest::newRow("nothing") << "imap-login: Login: user=<jo>"_ba << none << ""_ba;
        QTest::newRow("no end") << "msgid=<x@b"_ba << none << ""_ba;
        QTest::newRow("empty") << ""_ba << none << ""_ba;
        QTest::newRow("sign at the end") << "Queue-ID: "_ba << none << ""_ba;
    }
    void findsTheMessage()
    {
        QFETCH(const QByteArray, text);
        const ForeignMention mention = foreignMention(text);
        QByteArrayList ids;
        for (const QueueId &id : mention.queueIds)
            ids += id.toByteArray();
        QTEST(ids, "queueIds");
        QTEST(mention.messageId.toByteArray(), "messageId");
    }
};

QTEST_GUILESS_MAIN(TestForeignMention)
#include "tst_foreignmention.moc"
