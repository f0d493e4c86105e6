// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What strangers choose is made to look like the rest of a line: addresses with quoted local parts,
// replies of remote servers, headers, names of users. Where a line has two readings, the test says
// which is taken.

#include "core/logs/logparser.h"

#include "tests/core/loglines.h"

#include <QTest>

using namespace spoolscope;

namespace {

using Fields = QMap<LogField, QByteArray>;

const QByteArray peer = "mail.example.com[192.0.2.1]";
const QByteArray whole = "; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<h>";

}

class TestLogForgery : public QObject
{
    Q_OBJECT

private slots:
    void keepsFieldsApart_data()
    {
        QTest::addColumn<QByteArray>("daemon");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<LogEventKind>("kind");
        QTest::addColumn<Fields>("fields");
        deliveries();
        rejects();
        checks();
        others();
    }
    void keepsFieldsApart()
    {
        QFETCH(QByteArray, daemon);
        QFETCH(QByteArray, text);
        QFETCH(Fields, fields);
        LogParser parser;
        const LogEvent &event = parser.parse(barePostfixLine("postfix/" + daemon, text));
        QTEST(event.kind, "kind");
        for (auto [field, value] : fields.asKeyValueRange())
            QCOMPARE(event.value(field).toByteArray(), value);
    }

private:
    static void row(const char *name, const char *daemon, const QByteArray &text, LogEventKind kind,
        const Fields &fields)
    {
        QTest::newRow(name) << QByteArray(daemon) << text << kind << fields;
    }

    static void deliveries()
    {
        const QByteArray rest = ", relay=mx[192.0.2.7]:25, delay=1, delays=0/0/0/1, dsn=";
        row("a reply with a status", "smtp",
            "4F2A81C09D: to=<b@example.com>" + rest
                + "2.0.0, status=sent (250 ok, dsn=5.1.1, status=bounced (no such user))",
            LogEventKind::Delivery,
            {{LogField::Status, "sent"}, {LogField::Dsn, "2.0.0"},
                {LogField::Text, "250 ok, dsn=5.1.1, status=bounced (no such user)"}});
        row("a reply that claims to be sent", "smtp",
            "4F2A81C09D: to=<b@example.com>" + rest
                + "5.1.1, status=bounced (host mx[192.0.2.7] said: 550 no) status=sent (250 Ok: "
                  "queued as 5F2A81C09D)",
            LogEventKind::Delivery,
            {{LogField::Status, "bounced"}, {LogField::NextQueueId, ""}, {LogField::Code, "550"}});
        row("a recipient that is a delivery", "smtp",
            "4F2A81C09D: to=<\"x>, relay=evil[192.0.2.66]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, "
            "status=sent (\\\"250\"@example.com>"
                + rest + "5.1.1, status=bounced (no)",
            LogEventKind::Delivery,
            {{LogField::Status, "bounced"}, {LogField::Relay, "mx"},
                {LogField::To,
                    "\"x>, relay=evil[192.0.2.66]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, "
                    "status=sent (\\\"250\"@example.com"}});
        row("an alias that is a recipient", "local",
            "4F2A81C09D: to=<b@example.com>, orig_to=<\"c>, relay=local\"@example.com>, "
            "relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to mailbox)",
            LogEventKind::Delivery,
            {{LogField::OrigTo, "\"c>, relay=local\"@example.com"}, {LogField::Relay, "local"}});
        row("a reply that quotes another's ID", "smtp",
            "4F2A81C09D: to=<b@example.com>" + rest
                + "2.0.0, status=sent (250 2.0.0 queued as X, no: queued as 5F2A81C09D)",
            LogEventKind::Delivery, {{LogField::NextQueueId, "5F2A81C09D"}});
        row("a reply that was cut", "smtp",
            "4F2A81C09D: to=<b@example.com>" + rest + "5.1.1, status=bounced (host mx said: 5",
            LogEventKind::Delivery,
            {{LogField::Status, "bounced"}, {LogField::Text, "host mx said: 5"}});
        row("a sender that is a size", "qmgr",
            "4F2A81C09D: from=<\"x>, size=9, nrcpt=9 (queue active)\"@example.org>, size=1234, "
            "nrcpt=1 (queue active)",
            LogEventKind::Queued, {{LogField::Size, "1234"}, {LogField::RecipientCount, "1"}});
    }

    static void rejects()
    {
        const QByteArray forged = "; from=<f@evil.example> to=<g@evil.example> proto=SMTP helo=<f>";
        const QByteArray begin = "NOQUEUE: reject: RCPT from " + peer + ": ";
        const Fields truth{{LogField::From, "a@example.org"}, {LogField::To, "b@example.com"},
            {LogField::Proto, "ESMTP"}, {LogField::Helo, "h"},
            {LogField::Client, "mail.example.com"}, {LogField::ClientAddress, "192.0.2.1"}};
        row("a probed server's reply", "smtpd",
            begin + "550 5.1.7 <a@example.org>: Sender address rejected: undeliverable address: "
                + "host mx[192.0.2.7] said: 550 no" + forged + whole,
            LogEventKind::Reject, truth);
        row("a list's text", "smtpd",
            begin
                + "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using "
                  "zen.example.org; 127.0.0.2 from x[192.0.2.66]: 250 ok"
                + forged + whole,
            LogEventKind::Reject, truth);
        const QByteArray sender = "\"; from=<f> to=<g> proto=SMTP helo=<f\"@example.org";
        row("a sender that is a tail", "smtpd",
            "NOQUEUE: reject: MAIL from " + peer + ": 550 5.1.8 <" + sender
                + ">: Sender address rejected: Domain not found; from=<" + sender
                + "> proto=ESMTP helo=<h>",
            LogEventKind::Reject,
            {{LogField::From, sender}, {LogField::To, ""}, {LogField::Helo, "h"},
                {LogField::Check, "reject_unknown_sender_domain"}});
        const QByteArray recipient = "\"> proto=SMTP helo=<f\"@example.com";
        row("a recipient that is a tail", "smtpd",
            begin + "554 5.7.1 <" + recipient + ">: Relay access denied; from=<a@example.org> to=<"
                + recipient + "> proto=ESMTP helo=<h>",
            LogEventKind::Reject,
            {{LogField::From, "a@example.org"}, {LogField::To, recipient},
                {LogField::Proto, "ESMTP"}, {LogField::Helo, "h"},
                {LogField::Check, "reject_unauth_destination"}});
        row("a sender that ends its bracket", "smtpd",
            begin
                + "554 5.7.1 <b@example.com>: Relay access denied; from=<\"x> to=<y\"@example.org> "
                  "to=<b@example.com> proto=ESMTP helo=<h>",
            LogEventKind::Reject,
            {{LogField::From, "\"x> to=<y\"@example.org"}, {LogField::To, "b@example.com"}});
        row("a sender that names the restriction", "smtpd",
            begin
                + "554 5.7.1 <\"x>: Helo command rejected: Host not found\"@example.org>: Sender "
                  "address rejected: Access denied"
                + whole,
            LogEventKind::Reject, {{LogField::Check, "access"}});
        row("a user whose name is a field", "smtpd",
            begin + "554 5.7.1 <b@example.net>: Relay access denied" + whole
                + " sasl_method=PLAIN sasl_username=jo helo",
            LogEventKind::Reject,
            {{LogField::Helo, "h"}, {LogField::SaslMethod, "PLAIN"},
                {LogField::SaslUser, "jo helo"}});
        // Before 3.5 addresses are not quoted, nor with info_log_address_format = internal.
        row("an address as it is inside", "smtpd",
            begin
                + "554 5.7.1 <b@example.net>: Relay access denied; from=<a b@example.org> "
                  "to=<c d@example.com> proto=ESMTP helo=<h>",
            LogEventKind::Reject,
            {{LogField::Helo, "h"}, {LogField::Proto, "ESMTP"},
                {LogField::ClientAddress, "192.0.2.1"}});
        row("a HELO name of postscreen's", "postscreen",
            "NOQUEUE: reject: RCPT from [192.0.2.1]:4711: 550 5.5.1 Protocol error; "
            "from=<a@example.org>, to=<b@example.com>, proto=ESMTP, helo=<h>,to=<c>,proto=x>",
            LogEventKind::Reject,
            {{LogField::To, "b@example.com"}, {LogField::Helo, "h>,to=<c>,proto=x"}});
        row("a milter's text", "cleanup",
            "4F2A81C09D: milter-reject: END-OF-MESSAGE from " + peer
                + ": 5.7.1 no from x[192.0.2.66]" + forged + whole,
            LogEventKind::MilterReject, truth);
    }

    static void checks()
    {
        const QByteArray forged
            = " from x[192.0.2.66]; from=<f@evil.example> to=<g@evil.example> proto=SMTP helo=<f>";
        row("a header that is a tail", "cleanup",
            "4F2A81C09D: reject: header Subject: hi" + forged + ": ok from " + peer + whole
                + ": 5.7.1 no",
            LogEventKind::Reject,
            {{LogField::ClientAddress, "192.0.2.1"}, {LogField::From, "a@example.org"},
                {LogField::To, "b@example.com"},
                {LogField::Header, "Subject: hi" + forged + ": ok"}, {LogField::Text, "no"},
                {LogField::Dsn, "5.7.1"}});
        row("a header of 200 bytes that was cut in a tail", "cleanup",
            "4F2A81C09D: reject: header Subject: " + QByteArray(160, 'x')
                + " from x[192.0.2.66]; from=<f from " + peer + whole + ": 5.7.1 no",
            LogEventKind::Reject,
            {{LogField::ClientAddress, "192.0.2.1"}, {LogField::From, "a@example.org"}});
        row("a text with the header in it", "cleanup",
            "4F2A81C09D: reject: header Subject: " + QByteArray(150, 'x') + " from " + peer + whole
                + ": 5.7.1 bad header: Subject: xxxxx" + forged,
            LogEventKind::Reject,
            {{LogField::ClientAddress, "192.0.2.1"}, {LogField::From, "a@example.org"}});
        row("a header that is another action", "cleanup",
            "4F2A81C09D: warning: header reject: header X: y from " + peer + whole + ": seen",
            LogEventKind::RejectWarning, {{LogField::Header, "reject: header X: y"}});
        row("a header with a status", "smtp",
            "4F2A81C09D: info: header Subject: to=<x>, relay=y, delay=1, dsn=2.0.0, status=sent "
            "(ok)",
            LogEventKind::OtherCheck, {{LogField::Status, "info"}});
        row("a message ID that is a line", "cleanup",
            "4F2A81C09D: message-id=<x> 5F2A81C09D: reject: header" + forged,
            LogEventKind::MessageId,
            {{LogField::MessageId, "<x> 5F2A81C09D: reject: header" + forged}});
        row("a message ID with another line's frame", "cleanup",
            "4F2A81C09D: message-id=<x?Nov 28 11:20:28 mx1 postfix/qmgr[1]: 4F2A81C09D: removed>",
            LogEventKind::MessageId, {});
    }

    static void others()
    {
        row("a user with the words behind", "smtpd",
            "warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: x, sasl_username=y, "
            "sasl_username=z",
            LogEventKind::SaslFailure,
            {{LogField::Text, "x"}, {LogField::SaslUser, "y, sasl_username=z"}});
        row("a mechanism of the client's", "smtpd",
            "warning: unknown[192.0.2.1]: SASL x[192.0.2.66]: authentication failed: y",
            LogEventKind::SaslFailure,
            {{LogField::ClientAddress, "192.0.2.1"}, {LogField::SaslMethod, "x[192.0.2.66]:"}});
        row("a command that is a line", "smtpd",
            "warning: non-SMTP command from unknown[192.0.2.1]: connect from x[192.0.2.66]",
            LogEventKind::ProtocolTrouble,
            {{LogField::ClientAddress, "192.0.2.1"},
                {LogField::Text, "connect from x[192.0.2.66]"}});
        row("pipelined commands", "smtpd",
            "improper command pipelining after EHLO from unknown[192.0.2.1]: MAIL from "
            "x[192.0.2.66]: ",
            LogEventKind::ProtocolTrouble, {{LogField::ClientAddress, "192.0.2.1"}});
        row("what a pregreeter says", "postscreen",
            "PREGREET 40 after 0 from [192.0.2.1]:1: PASS NEW [192.0.2.66]:25\\r\\n",
            LogEventKind::PostscreenTest,
            {{LogField::ClientAddress, "192.0.2.1"}, {LogField::Check, "PREGREET"}});
        row("a greeting that says sent", "smtp",
            "4F2A81C09D: host mx[192.0.2.7] said: 450 to=<x>, relay=none, delay=1, status=sent "
            "(250)",
            LogEventKind::DeliveryTrouble, {{LogField::Code, "450"}});
    }
};

QTEST_GUILESS_MAIN(TestLogForgery)
#include "tst_logforgery.moc"
