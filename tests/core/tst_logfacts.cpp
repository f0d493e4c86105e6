// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logfacts.h"
#include "core/logs/logparser.h"
#include "mademail.h"

#include <QTest>

using namespace spoolscope;

namespace {

constexpr qint64 day = 1'772'323'200; ///< 1 March 2026, seconds since 1970

void take(LogFacts &facts, qint64 second, const QByteArray &text)
{
    static LogParser parser;
    const QByteArray line = mademail::stamp(second * 1'000'000) + " mx1 " + text;
    facts.take(parser.parse(line));
}

/// What a client's lines tell; an empty subject was not logged.
MessageFacts told(const QByteArray &client, const QByteArray &address, const QByteArray &user = {},
    const QByteArray &subject = {})
{
    return {.isOriginKnown = true,
        .client = client,
        .clientAddress = address,
        .saslUser = user,
        .isSubjectKnown = !subject.isEmpty(),
        .subject = subject};
}

const MessageFacts none = told("none", {});

MessageFacts find(
    const LogFacts &facts, QByteArrayView id, qint64 second, QByteArrayView instance = "postfix")
{
    return facts.find(instance, *QueueId::parse(id), day + second).value_or(none);
}

const QByteArray client = ": client=mail.a.example[192.0.2.7], sasl_method=PLAIN, "
                          "sasl_username=jo@a.example";
const QByteArray subject = ": warning: header Subject: Hello from mail.a.example[192.0.2.7]; "
                           "from=<jo@a.example> to=<b@c> proto=ESMTP helo=<a>";

}

class TestLogFacts : public QObject
{
    Q_OBJECT

private slots:
    void knowsClientAccountAndSubject()
    {
        LogFacts facts;
        take(facts, 10, "postfix/smtpd[1]: AAAAA1" + client);
        take(facts, 10, "postfix/cleanup[2]: AAAAA1" + subject);
        take(facts, 11, "postfix/smtpd[1]: AAAAA2: client=unknown[192.0.2.8]");
        const MessageFacts expected = told("mail.a.example", "192.0.2.7", "jo@a.example", "Hello");
        QCOMPARE(find(facts, "AAAAA1", 10), expected);
        QCOMPARE(find(facts, "AAAAA2", 11), told({}, "192.0.2.8"));
        QCOMPARE(find(facts, "AAAAA3", 10), none);
        QCOMPARE(find(facts, "AAAAA1", 10, "postfix-out"), none);
        QCOMPARE(facts.size(), 2);
    }

    void anotherMessageOfTheSameIdIsNotIt()
    {
        LogFacts facts;
        take(facts, 10, "postfix/smtpd[1]: AAAAA1" + client);
        QCOMPARE(find(facts, "AAAAA1", 5000), none);
        take(facts, 5000, "postfix/smtpd[1]: AAAAA1: client=b[192.0.2.9]");
        QCOMPARE(find(facts, "AAAAA1", 5000), told("b", "192.0.2.9"));
        QCOMPARE(find(facts, "AAAAA1", 10), none);
    }

    void whatLeavesTheQueueIsDropped()
    {
        LogFacts facts;
        take(facts, 10, "postfix/smtpd[1]: AAAAA1" + client);
        take(facts, 10, "postfix/smtpd[1]: AAAAA2" + client);
        take(facts, 12, "postfix/qmgr[3]: AAAAA1: removed");
        take(facts, 12, "postfix/postsuper[4]: AAAAA2: removed");
        QCOMPARE(facts.size(), 0);
    }

    void followsRequeuesAndFilters()
    {
        LogFacts facts;
        take(facts, 10, "postfix/smtpd[1]: AAAAA1" + client);
        take(facts, 10, "postfix/cleanup[2]: AAAAA1" + subject);
        take(facts, 20, "postfix/postsuper[4]: AAAAA1: requeued");
        take(facts, 21, "postfix/pickup[5]: BBBBB2: uid=101 from=<jo@a.example> orig_id=AAAAA1");
        take(facts, 22,
            "postfix/smtpd[1]: CCCCC3: client=localhost[127.0.0.1], orig_queue_id=BBBBB2, "
            "orig_client=mail.a.example[192.0.2.7]");
        const MessageFacts expected = told("mail.a.example", "192.0.2.7", "jo@a.example", "Hello");
        QCOMPARE(find(facts, "BBBBB2", 21), expected);
        QCOMPARE(find(facts, "CCCCC3", 22), expected);
    }

    void memoryHasABound()
    {
        LogFacts facts(1000);
        for (int i = 0; i < 5000; ++i)
            take(facts, i,
                "postfix/smtpd[1]: " + QByteArray::number(0xA0000 + i, 16).toUpper() + "F"
                    + client);
        QCOMPARE(facts.size(), 1000);
        QCOMPARE(find(facts, "A0000F", 0), none);
        QCOMPARE(find(facts, "A1387F", 4999).saslUser, "jo@a.example");
    }

    /// What was submitted on the server itself has no client; of a message that was requeued before
    /// the log begins nobody knows.
    void noClientIsAnotherThingThanAnUnknownOne()
    {
        LogFacts facts;
        take(facts, 10, "postfix/pickup[5]: AAAAA1: uid=0 from=<root>");
        take(facts, 11, "postfix/pickup[5]: AAAAA2: uid=101 from=<jo@a.example> orig_id=AAAAA9");
        take(facts, 12, "postfix/cleanup[2]: AAAAA3" + subject);
        QCOMPARE(find(facts, "AAAAA1", 10), told({}, {}));
        QCOMPARE(find(facts, "AAAAA2", 11), MessageFacts());
        MessageFacts expected;
        expected.isSubjectKnown = true;
        expected.subject = "Hello";
        QCOMPARE(find(facts, "AAAAA3", 12), expected);
    }

    void subjectsAreAsPeopleReadThem()
    {
        LogFacts facts;
        take(facts, 10, "postfix/smtpd[1]: AAAAA1" + client);
        take(facts, 10,
            "postfix/cleanup[2]: AAAAA1: warning: header Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= from "
            "mail.a.example[192.0.2.7]; from=<jo@a.example> to=<al@b.example> proto=ESMTP "
            "helo=<a.example>");
        QCOMPARE(find(facts, "AAAAA1", 10).subject,
            "Gr\xc3\xbc\xc3\x9f"
            "e");
    }
};

QTEST_GUILESS_MAIN(TestLogFacts)
#include "tst_logfacts.moc"
