// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logparser.h"
#include "core/logs/tracer.h"
#include "core/logs/tracetext.h"
#include "mademail.h"
#include "tracedlines.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using tracedlines::delivered;
using tracedlines::indexOf;

namespace {

/// "AAAAA1 client>removed, BBBBB2 <0 queued-as client>waiting; jo@a.example=sent@1"
QByteArray outline(const Trace &trace)
{
    QByteArrayList hops;
    for (const TraceHop &hop : trace.hops) {
        QByteArray text = hop.queueId ? hop.queueId->toByteArray() : QByteArray("-");
        if (hop.from >= 0) {
            text += " <" + QByteArray::number(hop.from) + ' ';
            text += QByteArrayView(nameOf(hop.link));
        }
        text += ' ' + QByteArray(QByteArrayView(nameOf(hop.began))) + '>';
        text += QByteArrayView(nameOf(hop.ended));
        if (hop.beginDoubt != TraceDoubt::None)
            text += " begin:" + QByteArray(QByteArrayView(nameOf(hop.beginDoubt)));
        if (hop.endDoubt != TraceDoubt::None)
            text += " end:" + QByteArray(QByteArrayView(nameOf(hop.endDoubt)));
        hops.append(text);
    }
    QByteArrayList recipients;
    for (const TraceRecipient &recipient : trace.recipients) {
        QByteArray text = recipient.address.isEmpty()
            ? QByteArray::number(recipient.count) + " unnamed"
            : recipient.address;
        if (!recipient.original.isEmpty())
            text += '(' + recipient.original + ')';
        text += '=' + QByteArray(QByteArrayView(nameOf(recipient.fate))) + '@'
            + QByteArray::number(recipient.hop);
        recipients.append(text + (recipient.ofNotification ? "!" : ""));
    }
    return hops.join(", ") + "; " + recipients.join(", ");
}

QByteArrayList outlines(const Tracer::Logs &logs, const QString &query)
{
    const auto parsed = TraceQuery::parse(query);
    if (!parsed)
        return {"no query"};
    QByteArrayList lines;
    const TraceAnswer answer = Tracer(logs).trace(*parsed);
    for (const Trace &trace : answer.traces)
        lines.append(outline(trace));
    return lines;
}

}

class TestTracer : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatBecameOfAMessage_data()
    {
        QTest::addColumn<QByteArrayList>("lines");
        QTest::addColumn<QString>("query");
        QTest::addColumn<QByteArrayList>("expected");
        const auto row = [](const char *name, const QByteArrayList &lines, const QString &query,
                             const QByteArrayList &expected) {
            QTest::newRow(name) << lines << query << expected;
        };
        const QByteArrayList sent{"AAAAA1 client>removed; bob@a.example=sent@0"};
        row("by queue ID", delivered, u"AAAAA1"_s, sent);
        row("by Message-ID", delivered, u"<one@example.com>"_s, sent);
        row("by sender", delivered, u"from:JO@example.com"_s, sent);
        row("by recipient", delivered, u"to:bob@a.example"_s, sent);
        row("by domain", delivered, u"@a.example"_s, sent);
        row("by address", delivered, u"192.0.2.1"_s, sent);
        row("by client", delivered, u"example.com"_s, sent);
        row("by account", delivered, u"sasl:jo"_s, sent);
        row("another", delivered, u"AAAAA2"_s, {});
        row("a sender is no recipient", delivered, u"to:jo@example.com"_s, {});

        row("deferred, then sent",
            {"1 pickup[1]: AAAAA1: uid=0 from=<root>", "1 cleanup[2]: AAAAA1: message-id=<one@a>",
                "1 qmgr[3]: AAAAA1: from=<root@a>, size=1, nrcpt=2 (queue active)",
                "2 smtp[4]: AAAAA1: to=<b@c>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, "
                "status=deferred (connect to c[192.0.2.2]:25: Connection refused)",
                "2 smtp[4]: AAAAA1: to=<d@e>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, "
                "status=deferred (connect to e[192.0.2.3]:25: Connection refused)",
                "90 qmgr[3]: AAAAA1: from=<root@a>, size=1, nrcpt=2 (queue active)",
                "91 smtp[4]: AAAAA1: to=<b@c>, relay=c[192.0.2.2]:25, delay=90, "
                "delays=89/0/1/0, dsn=2.0.0, status=sent (250 Ok)"},
            u"AAAAA1"_s, {"AAAAA1 local>waiting; b@c=sent@0, d@e=deferred@0"});
        row("bounced",
            {"1 smtpd[1]: AAAAA1: client=a[192.0.2.1]", "1 cleanup[2]: AAAAA1: message-id=<1@a>",
                "1 qmgr[3]: AAAAA1: from=<j@a>, size=1, nrcpt=1 (queue active)",
                "2 smtp[4]: AAAAA1: to=<b@c>, relay=c[192.0.2.2]:25, delay=1, delays=0/0/1/0, "
                "dsn=5.1.1, status=bounced (host c[192.0.2.2] said: 550 5.1.1 no such user)",
                "2 cleanup[2]: BBBBB2: message-id=<2@a>",
                "2 bounce[5]: AAAAA1: sender non-delivery notification: BBBBB2",
                "2 qmgr[3]: BBBBB2: from=<>, size=2, nrcpt=1 (queue active)",
                "2 qmgr[3]: AAAAA1: removed",
                "3 smtp[4]: BBBBB2: to=<j@a>, relay=a[192.0.2.1]:25, delay=1, delays=0/0/1/0, "
                "dsn=2.0.0, status=sent (250 Ok)",
                "3 qmgr[3]: BBBBB2: removed"},
            u"BBBBB2"_s,
            {"AAAAA1 client>removed, BBBBB2 <0 notification notification>removed; "
             "b@c=bounced@0, j@a=sent@1!"});
        row("an ID used twice",
            delivered
                + QByteArrayList{"50 smtpd[11]: AAAAA1: client=other[192.0.2.77]",
                    "50 cleanup[12]: AAAAA1: message-id=<two@example.com>",
                    "50 qmgr[13]: AAAAA1: from=<x@y>, size=9, nrcpt=1 (queue active)"},
            u"AAAAA1"_s,
            {"AAAAA1 client>waiting; 1 unnamed=waiting@0",
                "AAAAA1 client>removed; bob@a.example=sent@0"});
        row("two instances",
            {"1 smtpd[1]: AAAAA1: client=a[192.0.2.1]",
                "1 postfix-out/smtpd[1]: AAAAA1: client=b[192.0.2.2]",
                "1 cleanup[2]: AAAAA1: message-id=<1@a>",
                "1 postfix-out/cleanup[2]: AAAAA1: message-id=<2@a>",
                "2 postfix-out/qmgr[3]: AAAAA1: from=<x@y>, size=1, nrcpt=1 (queue active)",
                "2 qmgr[3]: AAAAA1: from=<j@a>, size=1, nrcpt=1 (queue active)",
                "3 postfix-out/smtp[4]: AAAAA1: to=<b@c>, relay=c[192.0.2.2]:25, delay=1, "
                "delays=0/0/1/0, dsn=2.0.0, status=sent (250 Ok)",
                "3 postfix-out/qmgr[3]: AAAAA1: removed"},
            u"from:x@y"_s, {"AAAAA1 client>removed; b@c=sent@0"});
        row("begin unknown", delivered.sliced(2), u"AAAAA1"_s,
            {"AAAAA1 unknown>removed begin:log-starts-later; bob@a.example=sent@0"});
        row("end unknown", delivered.first(2), u"AAAAA1"_s,
            {"AAAAA1 client>unknown end:log-ends; 1 unnamed=unknown@0"});
        row("waiting at the end", delivered.first(3), u"AAAAA1"_s,
            {"AAAAA1 client>waiting; 1 unnamed=waiting@0"});
        row("lines missing",
            delivered.first(3) + QByteArrayList{"200000 smtpd[11]: connect from other[192.0.2.77]"},
            u"AAAAA1"_s, {"AAAAA1 client>unknown end:lines-missing; 1 unnamed=unknown@0"});
        row("a gap", delivered.first(3) + QByteArrayList{"GAP"}, u"AAAAA1"_s,
            {"AAAAA1 client>unknown end:lines-missing; 1 unnamed=unknown@0"});
        row("a gap before",
            QByteArrayList{"0 smtpd[1]: connect from a[192.0.2.1]", "GAP"} + delivered, u"AAAAA1"_s,
            {"AAAAA1 client>removed; bob@a.example=sent@0"});
        row("delivery line missing", delivered.first(3) + delivered.last(1), u"AAAAA1"_s,
            {"AAAAA1 client>removed; 1 unnamed=unknown@0"});
        row("filter by SMTP",
            {"1 smtpd[1]: AAAAA1: client=a[192.0.2.1]", "1 cleanup[2]: AAAAA1: message-id=<1@a>",
                "1 qmgr[3]: AAAAA1: from=<j@a>, size=1, nrcpt=1 (queue active)",
                "1 smtpd[6]: BBBBB2: client=localhost[127.0.0.1]",
                "1 cleanup[2]: BBBBB2: message-id=<1@a>",
                "1 qmgr[3]: BBBBB2: from=<j@a>, size=2, nrcpt=1 (queue active)",
                "1 smtp[4]: AAAAA1: to=<b@c>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, "
                "delays=0/0/0/0.2, dsn=2.0.0, status=sent (250 2.0.0 from "
                "MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBBB2)",
                "1 qmgr[3]: AAAAA1: removed",
                "2 smtp[4]: BBBBB2: to=<b@c>, relay=c[192.0.2.2]:25, delay=1, delays=0/0/1/0, "
                "dsn=2.0.0, status=sent (250 Ok)",
                "2 qmgr[3]: BBBBB2: removed"},
            u"AAAAA1"_s, {"AAAAA1 client>removed, BBBBB2 <0 queued-as client>removed; b@c=sent@1"});
        row("filter by pipe",
            {"1 smtpd[1]: AAAAA1: client=a[192.0.2.1]", "1 cleanup[2]: AAAAA1: message-id=<1@a>",
                "1 qmgr[3]: AAAAA1: from=<j@a>, size=1, nrcpt=1 (queue active)",
                "1 pickup[6]: BBBBB2: uid=110 from=<j@a>", "1 cleanup[2]: BBBBB2: message-id=<1@a>",
                "1 pipe[4]: AAAAA1: to=<b@c>, relay=filter, delay=1, delays=0/0/0/0.2, "
                "dsn=2.0.0, status=sent (delivered via filter service)",
                "1 qmgr[3]: AAAAA1: removed",
                "1 qmgr[3]: BBBBB2: from=<j@a>, size=2, nrcpt=1 (queue active)",
                "2 smtp[4]: BBBBB2: to=<b@c>, relay=none, delay=1, delays=0/0/1/0, "
                "dsn=4.4.1, status=deferred (connect to c: refused)"},
            u"BBBBB2"_s,
            {"AAAAA1 client>removed, BBBBB2 <0 same-message local>waiting; b@c=deferred@1"});
        const QByteArrayList requeued{"1 smtpd[1]: AAAAA1: client=a[192.0.2.1]",
            "1 cleanup[2]: AAAAA1: message-id=<1@a>",
            "1 qmgr[3]: AAAAA1: from=<j@a>, size=1, nrcpt=1 (queue active)",
            "2 smtp[4]: AAAAA1: to=<b@c>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, "
            "status=deferred (connect to c: refused)",
            "60 postsuper[9]: AAAAA1: requeued", "60 postsuper[9]: Requeued: 1 message"};
        const QByteArrayList afterRequeue{"61 cleanup[2]: BBBBB2: message-id=<1@a>",
            "61 qmgr[3]: BBBBB2: from=<j@a>, size=1, nrcpt=1 (queue active)",
            "62 smtp[4]: BBBBB2: to=<b@c>, relay=c[192.0.2.2]:25, delay=1, delays=0/0/1/0, "
            "dsn=2.0.0, status=sent (250 Ok)",
            "62 qmgr[3]: BBBBB2: removed"};
        const QByteArrayList requeueFate{
            "AAAAA1 client>requeued, BBBBB2 <0 requeue requeue>removed; b@c=sent@1"};
        row("requeued",
            requeued + QByteArrayList{"61 pickup[6]: BBBBB2: uid=100 from=<j@a> orig_id=AAAAA1"}
                + afterRequeue,
            u"AAAAA1"_s, requeueFate);
        row("requeued, an older Postfix",
            requeued + QByteArrayList{"61 pickup[6]: BBBBB2: uid=100 from=<j@a>"} + afterRequeue,
            u"BBBBB2"_s, requeueFate);
        row("deleted", delivered.first(3) + QByteArrayList{"9 postsuper[9]: AAAAA1: removed"},
            u"AAAAA1"_s, {"AAAAA1 client>deleted; 1 unnamed=deleted@0"});
        row("on hold",
            delivered.first(3)
                + QByteArrayList{"9 postsuper[9]: AAAAA1: placed on hold",
                    "400000 smtpd[1]: connect from a[192.0.2.1]"},
            u"AAAAA1"_s, {"AAAAA1 client>held; 1 unnamed=held@0"});
        row("released",
            delivered.first(3)
                + QByteArrayList{"9 postsuper[9]: AAAAA1: placed on hold",
                    "10 postsuper[9]: AAAAA1: released from hold"}
                + delivered.sliced(3),
            u"AAAAA1"_s, sent);
        row("expired",
            requeued.first(4)
                + QByteArrayList{"500000 qmgr[3]: AAAAA1: from=<j@a>, status=expired, returned to "
                                 "sender",
                    "500000 qmgr[3]: AAAAA1: removed"},
            u"AAAAA1"_s, {"AAAAA1 client>removed; b@c=expired@0"});
        row("refused without an ID",
            {"1 smtpd[1]: NOQUEUE: reject: RCPT from a[192.0.2.1]: 554 5.7.1 <b@c>: Relay access "
             "denied; from=<j@a> to=<b@c> proto=ESMTP helo=<a>"},
            u"to:b@c"_s, {"- refusal>refused; b@c=refused@0"});
        row("refused at DATA",
            delivered.first(1)
                + QByteArrayList{"1 smtpd[11]: AAAAA1: reject: DATA from "
                                 "mail.example.com[192.0.2.1]: 550 5.5.3 <DATA>: Data command "
                                 "rejected: Multi-recipient bounce; from=<> proto=ESMTP helo=<a>",
                    "1 smtpd[11]: disconnect from mail.example.com[192.0.2.1]"},
            u"AAAAA1"_s, {"AAAAA1 client>refused; "}); // whose it was is not in the log
        row("too many hops",
            delivered.first(2)
                + QByteArrayList{"1 cleanup[12]: warning: AAAAA1: message rejected: hopcount "
                                 "exceeded",
                    "1 cleanup[12]: AAAAA1: removed (canceled)"},
            u"AAAAA1"_s, {"AAAAA1 client>refused; "});
        row("too large, before Postfix told of removal",
            delivered.first(2)
                + QByteArrayList{"1 smtpd[11]: warning: AAAAA1: queue file size limit exceeded",
                    "1 cleanup[12]: warning: AAAAA1: queue file size limit exceeded",
                    "1 smtpd[11]: disconnect from mail.example.com[192.0.2.1]"},
            u"AAAAA1"_s, {"AAAAA1 client>refused; "});
        row("one recipient refused",
            delivered.first(1)
                + QByteArrayList{"1 smtpd[11]: AAAAA1: reject: RCPT from "
                                 "mail.example.com[192.0.2.1]: 550 5.1.1 "
                                 "<no@c>: Recipient address rejected: User unknown; "
                                 "from=<jo@example.com> "
                                 "to=<no@c> proto=ESMTP helo=<a>"}
                + delivered.sliced(1),
            u"to:no@c"_s, {"AAAAA1 client>removed; no@c=refused@0, bob@a.example=sent@0"});
        row("the client went",
            delivered.first(2)
                + QByteArrayList{"3 smtpd[11]: lost connection after DATA (12 bytes) from "
                                 "mail.example.com[192.0.2.1]",
                    "3 smtpd[11]: disconnect from mail.example.com[192.0.2.1] ehlo=1 data=0/1 "
                    "commands=1/2"},
            u"AAAAA1"_s, {"AAAAA1 client>given-up; "});
        row("forwarded by an alias file",
            {"1 smtpd[1]: AAAAA1: client=a[192.0.2.1]", "1 cleanup[2]: AAAAA1: message-id=<1@a>",
                "1 qmgr[3]: AAAAA1: from=<j@a>, size=1, nrcpt=1 (queue active)",
                "2 cleanup[2]: BBBBB2: message-id=<1@a>",
                "2 local[4]: AAAAA1: to=<b@c>, relay=local, delay=1, delays=0/0/1/0, "
                "dsn=2.0.0, status=sent (forwarded as BBBBB2)",
                "2 qmgr[3]: AAAAA1: removed",
                "2 qmgr[3]: BBBBB2: from=<j@a>, size=2, nrcpt=1 (queue active)",
                "3 smtp[4]: BBBBB2: to=<b@far.example>, orig_to=<b@c>, relay=f[192.0.2.2]:25, "
                "delay=1, delays=0/0/1/0, dsn=2.0.0, status=sent (250 Ok)",
                "3 qmgr[3]: BBBBB2: removed"},
            u"AAAAA1"_s,
            {"AAAAA1 client>removed, BBBBB2 <0 queued-as internal>removed; "
             "b@far.example(b@c)=sent@1"});
        row("a forged reply",
            delivered.first(3)
                + QByteArrayList{"2 smtp[14]: AAAAA1: to=<bob@a.example>, "
                                 "relay=mx.a.example[192.0.2.9]:25, "
                                 "delay=1, delays=0.1/0/0.4/0.5, dsn=4.0.0, status=deferred (host "
                                 "mx.a.example"
                                 "[192.0.2.9] said: 450 x) status=sent (250 Ok: queued as BBBBB2)",
                    "2 smtpd[1]: BBBBB2: client=a[192.0.2.1]",
                    "2 cleanup[2]: BBBBB2: message-id=<one@example.com>"},
            u"AAAAA1"_s, {"AAAAA1 client>waiting; bob@a.example=deferred@0"});
        row("a filter beside it",
            delivered.first(2)
                + QByteArrayList{"1 opendkim[99]: AAAAA1: DKIM-Signature field added (s=x, "
                                 "d=example.com)"}
                + delivered.sliced(2),
            u"AAAAA1"_s, sent);
    }
    void tellsWhatBecameOfAMessage()
    {
        QFETCH(const QByteArrayList, lines);
        QFETCH(const QString, query);
        QTEST(outlines({indexOf(u"mx1"_s, lines)}, query), "expected");
    }

    void followsIntoTheNextServer()
    {
        const auto mx1 = indexOf(u"mx1"_s, delivered);
        const QByteArrayList there{"1 smtpd[1]: FFFFF9: client=mx1.example.com[192.0.2.50]",
            "1 cleanup[2]: FFFFF9: message-id=<one@example.com>",
            "1 qmgr[3]: FFFFF9: from=<jo@example.com>, size=500, nrcpt=1 (queue active)",
            "2 virtual[4]: FFFFF9: to=<bob@a.example>, relay=virtual, delay=1, delays=0/0/1/0, "
            "dsn=2.0.0, status=sent (delivered to maildir)",
            "2 qmgr[3]: FFFFF9: removed"};
        const QByteArrayList expected{
            "AAAAA1 client>removed, FFFFF9 <0 queued-as client>removed; bob@a.example=sent@1"};
        const auto mx2 = indexOf(u"mx2"_s, there);
        QCOMPARE(outlines({mx1, mx2}, u"AAAAA1"_s), expected);
        QCOMPARE(outlines({mx2, mx1}, u"FFFFF9"_s), expected);
        QCOMPARE(outlines({mx1, mx2}, u"to:bob@a.example"_s), expected);
        // It has begun there, and no more is known.
        QCOMPARE(outlines({mx1, indexOf(u"mx2"_s, there.first(2))}, u"AAAAA1"_s),
            QByteArrayList{"AAAAA1 client>removed, FFFFF9 <0 queued-as client>unknown "
                           "end:log-ends; bob@a.example=unknown@1"});
    }

    void doesNotBelieveAStranger()
    {
        const auto mx1 = indexOf(u"mx1"_s, delivered);
        // mx.a.example says a queue ID under which mx2 has something else.
        const auto mx2 = indexOf(u"mx2"_s,
            {"1 smtpd[1]: FFFFF9: client=other[192.0.2.50]",
                "1 cleanup[2]: FFFFF9: message-id=<secret@other.example>",
                "1 qmgr[3]: FFFFF9: from=<x@other.example>, size=5, nrcpt=1 (queue active)"});
        QCOMPARE(outlines({mx1, mx2}, u"AAAAA1"_s),
            QByteArrayList{"AAAAA1 client>removed; bob@a.example=sent@0"});
        // Without a Message-ID the relay must be that server.
        const auto bare = indexOf(u"mx2"_s,
            {"1 qmgr[3]: FFFFF9: from=<x@other.example>, size=5, nrcpt=1 (queue active)"});
        QCOMPARE(outlines({mx1, bare}, u"AAAAA1"_s),
            QByteArrayList{"AAAAA1 client>removed; bob@a.example=sent@0"});
        const auto right = indexOf(u"mx.a.example"_s,
            {"1 qmgr[3]: FFFFF9: from=<jo@example.com>, size=5, nrcpt=1 (queue active)"});
        QCOMPARE(outlines({mx1, right}, u"AAAAA1"_s),
            QByteArrayList{"AAAAA1 client>removed, FFFFF9 <0 queued-as unknown>waiting "
                           "begin:log-starts-later; bob@a.example=waiting@1"});
    }

    void saysWhatTheHopKnows()
    {
        QByteArrayList lines = delivered;
        lines.insert(1,
            "1 cleanup[12]: AAAAA1: warning: header Subject: Gr\xc3\xbc\xc3\x9f\x65 from "
            "mail.example.com[192.0.2.1]; from=<jo@example.com> to=<bob@a.example> proto=ESMTP "
            "helo=<a>");
        const auto answer
            = Tracer({indexOf(u"mx1"_s, lines)}).trace(*TraceQuery::parse(u"AAAAA1"_s));
        QCOMPARE(answer.traces.size(), 1);
        const TraceHop &hop = answer.traces.first().hops.first();
        QCOMPARE(hop.server, u"mx1"_s);
        QCOMPARE(hop.host, "mx1");
        QCOMPARE(hop.instance, "postfix");
        QCOMPARE(hop.client, "mail.example.com");
        QCOMPARE(hop.clientAddress, "192.0.2.1");
        QCOMPARE(hop.saslUser, "jo");
        QCOMPARE(hop.messageId, "one@example.com");
        QCOMPARE(*hop.sender, "jo@example.com");
        QCOMPARE(hop.subject, "Gr\xc3\xbc\xc3\x9f\x65");
        QCOMPARE(hop.size, 420);
        QCOMPARE(hop.recipientCount, 1);
        const TraceRecipient &recipient = answer.traces.first().recipients.first();
        QCOMPARE(recipient.dsn, "2.0.0");
        QCOMPARE(recipient.relay, "mx.a.example");
        QCOMPARE(recipient.attempts, 1);
        QVERIFY(recipient.text.contains("queued as FFFFF9"));
    }

    /// Held and discarded mail is in no line of qmgr(8).
    void knowsTheSenderFromChecks_data()
    {
        QTest::addColumn<QByteArray>("line");
        const QByteArray end = "; from=<jo@example.com> to=<bob@a.example> proto=ESMTP helo=<a>";
        QTest::newRow("hold") << "1 cleanup[12]: AAAAA1: hold: header X-Spam: yes from "
                                 "mail.example.com[192.0.2.1]"
                + end;
        QTest::newRow("discard") << "1 cleanup[12]: AAAAA1: discard: header X-Spam: yes from "
                                    "mail.example.com[192.0.2.1]"
                + end;
        QTest::newRow("milter") << "1 cleanup[12]: AAAAA1: milter-discard: END-OF-MESSAGE from "
                                   "mail.example.com[192.0.2.1]: milter triggers DISCARD action"
                + end;
        QTest::newRow("smtpd") << "1 smtpd[11]: AAAAA1: hold: DATA from "
                                  "mail.example.com[192.0.2.1]: <DATA>: Data command triggers HOLD "
                                  "action"
                + end;
    }
    void knowsTheSenderFromChecks()
    {
        QFETCH(const QByteArray, line);
        const auto answer = Tracer({indexOf(u"mx1"_s, {delivered[0], delivered[1], line})})
                                .trace(*TraceQuery::parse(u"AAAAA1"_s));
        QCOMPARE(answer.traces.first().hops.first().sender.value_or("unknown"), "jo@example.com");
    }

    /// A filter took a message, began to give it back, and then did not.
    void believesAFilterThatSwallows()
    {
        QByteArrayList lines = delivered;
        lines[3] = "2 smtp[14]: AAAAA1: to=<bob@a.example>, relay=127.0.0.1[127.0.0.1]:10025, "
                   "delay=1, delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok)";
        const auto index = indexOf(u"mx1"_s,
            lines
                + QByteArrayList{"1 postfix-out/smtpd[21]: BBBBB2: client=localhost[127.0.0.1], "
                                 "orig_queue_id=AAAAA1, orig_client=mail.example.com[192.0.2.1]",
                    "1 postfix-out/smtpd[21]: disconnect from localhost[127.0.0.1]"});
        const QByteArray taken = "AAAAA1 client>removed; bob@a.example=sent@0";
        const QByteArray begun = "BBBBB2 client>given-up; ";
        QCOMPARE(outlines({index}, u"AAAAA1"_s), QByteArrayList{taken});
        QCOMPARE(outlines({index}, u"BBBBB2"_s), QByteArrayList{begun});
        auto both = outlines({index}, u"client:192.0.2.1"_s);
        std::ranges::sort(both);
        QCOMPARE(both, (QByteArrayList{taken, begun}));
    }

    /// A filter in front of the queue tells who gave it the message (XFORWARD).
    void knowsTheClientBehindAFilter()
    {
        QByteArrayList lines = delivered;
        lines[0] = "1 smtpd[11]: AAAAA1: client=localhost[127.0.0.1], "
                   "orig_client=pc.customer.example[192.0.2.77]";
        const auto index = indexOf(u"mx1"_s, lines);
        for (const QString &query : {u"192.0.2.77"_s, u"client:pc.customer.example"_s,
                 u"client:customer.example"_s, u"client:127.0.0.1"_s}) {
            const auto answer = Tracer({index}).trace(*TraceQuery::parse(query));
            QVERIFY2(answer.traces.size() == 1, qPrintable(query));
            const TraceHop &hop = answer.traces.first().hops.first();
            QCOMPARE(hop.clientAddress, "127.0.0.1");
            QCOMPARE(hop.originalClient, "pc.customer.example[192.0.2.77]");
            QCOMPARE(tracetext::client(hop),
                u"localhost [127.0.0.1] for pc.customer.example[192.0.2.77]"_s);
        }
        QVERIFY(outlines({index}, u"client:192.0.2.7"_s).isEmpty());
    }

    void saysWhereClocksDiffer()
    {
        const auto mx1 = indexOf(u"mx1"_s, delivered);
        const auto mx2 = indexOf(u"mx2"_s,
            {"31 smtpd[1]: FFFFF9: client=mx1.example.com[192.0.2.50]",
                "31 cleanup[2]: FFFFF9: message-id=<one@example.com>"});
        const auto answer = Tracer({mx1, mx2}).trace(*TraceQuery::parse(u"AAAAA1"_s));
        QCOMPARE(answer.traces.first().clockDifference, 29'000'000);
        const QString notes = tracetext::notes(answer.traces.first()).join(u'\n');
        QVERIFY(notes.contains(u"clocks"_s));
        QVERIFY(notes.contains(u"How FFFFF9 on mx2 ended is not known"_s));
    }

    void refusesWhatNamesNothing_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("empty") << QString();
        QTest::newRow("blank") << u"  "_s;
        QTest::newRow("prefix only") << u"to:"_s;
        QTest::newRow("no queue ID") << u"id:hello"_s;
    }
    void refusesWhatNamesNothing()
    {
        QFETCH(const QString, text);
        QVERIFY(!TraceQuery::parse(text));
    }

    void forgetsTheOldestAndSaysSo()
    {
        TraceIndex index(u"mx1"_s, 0);
        LogParser parser;
        const auto take = [&](qint64 time, const QByteArray &text) {
            const QByteArray line = mademail::stamp(time) + " mx1 postfix/" + text;
            index.take(parser.parse(line));
        };
        take(0, "qmgr[1]: CCCCC0: from=<a@b>, size=1, nrcpt=1 (queue active)");
        const int count = 60'000;
        for (int i = 0; i < count; ++i) {
            const QByteArray id = QByteArray::number(0xA0000000 + i, 16).toUpper();
            take(i * 1000, "smtpd[1]: " + id + ": client=a[192.0.2.1]");
            take(i * 1000,
                "cleanup[1]: " + id + ": message-id=<" + QByteArray::number(i) + "@example.com>");
            take(i * 1000, "qmgr[1]: CCCCC0: from=<a@b>, size=1, nrcpt=1 (queue active)");
        }
        QVERIFY(index.forgottenUntil() > 0);
        QVERIFY(index.residentBytes() < 8'000'000);
        QVERIFY(index.withMessageId("0@example.com", 1).empty());
        const auto number = index.withMessageId("59999@example.com", 1);
        QCOMPARE(number.size(), 1);
        const auto message = index.message(number.front());
        QVERIFY(message && !message->isForgotten);
        QCOMPARE(message->steps.size(), 2);
        const auto old = index.message(index.withQueueId(*QueueId::parse("CCCCC0")).front());
        QVERIFY(old && old->isForgotten);
    }
};

QTEST_GUILESS_MAIN(TestTracer)
#include "tst_tracer.moc"
