// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/resubmit.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const Instance primary{"-"_ba, "/etc/postfix"_ba};
const QByteArray nonce = "n0nce"_ba;

/// Writes down its arguments, one a line, and its input.
constexpr auto recordingSendmail
    = R"sh(for word in "$@"; do printf '%s\n' "$word"; done >"$STUB/words"
cat >"$STUB/input"; ls "$STUB/tmp" >"$STUB/left"
[ -e "$STUB/status" ] || exit 0
echo "sendmail: fatal: nobody(0): message file too big" >&2; exit 75)sh";

QByteArray fileOf(const StubHost &host, const char *name)
{
    QFile file(host.path(QString::fromLatin1(name)));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

class Sendmail final
{
public:
    Sendmail()
    {
        QDir().mkpath(host.path(u"tmp"_s));
        qputenv("TMPDIR", host.path(u"tmp"_s).toLocal8Bit());
        host.addProgram("sendmail", recordingSendmail);
    }
    ~Sendmail() { qunsetenv("TMPDIR"); }
    bool isStarted() const { return QFile::exists(host.path(u"words"_s)); }
    bool leavesNothing() const { return QDir(host.path(u"tmp"_s)).isEmpty(); }
    StubHost host;
};

Resubmission message(const QByteArray &content)
{
    return {.sender = "a@example.com", .recipients = {"b@example.org"}, .content = content};
}

MessageContent envelope(const QByteArrayList &senders, const QByteArrayList &recipients)
{
    MessageContent content;
    for (const QByteArray &sender : senders)
        content.envelope.emplaceBack("sender", sender);
    for (const QByteArray &recipient : recipients)
        content.envelope.emplaceBack("recipient", recipient);
    content.content = "Subject: x\n\nbody\n";
    return content;
}

}

class TestResubmit : public QObject
{
    Q_OBJECT

private slots:
    void quotesAddresses_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("external"); // empty: refused
        const auto row = [](const char *name, const QByteArray &address, const QByteArray &out) {
            QTest::addRow("%s", name) << address << out;
        };
        row("plain", "a@example.com", "a@example.com");
        row("dots", "a.b-c+d@example.com", "a.b-c+d@example.com");
        row("apostrophe", "o'neil@example.com", "o'neil@example.com");
        row("leading dash", "-f@example.com", "");
        row("local only", "root", "root");
        row("blank", "a b@example.com", "\"a b\"@example.com");
        row("quote and backslash", "q\"b\\c@example.com", "\"q\\\"b\\\\c\"@example.com");
        row("comma", "a,b@example.com", "\"a,b\"@example.com");
        row("comment", "a(c)@example.com", "\"a(c)\"@example.com");
        row("angle brackets", "<a>@example.com", "\"<a>\"@example.com");
        row("two at signs", "a@b@example.com", "\"a@b\"@example.com");
        row("two dots", "a..b@example.com", "\"a..b\"@example.com");
        row("empty local part", "@example.com", "\"\"@example.com");
        row("route", "@x:y@example.org", "\"@x:y\"@example.org");
        row("literal", "a@[192.0.2.1]", "a@[192.0.2.1]");
        row("UTF-8", "jos\xc3\xa9@b\xc3\xbc.example", "jos\xc3\xa9@b\xc3\xbc.example");
        row("nothing", "", "");
        row("line break", "a\nb@example.com", "");
        row("carriage return", "a\r@example.com", "");
        row("zero byte", QByteArray("a\0@example.com", 14), "");
        row("latin-1", "jos\xe9@example.com", "");
        row("no domain", "a@", "");
        row("blank in the domain", "a@b c", "");
        row("comma in the domain", "a@b,c@d,e", "");
        row("comment in the domain", "a@b(c)", "");
        row("long", QByteArray(1001, 'a'), "");
    }
    void quotesAddresses()
    {
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, external);
        const auto quoted = externalAddress(address);
        QCOMPARE(quoted.has_value(), !external.isEmpty());
        if (quoted)
            QCOMPARE(*quoted, external);
    }

    void submitsWhatItWasGiven_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QByteArray>("content");
        QByteArray all;
        for (int byte = 0; byte < 256; ++byte)
            all += char(byte);
        for (const QString &shell : {u"/bin/dash"_s, u"/bin/bash"_s, u"/bin/zsh"_s}) {
            if (!QFile::exists(shell))
                continue;
            const auto row = [&](const char *name, const QByteArray &content) {
                QTest::addRow("%s %s", qPrintable(shell), name) << shell << content;
            };
            row("plain", "Subject: x\n\nbody\n");
            row("dot lines", "Subject: x\n\n.\n..\n.\n");
            row("every byte", "Subject: x\n\n" + all + all);
            row("no last line break", "Subject: x\n\nbody");
            row("like the protocol", "END n0nce\nEND n0nce\n1 2 n0nce\n");
            row("empty", "");
            row("2 MB", "Subject: x\n\n" + QByteArray(2 << 20, 'x') + '\n');
        }
    }
    void submitsWhatItWasGiven()
    {
        QFETCH(QString, shell);
        QFETCH(QByteArray, content);
        Sendmail sendmail;
        Resubmission mail = message(content);
        mail.sender = "a b@example.com";
        mail.recipients = {"x@example.org", " lead@example.org", "f-@example.org",
            "b\\s\"q@example.org", "$(id)`id`@example.org", "*@example.org"};
        mail.bodyType = "8BITMIME";
        const auto command = resubmitCommand(primary, mail, nonce);
        QVERIFY(command);
        QVERIFY(std::ranges::all_of(command->arguments, isSafeWord));
        const auto output = sendmail.host.run(*command, shell);
        QCOMPARE(output.err, ""_ba);
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(fileOf(sendmail.host, "input"), content);
        QCOMPARE(fileOf(sendmail.host, "words").split('\n'),
            (QByteArrayList{"-C", "/etc/postfix", "-G", "-i", "-B", "8BITMIME", "-f",
                "\"a b\"@example.com", "--", "x@example.org", "\" lead\"@example.org",
                "f-@example.org", "\"b\\\\s\\\"q\"@example.org", "\"$(id)`id`\"@example.org",
                "*@example.org", ""}));
        QCOMPARE(fileOf(sendmail.host, "left"), ""_ba); // without a name while it is read
        const auto clock = parseResubmit(output.out, output.err, output.exitCode);
        QVERIFY(clock);
        QVERIFY(*clock > 1'700'000'000);
    }

    void submitsForTheNullSender()
    {
        Sendmail sendmail;
        Resubmission mail = message("x\n");
        mail.sender.clear();
        sendmail.host.run(*resubmitCommand(primary, mail, nonce));
        QCOMPARE(fileOf(sendmail.host, "words"),
            "-C\n/etc/postfix\n-G\n-i\n-f\n\n--\nb@example.org\n"_ba);
    }

    void submitsNothingWhenCut()
    {
        Sendmail sendmail;
        const auto command
            = resubmitCommand(primary, message("Subject: x\n\nbody with some bytes\n"), nonce);
        for (qsizetype size = 0; size < command->input.size(); ++size) {
            const auto output = sendmail.host.run(*command, command->input.first(size));
            QVERIFY2(!sendmail.isStarted(), QByteArray::number(size).constData());
            QVERIFY(sendmail.leavesNothing());
            QCOMPARE(output.exitCode, 65);
            QCOMPARE(parseResubmit(output.out, output.err, output.exitCode).error().kind,
                ErrorKind::Incomplete);
        }
        const auto more = sendmail.host.run(*command, command->input + "x");
        QCOMPARE(more.exitCode, 65);
        QVERIFY(!sendmail.isStarted());
    }

    void submitsNothingWithoutRoom()
    {
        Sendmail sendmail;
        qputenv("TMPDIR", "/nonexistent/directory");
        const auto output = sendmail.host.run(*resubmitCommand(primary, message("x\n"), nonce));
        QVERIFY(!sendmail.isStarted());
        const auto parsed = parseResubmit(output.out, output.err, output.exitCode);
        QCOMPARE(parsed.error().kind, ErrorKind::Io);
        QVERIFY(parsed.error().message.contains(u"room"_s));
    }

    void explainsTrouble_data()
    {
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<ErrorKind>("kind");
        using enum ErrorKind;
        // As Postfix 3.10 printed them.
        QTest::newRow("too big") << "postdrop: warning: uid=0: File too large\n"
                                    "sendmail: warning: mail_stream_cleanup: close error\n"
                                    "sendmail: fatal: a@b.example(0): message file too big\n"_ba
                                 << 75 << OutputTooLarge;
        QTest::newRow("not allowed")
            << "sendmail: fatal: User operator(2002) is not allowed to submit mail\n"_ba << 75
            << Permission;
        QTest::newRow("foreign instance")
            << "sendmail: error: unauthorized configuration directory name: /etc/nosuch\n"
               "sendmail: fatal: specify \"alternate_config_directories = /etc/nosuch\" or "
               "\"multi_instance_directories = /etc/nosuch\" in /etc/postfix/main.cf\n"_ba
            << 75 << Permission;
        QTest::newRow("other") << "sendmail: fatal: chdir /x: No such file\n"_ba << 69 << Io;
        QTest::newRow("killed") << ""_ba << 137 << OutcomeUnknown;
        QTest::newRow("no sendmail") << "sh: 1: exec: sendmail: not found\n"_ba << 127 << Io;
    }
    void explainsTrouble()
    {
        QFETCH(QByteArray, errors);
        QFETCH(int, exitCode);
        const auto parsed = parseResubmit("CLOCK 1800000000\n", errors, exitCode);
        QVERIFY(!parsed);
        QTEST(parsed.error().kind, "kind");
        QCOMPARE(parsed.error().detail, errors);
    }

    void takesWhoIsLeft()
    {
        MessageContent content = envelope({"a@example.com"}, {"b@example.org", "c@example.org"});
        content.envelope.emplaceBack("done_recipient", "d@example.org");
        content.envelope.emplaceBack("original_recipient", "list@example.org");
        content.envelope.emplaceBack("named_attribute", "encoding=8bit");
        const auto mail = resubmissionOf(content);
        QVERIFY(mail);
        QCOMPARE(mail->recipients, (QByteArrayList{"b@example.org", "c@example.org"}));
        QCOMPARE(mail->bodyType, "8BITMIME"_ba);
        QCOMPARE(mail->content, content.content);
    }

    void refusesMessages()
    {
        QVERIFY(resubmissionOf(envelope({""}, {"b@example.org"})));
        QVERIFY(!resubmissionOf(envelope({}, {"b@example.org"})));
        QVERIFY(!resubmissionOf(envelope({"a@x", "b@x"}, {"b@example.org"})));
        QVERIFY(!resubmissionOf(envelope({"a@x"}, {})));
        QVERIFY(!resubmissionOf(envelope({"a\n@x"}, {"b@example.org"})));
        QVERIFY(!resubmissionOf(envelope({"a@x"}, {"b@example.org", "c@b c"})));
        QVERIFY(!resubmissionOf(
            envelope({"a@x"}, QByteArrayList(mostRestoredRecipients + 1, "b@example.org"))));
        MessageContent mbox = envelope({"a@x"}, {"b@example.org"});
        mbox.content = ">>From x\n";
        QVERIFY(!resubmissionOf(mbox));
        QVERIFY(!resubmitCommand({"-", "/etc/a b"}, message("x"), nonce));
        QVERIFY(!resubmitCommand(primary, message("x"), "a b"));
    }

    void knowsItsOwn()
    {
        const QByteArray before = "Subject: x\n\nbody\r\nline\n";
        const QByteArray received = "Received: by mx1 (Postfix)\n\tid 4F2A81C09D; today\n";
        QVERIFY(isResubmitted(before, received + before));
        QVERIFY(isResubmitted(before, received + "Subject: x\n\nbody\nline\n"));
        QVERIFY(!isResubmitted(before, before));
        QVERIFY(!isResubmitted(before, received + before + "more\n"));
        QVERIFY(!isResubmitted(before, received));
        QVERIFY(!isResubmitted("", "Received"));
    }
};

QTEST_GUILESS_MAIN(TestResubmit)
#include "tst_resubmit.moc"
