// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/reasonknowledge.h"
#include "core/queue/reasontemplate.h"

#include <QTest>

#include <random>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// Reasons as servers tell them: what is common to those of one trouble, and what it is.
class TestReasons : public QObject
{
    Q_OBJECT

private slots:
    void templates_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &reason, const QString &expected) {
            QTest::newRow(name) << reason << expected;
        };
        row("connect", u"connect to mx3.alpen.example[45.16.39.165]:25: Connection timed out"_s,
            u"connect to …[…]:25: Connection timed out"_s);
        row("IPv6", u"connect to mx.a.example[2001:db8::1]:25: Network is unreachable"_s,
            u"connect to …[…]:25: Network is unreachable"_s);
        row("suspended",
            u"delivery temporarily suspended: connect to a.b[192.0.2.1]:25: No route to host"_s,
            u"connect to a.b[…]:25: No route to host"_s); // "b" is no top-level domain
        row("suspended twice",
            u"delivery temporarily suspended: delivery temporarily suspended: x"_s, u"x"_s);
        row("Gmail",
            u"host alt1.gmail-smtp-in.l.google.com[142.250.1.26] said: 421-4.7.28 Gmail has "
            u"detected "
            "an unusual rate of unsolicited mail originating from 421-4.7.28 your IP address "
            "[192.0.2.25 13]. To protect our users from spam, go to 421 4.7.28 "
            "https://support.google.com/mail/?p=UnsolicitedRateLimitError "
            "5b1f17b1804b1-431ac2a9d5asi54861105e9.121 - gsmtp (in reply to end of DATA command)"_s,
            u"host …[…] said: 421-4.7.28 Gmail has detected an unusual rate of unsolicited mail "
            "originating from 421-4.7.28 your IP address […]. To protect our users from spam, go "
            "to "
            "421 4.7.28 … - gsmtp (in reply to end of DATA command)"_s);
        row("Outlook",
            u"host a.olc.protection.outlook.com[52.101.9.4] said: 451 4.7.650 The mail server "
            "[192.0.2.25] has been temporarily rate limited (S775) [Name=Protocol Filter Agent]"
            "[AGT=PFA][MxId=11B8DE1CD8A7D4E2] [AM4PEPF00027A6C.eurprd04.prod.outlook.com]"_s,
            u"host …[…] said: 451 4.7.650 The mail server […] has been temporarily rate limited "
            u"(…) "
            "[Name=Protocol Filter Agent][AGT=PFA][MxId=…] […]"_s);
        row("Yahoo",
            u"421 4.7.0 [TSS04] Messages from 192.0.2.25 temporarily deferred - 4.16.55.1; see "
            "https://postmaster.yahooinc.com/error-codes"_s,
            u"421 4.7.0 [TSS04] Messages from … temporarily deferred - …; see …"_s);
        row("greylisting",
            u"450 4.2.0 <joe@b.example>: Recipient address rejected: Greylisted, see "
            "http://postgrey.schweikert.ch/help/b.example.html (in reply to RCPT TO command)"_s,
            u"450 4.2.0 <…>: Recipient address rejected: Greylisted, see … (in reply to RCPT TO "
            "command)"_s);
        row("null sender", u"452 4.2.2 <> mailbox full (used 2321 of 2000 MB)"_s,
            u"452 4.2.2 <…> mailbox full (used … of … MB)"_s);
        row("seconds", u"451 4.7.1 Greylisting in action, please come back in 00:04:47 or 287s"_s,
            u"451 4.7.1 Greylisting in action, please come back in … or …"_s);
        row("DNS",
            u"Host or domain name not found. Name service error for name=mx2.a.example type=AAAA: "
            "Host not found, try again"_s,
            u"Host or domain name not found. Name service error for name=… type=AAAA: Host not "
            "found, try again"_s);
        row("names with a number", u"UTF-8 over IPv4, see RFC 5321"_s,
            u"UTF-8 over IPv4, see RFC …"_s);
        row("international", u"lost connection with mx.例子.example[192.0.2.1]"_s,
            u"lost connection with …[…]"_s);
        row("capitals", u"queue file ABCDEFGHIJKLMN is TEMPORARILY"_s,
            u"queue file … is TEMPORARILY"_s);
        row("a sentence's end", u"retry. No queue on mx1.example.com. Sorry..."_s,
            u"retry. No queue on …. Sorry..."_s);
        row("a template", u"from … … to mx.…"_s, u"from … to mx.…"_s);
        row("empty", QString(), QString());
        row("only dots", u"...-."_s, u"...-."_s);
    }

    void templates()
    {
        QFETCH(QString, reason);
        QFETCH(QString, expected);
        const QByteArray found = reasonTemplate(reason.toUtf8());
        QCOMPARE(QString::fromUtf8(found), expected);
        QCOMPARE(reasonTemplate(found), found); // it is its own template
    }

    void longOnesAreCutBetweenCharacters()
    {
        const QByteArray found = reasonTemplate(QString(500, u'é').toUtf8());
        QVERIFY(found.size() <= longestReasonTemplate + 3);
        QVERIFY(found.endsWith("\xe2\x80\xa6"));
        QVERIFY(QString::fromUtf8(found).count(QChar::ReplacementCharacter) == 0);
        // No word is cut: half a one might look like another.
        const QByteArray cut = reasonTemplate("not found. " + QByteArray(500, '\x8b'));
        QCOMPARE(cut, "not found. \xe2\x80\xa6"_ba);
        QCOMPARE(reasonTemplate(cut), cut);
    }

    void anyBytesAreTaken()
    {
        std::mt19937 random(7);
        const QByteArrayView characters("a1.:-@<>/[]= \xc3\xa9\xffZ");
        for (int round = 0; round < 20'000; ++round) {
            QByteArray reason;
            for (unsigned i = random() % 60; i > 0; --i)
                reason += characters[qsizetype(random() % unsigned(characters.size()))];
            const QByteArray found = reasonTemplate(reason);
            QVERIFY(found.size() <= 3 * reason.size());
        }
    }

    void causes_data()
    {
        QTest::addColumn<QByteArray>("reason");
        QTest::addColumn<QString>("cause");
        const auto row = [](const QByteArray &reason, const char *cause) {
            QTest::newRow(reason.left(60).constData()) << reason << QString::fromLatin1(cause);
        };
        row("host gmail-smtp-in.l.google.com[1.2.3.4] said: 421-4.7.28 Gmail has detected an "
            "unusual "
            "rate of unsolicited mail",
            "rate-limit");
        row("host gmail-smtp-in.l.google.com[1.2.3.4] said: 421-4.7.26 This mail has been rate "
            "limited "
            "because it is unauthenticated.",
            "authentication");
        row("host mta5.am0.yahoodns.net[1.2.3.4] said: 421 4.7.0 [TSS04] Messages from 192.0.2.25 "
            "temporarily deferred due to unexpected volume or user complaints",
            "rate-limit");
        row("host a[1.2.3.4] said: 450 4.2.0 <a@b.c>: Recipient address rejected: Greylisted, see "
            "http://postgrey.schweikert.ch/help/x.html (in reply to RCPT TO command)",
            "greylisting");
        row("host a.b.cd[1.2.3.4] refused to talk to me: 554 5.7.1 Service unavailable; Client "
            "host "
            "[192.0.2.25] blocked using zen.spamhaus.org",
            "blocklist");
        row("host a.b.cd[1.2.3.4] said: 450 4.7.25 Client host rejected: cannot find your "
            "hostname, "
            "[192.0.2.25] (in reply to RCPT TO command)",
            "reverse-dns");
        row("host a.b.cd[1.2.3.4] said: 451 4.7.23 SPF validation failed", "authentication");
        row("host a.b.cd[1.2.3.4] said: 452 4.2.2 <> mailbox full (used 2321 of 2000 MB)",
            "mailbox-full");
        row("host a.b.cd[1.2.3.4] said: 452 4.3.1 Insufficient system storage", "no-space");
        row("Host or domain name not found. Name service error for name=x.example type=MX: Host "
            "not "
            "found, try again",
            "dns");
        row("Cannot start TLS: handshake failure (a.b.cd[1.2.3.4])", "tls");
        row("TLS is required, but was not offered by host a.b.cd[1.2.3.4]", "tls");
        row("Server certificate not trusted", "tls");
        row("mail for example.com loops back to myself", "loop");
        row("connect to a.b.cd[1.2.3.4]:25: Connection refused", "refused");
        row("connect to a.b.cd[2001:db8::1]:25: Network is unreachable", "unreachable");
        row("delivery temporarily suspended: connect to a.b.cd[1.2.3.4]:25: Connection timed out",
            "timeout");
        row("conversation with a.b.cd[1.2.3.4] timed out while receiving the initial server "
            "greeting",
            "timeout");
        row("lost connection with a.b.cd[1.2.3.4] while sending RCPT TO", "lost-connection");
        row("host a.b.cd[1.2.3.4] said: 421 4.3.2 All server ports are busy", "busy");
        row("host a.b.cd[1.2.3.4] said: 450 4.1.1 <a@b.cd>: unverified address", "no-user");
        row("mail transport unavailable", "local");
        row("temporary lookup failure", "local");
        row("host a.b.cd[1.2.3.4] said: 451 4.3.0 <a@b.cd>: Temporary lookup failure",
            "remote-trouble");
        row("a marble from absorbs", "other"); // "rbl", "sorbs"
        row("", "");
    }

    void causes()
    {
        QFETCH(QByteArray, reason);
        QFETCH(QString, cause);
        const ReasonKnowledge knowledge = ReasonKnowledge::builtIn();
        const QByteArray found = knowledge.causeIdOf(reason);
        QCOMPARE(QString::fromUtf8(found), cause);
        QCOMPARE(knowledge.ids().contains(cause), !cause.isEmpty() && cause != u"other"_s);
        if (const ReasonCause *known = knowledge.causeNamed(cause))
            QVERIFY(!known->title.isEmpty() && !known->explanation.isEmpty()
                && !known->remedy.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestReasons)
#include "tst_reasons.moc"
