// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/message/headertext.h"
#include "core/message/messagesummary.h"
#include "core/postfix/messagecontent.h"

#include <QElapsedTimer>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

MessageContent contentOf(const QByteArray &text)
{
    MessageContent content;
    content.content = text;
    const qsizetype blank = text.startsWith('\n') ? 0 : text.indexOf("\n\n") + 1;
    content.headerSize = blank == 0 && !text.startsWith('\n') ? text.size() : blank;
    return content;
}

bool isHarmless(const QString &text)
{
    return std::ranges::none_of(text.toUcs4(), [](uint c) {
        return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f)
            || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff
            || c == 0x2028 || c == 0x2029 || (c >= 0xe0000 && c <= 0xe007f);
    });
}

}

class TestMessageSummary : public QObject
{
    Q_OBJECT

private slots:
    void subjects_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, const QByteArray &raw, const QString &shown) {
            QTest::newRow(name) << raw << shown;
        };
        row("plain", "Quarterly report", u"Quarterly report"_s);
        row("utf-8 q", "=?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= Wien", u"Grüße aus Wien"_s);
        row("utf-8 b", "=?UTF-8?B?0J/RgNC40LLQtdGC?=", u"Привет"_s);
        row("latin-1", "=?iso-8859-1?q?=FCber?=", u"über"_s);
        row("shift_jis", "=?shift_jis?b?g2WDWINn?=", u"テスト"_s);
        row("gb18030", "=?gb18030?b?xOO6ww==?=", u"你好"_s);
        row("language", "=?utf-8*de?q?Stra=C3=9Fe?=", u"Straße"_s);
        row("blank between words goes", "=?utf-8?q?a?= \t=?utf-8?q?b?=", u"ab"_s);
        row("split character", "=?utf-8?q?=C3?= =?utf-8?q?=BC?=", u"ü"_s);
        row("glued words", "=?utf-8?q?a?==?utf-8?q?b?=", u"ab"_s);
        row("within text", "Re:=?utf-8?q?x?=!", u"Re:x!"_s);
        row("unpadded base64", "=?utf-8?b?YQ?=", u"a"_s);
        row("unknown charset", "=?x-unknown?q?abc=E4?=", u"=?x-unknown?q?abc=E4?="_s);
        row("broken base64", "=?utf-8?b?%%%?=", u"=?utf-8?b?%%%?="_s);
        row("broken hex", "=?utf-8?q?=G0?=", u"=?utf-8?q?=G0?="_s);
        row("invalid utf-8", "=?utf-8?q?=C0=AF?=", u"=?utf-8?q?=C0=AF?="_s);
        row("only once", "=?utf-8?q?=3D=3Futf-8=3Fq=3FA=3F=3D?=", u"=?utf-8?q?A?="_s);
        row("nul", "=?utf-8?q?a=00b?=", u"a⟨U+0000⟩b"_s);
        row("newline", "=?utf-8?q?a=0Ab?=", u"a⟨U+000A⟩b"_s);
        row("right to left override", "=?utf-8?b?4oCuZ3BqLmV4ZQ==?=", u"⟨U+202E⟩gpj.exe"_s);
        row("escape sequence", "\x1b]0;x\a", u"⟨U+001B⟩]0;x⟨U+0007⟩"_s);
        row("raw utf-8", "Gr\xc3\xbc\xc3\x9f", u"Grüß"_s);
        row("markup", "<b>x</b> %1 &File", u"<b>x</b> %1 &File"_s);
        row("unclosed", "=?utf-8?q?abc", u"=?utf-8?q?abc"_s);
        row("empty word",
            "=?utf-8?q?"
            "?=",
            QString());
        row("nothing", "", QString());
    }
    void subjects()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, shown);
        QCOMPARE(header::decodeText(raw), shown);
    }

    void addresses_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, const QByteArray &raw, const QString &shown) {
            QTest::newRow(name) << raw << shown;
        };
        row("plain", "Joe <joe@example.com>", u"Joe <joe@example.com>"_s);
        row("name", "=?utf-8?q?J=C3=BCrgen?= <j@example.com>", u"Jürgen <j@example.com>"_s);
        row("two words", "=?utf-8?q?J=C3=BCrgen?= =?utf-8?q?_Klein?= <j@example.com>",
            u"Jürgen Klein <j@example.com>"_s);
        row("list", "=?utf-8?q?=C3=A4?= <a@x>, =?utf-8?q?=C3=B6?= <o@x>", u"ä <a@x>, ö <o@x>"_s);
        row("comment", "joe@example.com (=?utf-8?q?J=C3=BC?=)", u"joe@example.com (Jü)"_s);
        row("group", "undisclosed-recipients:;", u"undisclosed-recipients:;"_s);
        row("raw utf-8 address", "\xd0\xbf@\xd1\x80.\xd1\x84", u"п@р.ф"_s);
        row("not an address", "garbage", u"garbage"_s);
        row("in quotes stays", "\"=?utf-8?q?x?=\" <a@x>", u"\"=?utf-8?q?x?=\" <a@x>"_s);
        row("in brackets stays", "<joe=?utf-8?q?=41?=@x>", u"<joe=?utf-8?q?=41?=@x>"_s);
        // https://www.mailsploit.com: the address is an encoded word and a NUL or line break in it
        // hides the real domain.
        row("mailsploit 1",
            "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?==?utf-8?Q?=00?="
            "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?=@example.com",
            u"=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?==?utf-8?Q?=00?="
            "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?=@example.com"_s);
        row("mailsploit 2",
            "=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?= =?utf-8?Q?=0A=00?=\n @example.com",
            u"=?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?= =?utf-8?Q?=0A=00?=⟨U+000A⟩ @example.com"_s);
        row("mailsploit 3", "=?utf-8?Q?potus=40whitehouse.gov=3C=00=3E?= <evil@example.com>",
            u"\"potus@whitehouse.gov<⟨U+0000⟩>\" <evil@example.com>"_s);
        row("decoded name with an address", "=?utf-8?q?potus=40whitehouse.gov?= <evil@example.com>",
            u"\"potus@whitehouse.gov\" <evil@example.com>"_s);
        row("decoded quote", "=?utf-8?q?a=22=3Cx=40y=3E?= <evil@x>", u"\"a\\\"<x@y>\" <evil@x>"_s);
        row("after an at sign",
            "potus@ =?utf-8?q?evil.example?=", u"potus@ =?utf-8?q?evil.example?="_s);
        row("unclosed bracket", "a <b", u"a <b"_s);
        row("unclosed quote", "\"a <b@c>", u"\"a <b@c>"_s);
    }
    void addresses()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, shown);
        QCOMPARE(header::decodeAddresses(raw), shown);
    }

    void everyDecodedByteIsHarmless()
    {
        // All single characters an encoded word can smuggle, in both kinds of field.
        for (uint c = 0; c < 0x3000; ++c) {
            const QByteArray word = "=?utf-8?b?"
                + QString::fromUcs4(reinterpret_cast<const char32_t *>(&c), 1).toUtf8().toBase64()
                + "?=";
            QVERIFY2(isHarmless(header::decodeText(word)), word.constData());
            QVERIFY2(isHarmless(header::decodeAddresses(word + " <a@b>")), word.constData());
        }
    }

    void hugeFieldsAreCut()
    {
        QElapsedTimer clock;
        clock.start();
        for (const QByteArray &unit :
            {QByteArray("=?utf-8?q?"), QByteArray("((((("), QByteArray("=?a?q?b?= "),
                QByteArray("<"), QByteArray("\"\\"), QByteArray("x@y, ")}) {
            const QByteArray raw = unit.repeated((1 << 20) / unit.size());
            QVERIFY(header::decodeText(raw).size() < 20'000);
            QVERIFY(header::decodeAddresses(raw).endsWith(u'…'));
        }
        QVERIFY2(clock.elapsed() < 5000, "decoding must not be quadratic in the message");
    }

    void findsFields()
    {
        const QByteArray headers = "Subject: one\nX-A: b\nsubject :\n two\n\tthree\nTo:\n";
        QCOMPARE(header::values(headers, "Subject"), (QByteArrayList{"one", " two three"}));
        QCOMPARE(header::value(headers, "To"), QByteArray());
        QVERIFY(header::values(headers, "Cc").isEmpty());
    }

    void summarizesPlainText()
    {
        const MessageSummary summary = summarize(
            contentOf("From: =?utf-8?q?J=C3=BC?= <j@x>\nTo: a@b\nSubject: Hi\nSubject: again\n"
                      "Date: Tue, 1 Jul 2025 10:00:00 +0200 (CEST)\nMessage-ID: <1@x>\n"
                      "Content-Type: text/plain; charset=iso-8859-1\n\nGr\xfc\xdf \x1b[31m\n"));
        QCOMPARE(summary.from, u"Jü <j@x>"_s);
        QCOMPARE(summary.subject, u"Hi"_s);
        QCOMPARE(summary.repeated, QByteArrayList{"Subject"});
        QCOMPARE(summary.date.toSecsSinceEpoch(), 1751356800);
        QCOMPARE(summary.messageId, u"<1@x>"_s);
        QCOMPARE(summary.textType, u"text/plain"_s);
        QCOMPARE(summary.text, u"Grüß ⟨U+001B⟩[31m"_s);
        QCOMPARE(summary.parts.size(), 1);
        QVERIFY(!summary.truncated);
    }

    void prefersPlainTextAndListsParts()
    {
        const MessageSummary summary = summarize(contentOf(
            "Content-Type: multipart/mixed; boundary=b\n\n"
            "--b\nContent-Type: multipart/alternative; boundary=c\n\n"
            "--c\nContent-Type: text/html\n\n<img src=\"http://x/\">\n"
            "--c\nContent-Type: text/plain\n\nhello\n--c--\n"
            "--b\nContent-Type: application/pdf; name=\"=?utf-8?q?=E2=80=AEfdp.exe?=\"\n"
            "Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n"));
        QCOMPARE(summary.text, u"hello"_s);
        QStringList types;
        for (const MessagePart &part : summary.parts)
            types.append(QString(part.depth, u' ') + part.type);
        QCOMPARE(types,
            (QStringList{u"multipart/mixed"_s, u" multipart/alternative"_s, u"  text/html"_s,
                u"  text/plain"_s, u" application/pdf"_s}));
        QCOMPARE(summary.parts.last().disposition, u"attachment"_s);
        QVERIFY(isHarmless(summary.parts.last().name));
        QVERIFY(summary.parts.last().name.contains(u"fdp.exe"_s));
    }

    void showsTheSourceOfHtml()
    {
        const MessageSummary summary
            = summarize(contentOf("Content-Type: text/html\n\n<b>Hi</b>\n"));
        QCOMPARE(summary.textType, u"text/html"_s);
        QCOMPARE(summary.text, u"<b>Hi</b>"_s);
    }

    void saysWhenThereIsNoText()
    {
        QVERIFY(summarize(contentOf("Content-Type: image/png\n\nxxxx\n")).textType.isEmpty());
    }

    void staysBounded_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto nested
            = [](const QByteArray &level, int count) { return level.repeated(count); };
        QTest::newRow("nested messages")
            << nested("Content-Type: message/rfc822\n\n", 20000) + QByteArray(3 << 20, 'x');
        QTest::newRow("commented nesting")
            << nested("content-type: (c)\n message (x)/rfc822\n\n", 20000);
        QByteArray multiparts = "Content-Type: multipart/mixed; boundary=b0\n\n";
        for (int i = 1; i < 50000; ++i) {
            multiparts += "--b" + QByteArray::number(i - 1)
                + "\nContent-Type: multipart/mixed; boundary=b" + QByteArray::number(i) + "\n\n";
        }
        QTest::newRow("nested multiparts") << multiparts;
        QTest::newRow("many parts") << "Content-Type: multipart/mixed; boundary=b\n\n"
                + QByteArray("--b\n\nx\n").repeated(100000) + "--b--\n";
        QTest::newRow("large") << "Content-Type: text/plain\n\n" + QByteArray(30 << 20, 'x');
    }
    void staysBounded()
    {
        QFETCH(QByteArray, text);
        QElapsedTimer clock;
        clock.start();
        const MessageSummary summary = summarize(contentOf(text));
        QVERIFY2(clock.elapsed() < 10'000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY(summary.truncated);
        QVERIFY(summary.parts.size() <= summarizedParts);
        QVERIFY(summary.text.size() <= summarizedBytes);
    }

    void survivesEveryTruncation()
    {
        const QByteArray text
            = "Received: from a (b [192.0.2.1]) by c with ESMTPS id D; Tue, 1 Jul 2025 10:00:00 "
              "+0200\n"
              "Subject: =?utf-8?b?0J/RgA==?=\nContent-Type: multipart/mixed; boundary=\"b\"\n\n"
              "--b\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n";
        for (qsizetype size = 0; size <= text.size(); ++size) {
            const MessageSummary summary = summarize(contentOf(text.first(size)));
            QVERIFY(isHarmless(summary.subject));
        }
    }

    void readsHops()
    {
        const MessageSummary summary = summarize(contentOf(
            "Received: by mx2.example.com (Postfix, from userid 0) id C3;\n"
            "\tTue, 1 Jul 2025 09:59:58 +0200 (CEST)\n"
            "Received: from mx1.example.com (unknown [IPv6:2001:db8::1])\n"
            "\t(using TLSv1.3 with cipher X) by mx2.example.com (Postfix) with ESMTPS id B2\n"
            "\tfor <joe@example.com>; Tue, 1 Jul 2025 10:00:03 +0200 (CEST)\n"
            "Received: nonsense\n"
            "Received: from laptop ([192.0.2.7]) by mx1.example.com with ESMTPSA; "
            "Tue, 1 Jul 2025 08:00:00 GMT\n\n"));
        const QList<Hop> &hops = summary.hops;
        QCOMPARE(hops.size(), 4);
        QCOMPARE(hops[0].from, u"laptop ([192.0.2.7])"_s);
        QCOMPARE(hops[0].protocol, u"ESMTPSA"_s);
        QVERIFY(!hops[0].delay);
        QVERIFY(!hops[1].time.isValid());
        QVERIFY(!hops[1].delay);
        QCOMPARE(hops[2].by, u"mx2.example.com"_s);
        QCOMPARE(hops[2].id, u"B2"_s);
        QVERIFY(!hops[2].delay); // the hop before has no time: unknown, not guessed
        QCOMPARE(*hops[3].delay, -5);
    }

    void hopsAreBounded()
    {
        const QByteArray line = "Received: from a by b; Tue, 1 Jul 2025 08:00:00 GMT\n";
        QCOMPARE(receivedHops(line.repeated(10000)).size(), mostHops);
    }
};

QTEST_GUILESS_MAIN(TestMessageSummary)
#include "tst_messagesummary.moc"
