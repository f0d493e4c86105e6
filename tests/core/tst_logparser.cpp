// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logparser.h"

#include "tests/core/loglines.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// tests/data/logs/forms: "daemon: text", and indented on the next line what describe() makes of
/// it.
struct Form
{
    QByteArray daemon, text, expected;
};

QList<Form> forms()
{
    QList<Form> all;
    for (const QString &name :
        QDir(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs/forms")).entryList({u"*.txt"_s})) {
        for (const QByteArray &line : logLines(u"forms/"_s + name)) {
            const qsizetype colon = line.indexOf(": ");
            if (line.startsWith("    "))
                all.last().expected = line.sliced(4);
            else if (colon > 0 && !line.startsWith('#'))
                all.append({line.first(colon), line.sliced(colon + 2), {}});
        }
    }
    return all;
}

const QByteArray frame = "Nov 28 11:20:28 mx1 ";

}

class TestLogParser : public QObject
{
    Q_OBJECT

private slots:
    void understandsEachForm_data()
    {
        QTest::addColumn<QByteArray>("daemon");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        for (const Form &form : forms())
            QTest::newRow((form.daemon + ": " + form.text).constData())
                << form.daemon << form.text << form.expected;
    }
    void understandsEachForm()
    {
        QFETCH(QByteArray, daemon);
        QFETCH(QByteArray, text);
        LogParser parser;
        QTEST(describe(parser.parse(barePostfixLine("postfix/" + daemon, text))), "expected");
    }

    void aFrameMakesNoDifference()
    {
        LogParser parser(LogClock(QTimeZone::utc(), 1'795'000'000));
        for (const Form &form : forms()) {
            const QByteArray line = frame + "postfix/" + form.daemon + "[7]: " + form.text;
            QCOMPARE(describe(parser.parse(line)), form.expected);
        }
    }

    void hasAFormForEachKind()
    {
        const QList<Form> all = forms();
        for (size_t i = size_t(LogEventKind::Unparsed) + 1; i < logEventKindCount; ++i) {
            const QByteArray kind = nameOf(LogEventKind(i)).toString().toLatin1();
            QVERIFY2(std::ranges::any_of(all,
                         [&](const Form &form) {
                             return form.expected == kind || form.expected.startsWith(kind + ' ');
                         }),
                kind.constData());
        }
    }

    void readsTheFrame_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("instance");
        QTest::addColumn<QByteArray>("service");
        QTest::addColumn<QByteArray>("daemonName");
        QTest::addColumn<quint32>("pid");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *tag, const char *instance, const char *service,
                             const char *daemon, quint32 pid, const char *message) {
            QTest::newRow(tag) << QByteArray(frame + tag) << QByteArray(instance)
                               << QByteArray(service) << QByteArray(daemon) << pid
                               << QByteArray(message);
        };
        row("postfix/smtpd[123]: x", "postfix", "", "smtpd", 123, "x");
        row("postfix-out/smtp[1]: x", "postfix-out", "", "smtp", 1, "x");
        row("postfix/submission/smtpd[4294967296]: x", "postfix", "submission", "smtpd",
            4'294'967'295, "x");
        row("postfix/a/b/smtpd[1]: x", "postfix", "a/b", "smtpd", 1, "x");
        row("outbound/qmgr[9]: x: y", "outbound", "", "qmgr", 9, "x: y");
        row("postfix/smtpd: x", "postfix", "", "smtpd", 0, "x");
        row("postfix/smtpd[1]:x", "postfix", "", "smtpd", 1, "x");
        row("postfix/news[1]: x", "postfix", "", "news", 1, "x");
        row("postfix/smtpd[1]: ", "postfix", "", "smtpd", 1, "");
    }
    void readsTheFrame()
    {
        QFETCH(QByteArray, line);
        LogParser parser;
        const LogLine &read = parser.parse(line).line;
        QVERIFY(read.isPostfix());
        QCOMPARE(read.host.toByteArray(), "mx1");
        QTEST(read.instance.toByteArray(), "instance");
        QTEST(read.service.toByteArray(), "service");
        QTEST(read.daemonName.toByteArray(), "daemonName");
        QTEST(read.pid, "pid");
        QTEST(read.message.toByteArray(), "message");
        QCOMPARE(read.raw.toByteArray(), line);
    }

    void otherProgramsAreForeign_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *text, const char *program, const char *message) {
            QTest::newRow(text) << QByteArray(frame + text) << QByteArray(program)
                                << QByteArray(message);
        };
        row("dovecot: imap-login: Login: user=<jo>", "dovecot", "imap-login: Login: user=<jo>");
        row("dovecot[12]: lmtp(jo)<1><x>: saved mail to INBOX", "dovecot",
            "lmtp(jo)<1><x>: saved mail to INBOX");
        row("amavis[12]: (12-01) Passed CLEAN", "amavis", "(12-01) Passed CLEAN");
        row("opendkim[12]: 4F2A81C09D: DKIM-Signature field added", "opendkim",
            "4F2A81C09D: DKIM-Signature field added");
        row("rspamd[12]: <abc>; task; x", "rspamd", "<abc>; task; x");
        row("cyrus/lmtp[12]: accepted connection", "cyrus/lmtp", "accepted connection");
        row("cyrus/master[12]: ready for work", "cyrus/master", "ready for work");
        row("postfix[12]: Postfix is running", "postfix", "Postfix is running");
        row("some/thing[12]: x", "some/thing", "x");
        row("kernel: [1.2] x", "kernel", "[1.2] x");
        row("last message repeated 3 times", "", "last message repeated 3 times");
        row("postfix/smtpd[x]: connect from", "", "postfix/smtpd[x]: connect from");
    }
    void otherProgramsAreForeign()
    {
        QFETCH(QByteArray, line);
        LogParser parser;
        const LogEvent &event = parser.parse(line);
        QCOMPARE(event.kind, LogEventKind::Foreign);
        QVERIFY(!event.line.isPostfix());
        QTEST(event.line.program.toByteArray(), "program");
        QTEST(event.line.message.toByteArray(), "message");
    }

    void whatHasNoFrameIsNoLine()
    {
        LogParser parser;
        for (const QByteArray &line : {QByteArray(), QByteArray("x"), QByteArray("not a line"),
                 QByteArray("Nov 28 11:20:28"), QByteArray("Nov 28 11:20:28 "),
                 QByteArray("Nov 31 11:20:28 mx1 postfix/smtpd[1]: x"),
                 QByteArray("Nov 28 25:20:28 mx1 postfix/smtpd[1]: x"),
                 QByteArray("2026-11-28T11:20:28"), QByteArray(40, '\0')}) {
            QCOMPARE(parser.parse(line).kind, LogEventKind::NoLine);
            QCOMPARE(parser.parse(line).line.message.toByteArray(), line);
        }
    }

    /// Nothing of a line is left in the next one.
    void forgetsTheLineBefore()
    {
        LogParser parser;
        parser.parse(frame + "postfix/smtpd[1]: 4F2A81C09D: client=a[192.0.2.1]");
        const LogEvent &event = parser.parse(frame + "postfix/smtpd[1]: huh");
        QCOMPARE(describe(event), "unparsed | text=huh");
        QCOMPARE(describe(parser.parse("x")), "no-line");
        QVERIFY(event.line.host.isEmpty());
    }

    void findsTheQueueId_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("id");
        const auto row = [](const char *text, const char *id) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(id);
        };
        row("4F2A81C09D: x", "4F2A81C09D");
        row("3Zcx7s1cSZz9rxC: x", "3Zcx7s1cSZz9rxC");
        row("NOQUEUE: x", "");
        row("warning: 4F2A81C09D: x", "4F2A81C09D");
        row("4F2A81C09D x", "");
        row("FEED: x", ""); // shorter than any
        row("statistics: x", "");
        row("4F2A81C09g: x", "");
    }
    void findsTheQueueId()
    {
        QFETCH(QByteArray, text);
        LogParser parser;
        QTEST(parser.parse(barePostfixLine("postfix/qmgr", text)).queueId.toByteArray(), "id");
    }
};

QTEST_GUILESS_MAIN(TestLogParser)
#include "tst_logparser.moc"
