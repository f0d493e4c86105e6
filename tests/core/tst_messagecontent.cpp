// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/messagecontent.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

class TestMessageContent : public QObject
{
    Q_OBJECT

private slots:
    void buildsTheCommand()
    {
        const Instance instance{"-"_ba, "/etc/postfix"_ba};
        const auto id = *QueueId::parse("A1B2C3D4E5");
        QCOMPARE(readMessageCommand(instance, Privilege::Direct, id).arguments,
            (QByteArrayList{"postcat"_ba, "-c"_ba, "/etc/postfix"_ba, "-q"_ba, "A1B2C3D4E5"_ba}));
        const auto bySudo = readMessageCommand(instance, Privilege::Sudo, id);
        QCOMPARE(bySudo.arguments.join(' '),
            "sudo -n /usr/sbin/postcat -c /etc/postfix -q A1B2C3D4E5"_ba);
        QCOMPARE(bySudo.outputLimit, qint64(64) << 20);
    }

    void readsRealMessage()
    {
        const QByteArray output = captured("3.10/postcat-plain.txt");
        const auto message = parseMessage(output, "", 0);
        QVERIFY(message);
        QCOMPARE(message->raw, output);
        QCOMPARE(message->envelopeValues("sender"), QByteArrayList{"a@example.com"});
        QCOMPARE(message->envelopeValues("recipient"),
            (QByteArrayList{"b@example.org", "c@example.net"}));
        QCOMPARE(message->envelopeValues("original_recipient").size(), 2);
        QCOMPARE(message->namedAttribute("rewrite_context"), "local"_ba);
        QVERIFY(message->namedAttribute("message_id").startsWith('<')); // of the last segment
        QCOMPARE(message->namedAttribute("message"), ""_ba);
        QVERIFY(message->envelopeValues("message_arrival_time")[0].endsWith("2026"));
        QVERIFY(message->headers().startsWith("Received: by mx1.example.com"));
        QVERIFY(message->headers().endsWith("From: root <a@example.com>\n"));
        QCOMPARE(message->body().toByteArray(), "hello\n"_ba);
        QVERIFY(message->envelopeText.startsWith("message_size: "));
        QVERIFY(!message->envelopeText.contains("***"));
        QVERIFY(message->toEml().startsWith("X-Envelope-From: <a@example.com>\n"
                                            "X-Envelope-To: <b@example.org>\n"
                                            "X-Envelope-To: <c@example.net>\n"
                                            "Received: "));
        QVERIFY(message->toEml().endsWith(message->content));
    }

    void readsRealVariants_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArrayList>("sender");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("null sender") << "nullsender"_ba << QByteArrayList{""} << "hello\n"_ba;
        QTest::newRow("no line break at the end")
            << "noeol"_ba << QByteArrayList{"noeol@example.com"} << "hello\n"_ba;
        QTest::newRow("no headers of its own")
            << "nohead"_ba << QByteArrayList{"nohead@example.com"} << "no header\n"_ba;
        QTest::newRow("no body") << "empty"_ba << QByteArrayList{"empty@example.com"} << ""_ba;
        QTest::newRow("empty lines")
            << "slow"_ba << QByteArrayList{"slow@example.com"} << "\n\n"_ba;
        QTest::newRow("quoted") << "quoted"_ba << QByteArrayList{"q\"b\\c@example.com"}
                                << "hello\n"_ba;
        QTest::newRow("Latin-1") << "latin1"_ba << QByteArrayList{"caf\xe9@example.com"}
                                 << "hello\n"_ba;
        QTest::newRow("maildrop") << "maildrop"_ba << QByteArrayList{"maildrop@example.com"}
                                  << "hello\n"_ba;
        // Lines beyond 2,048 bytes are several records in the file and one line again here.
        QTest::newRow("long lines, zero bytes")
            << "long"_ba << QByteArrayList{"long@example.com"}
            << QByteArray(5000, 'x') + "\nnul:\0:end\n\001\033[31m\n"_ba;
    }
    void readsRealVariants()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArrayList, sender);
        QFETCH(QByteArray, body);
        const auto message = parseMessage(captured("3.10/postcat-" + file + ".txt"), "", 0);
        QVERIFY(message);
        QCOMPARE(message->envelopeValues("sender"), sender);
        QCOMPARE(message->body().toByteArray(), body);
        QVERIFY(message->headers().contains("Subject: ") || file == "nohead");
    }

    void isNotFooledByForgedMarkers()
    {
        const auto message = parseMessage(captured("3.10/postcat-hostile.txt"), "", 0);
        QVERIFY(message);
        QCOMPARE(message->envelopeValues("recipient"), QByteArrayList{"b@example.org"});
        QCOMPARE(message->body().count("***"), 6);
        QVERIFY(message->body().contains("recipient: evil@example.org\n"));
        QVERIFY(message->body().endsWith(" ***\n"));
    }

    void findsTheHeaders_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("usual") << "A: 1\nB: 2\n\nbody\n"_ba << "A: 1\nB: 2\n"_ba << "body\n"_ba;
        QTest::newRow("carriage returns") << "A: 1\r\n\r\nbody\r\n"_ba << "A: 1\r\n"_ba
                                          << "body\r\n"_ba;
        QTest::newRow("no blank line") << "A: 1\nB: 2\n"_ba << "A: 1\nB: 2\n"_ba << ""_ba;
        QTest::newRow("no headers") << "\nbody\n"_ba << ""_ba << "body\n"_ba;
        QTest::newRow("blank line only") << "\n"_ba << ""_ba << ""_ba;
        QTest::newRow("empty") << ""_ba << ""_ba << ""_ba;
        QTest::newRow("two blank lines") << "A: 1\n\n\nbody\n"_ba << "A: 1\n"_ba << "\nbody\n"_ba;
        QTest::newRow("a line of one blank") << "A: 1\n \n\nbody\n"_ba << "A: 1\n \n"_ba
                                             << "body\n"_ba;
    }
    void findsTheHeaders()
    {
        QFETCH(QByteArray, content);
        const auto message = parseMessage("*** ENVELOPE RECORDS active/A ***\nsender: a@x\n"
                                          "*** MESSAGE CONTENTS active/A ***\n"
                + content
                + "*** HEADER EXTRACTED active/A ***\nrecipient: b@x\n"
                  "*** MESSAGE FILE END active/A ***\n",
            "", 0);
        QVERIFY(message);
        QCOMPARE(message->content, content);
        QTEST(message->headers().toByteArray(), "headers");
        QTEST(message->body().toByteArray(), "body");
        QCOMPARE(message->envelopeValues("recipient"), QByteArrayList{"b@x"});
    }

    void neverTakesACutMessage()
    {
        for (const char *file : {"plain", "hostile", "long"}) {
            const QByteArray output = captured("3.10/postcat-"_ba + file + ".txt");
            for (qsizetype size = 0; size < output.size(); ++size) {
                const auto message = parseMessage(QByteArrayView(output).first(size), "", 0);
                // The forged end marker of this body ends in its real path: only the proof of
                // completeness around the command tells that something is missing.
                if (message)
                    QVERIFY(output.first(size).endsWith(" ***\n") && file == "hostile"_ba);
                else
                    QCOMPARE(message.error().kind, ErrorKind::Incomplete);
            }
        }
    }

    void fails_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *name, int exitCode, ErrorKind kind) {
            QTest::newRow(name) << ""_ba << captured("3.10/postcat-"_ba + name + ".stderr")
                                << exitCode << kind;
        };
        row("unknown", 1, ErrorKind::NotFound);
        row("denied", 1, ErrorKind::Permission);
        row("sudo-notallowed", 1, ErrorKind::Permission);
        row("sudo-password", 1, ErrorKind::Permission);
        row("garbage", 0, ErrorKind::Incomplete);
        QTest::newRow("cut file") << captured("3.10/postcat-cut.txt") << ""_ba << 0
                                  << ErrorKind::Incomplete;
        QTest::newRow("empty file")
            << captured("3.10/postcat-zero.txt") << ""_ba << 0 << ErrorKind::Incomplete;
        QTest::newRow("no program")
            << ""_ba << "sh: 1: postcat: not found\n"_ba << 127 << ErrorKind::NotFound;
        QTest::newRow("damaged") << ""_ba << "postcat: fatal: record read error\n"_ba << 1
                                 << ErrorKind::Parse;
        QTest::newRow("no path") << "*** ENVELOPE RECORDS ***\n\n*** MESSAGE CONTENTS  ***\n"
                                    "\n*** MESSAGE FILE END  ***\n"_ba
                                 << ""_ba << 0 << ErrorKind::Incomplete;
        QTest::newRow("no markers") << "hello\n"_ba << ""_ba << 0 << ErrorKind::Incomplete;
    }
    void fails()
    {
        QFETCH(QByteArray, output);
        QFETCH(QByteArray, errors);
        QFETCH(int, exitCode);
        const auto message = parseMessage(output, errors, exitCode);
        QVERIFY(!message);
        QTEST(message.error().kind, "kind");
        QVERIFY(message.error().detail.startsWith(errors));
    }
};

QTEST_GUILESS_MAIN(TestMessageContent)
#include "tst_messagecontent.moc"
