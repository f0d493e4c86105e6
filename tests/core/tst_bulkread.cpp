// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/message/originfacts.h"
#include "core/postfix/bulkread.h"
#include "core/postfix/messagecontent.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const Instance primary{"-"_ba, "/etc/postfix"_ba};
const QByteArray nonce = "n0nce"_ba;
const QByteArray boundary = "b0undary"_ba;
constexpr qint64 large = qint64(64) << 20;

std::vector<QueueId> idsOf(const QByteArrayList &texts)
{
    std::vector<QueueId> ids;
    for (const QByteArray &text : texts)
        ids.push_back(*QueueId::parse(text));
    return ids;
}

struct Parsed
{
    std::vector<BulkMessage> messages;
    bool whole = false;
};

Parsed parse(const QByteArray &bytes, qsizetype chunk, qint64 limit = large)
{
    Parsed parsed;
    BulkMessageParser parser(boundary, limit,
        [&](BulkMessage message) { parsed.messages.push_back(std::move(message)); });
    for (qsizetype i = 0; i < bytes.size(); i += chunk)
        parser.feed(QByteArrayView(bytes).sliced(i, std::min(chunk, bytes.size() - i)));
    parsed.whole = parser.isWhole();
    return parsed;
}

/// postcat by captured files, named by queue ID.
constexpr auto postcat = R"sh(for id in "$@"; do :; done
echo "$@" >>"$STUB/calls"
if [ -e "$STUB/$id" ]; then cat "$STUB/$id"; exit 0; fi
echo "postcat: fatal: open queue file $id: No such file or directory" >&2; exit 1)sh";

void put(const StubHost &host, const QByteArray &name, const QByteArray &bytes)
{
    QFile file(host.path(QString::fromLatin1(name)));
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write");
}

}

class TestBulkRead : public QObject
{
    Q_OBJECT

private slots:
    void readsManyInOneCall_data()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : {u"/bin/dash"_s, u"/bin/bash"_s, u"/bin/zsh"_s})
            if (QFile::exists(shell))
                QTest::addRow("%s", qPrintable(shell)) << shell;
    }
    void readsManyInOneCall()
    {
        QFETCH(QString, shell);
        StubHost host;
        host.addProgram("postcat", postcat);
        const QByteArrayList files{"plain", "latin1", "zero", "hostile", "noeol", "long"};
        QByteArrayList names;
        for (qsizetype i = 0; i < files.size(); ++i) {
            names.append("A1B2C1000" + QByteArray::number(i));
            put(host, names.last(), captured("3.10/postcat-" + files[i] + ".txt"));
        }
        names.insert(2, "A1B2CFFFF0"); // vanished
        const auto ids = idsOf(names);
        const auto command = readMessagesCommand(primary, Privilege::Direct, ids, nonce, boundary);
        QVERIFY(command);
        QVERIFY(std::ranges::all_of(command->arguments, isSafeWord));
        const auto output = host.run(*command, shell);
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.err, ""_ba);
        for (const qsizetype chunk : {1, 7, 100, 1 << 20}) {
            const Parsed parsed = parse(output.out, chunk);
            QVERIFY(parsed.whole);
            QCOMPARE(parsed.messages.size(), ids.size());
            for (size_t i = 0; i < ids.size(); ++i) {
                const BulkMessage &message = parsed.messages[i];
                QCOMPARE(message.id, ids[i]);
                if (i == 2) {
                    QCOMPARE(message.exitCode, 1);
                    QVERIFY(message.errors.endsWith("No such file or directory"));
                    QCOMPARE(parseMessage(message.output, message.errors, 1).error().kind,
                        ErrorKind::NotFound);
                    continue;
                }
                QCOMPARE(message.exitCode, 0);
                QCOMPARE(message.errors, ""_ba);
                const QByteArray &file = files[qsizetype(i) - (i > 2)];
                QCOMPARE(message.output, captured("3.10/postcat-" + file + ".txt"));
            }
        }
    }

    void readsHeadsInOneCall_data() { readsManyInOneCall_data(); }
    /// The same words of postcat; recipients and what is behind the headers stay on the server.
    void readsHeadsInOneCall()
    {
        QFETCH(QString, shell);
        StubHost host;
        host.addProgram("postcat", postcat);
        const QByteArrayList files{
            "plain", "latin1", "zero", "hostile", "noeol", "long", "empty", "nohead"};
        QByteArrayList names;
        for (qsizetype i = 0; i < files.size(); ++i) {
            names.append("A1B2C1000" + QByteArray::number(i));
            put(host, names.last(), captured("3.10/postcat-" + files[i] + ".txt"));
        }
        const QByteArray recipient = "named_attribute: dsn_orig_rcpt=rfc822;b@example.org\n"
                                     "original_recipient: b@example.org\n"
                                     "recipient: b@example.org\ndone_recipient: b@example.org\n";
        names.append("A1B2CFFFF0"); // vanished
        names.append("A1B2CFFFF1"); // endless, to many
        put(host, names.last(),
            "*** ENVELOPE RECORDS d/A ***\nmessage_size: 1\n" + recipient.repeated(10'000)
                + "named_attribute: sasl_username=ann\n*** MESSAGE CONTENTS d/A ***\n"
                + QByteArray(20'000, 'x').append('\n').repeated(100));
        const auto ids = idsOf(names);
        const auto command = readMessagesCommand(
            primary, Privilege::Direct, ids, nonce, boundary, ReadExtent::Head);
        QVERIFY(command);
        QVERIFY(std::ranges::all_of(command->arguments, isSafeWord));
        const auto output = host.run(*command, shell);
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(output.err, ""_ba);
        const Parsed parsed = parse(output.out, 1000);
        QVERIFY(parsed.whole);
        QCOMPARE(parsed.messages.size(), ids.size());
        for (size_t i = 0; i < size_t(files.size()); ++i) {
            const QByteArray printed = captured("3.10/postcat-" + files[qsizetype(i)] + ".txt");
            if (printed.isEmpty()) { // of an empty file postcat says nothing
                QCOMPARE(parseMessageHead(parsed.messages[i].output, {}).error().kind,
                    ErrorKind::Incomplete);
                continue;
            }
            const auto whole = parseMessage(printed, {}, 0);
            QVERIFY(whole);
            const auto head
                = parseMessageHead(parsed.messages[i].output, parsed.messages[i].errors);
            QVERIFY2(head, files[qsizetype(i)].constData());
            QCOMPARE(head->headers(), whole->headers());
            QVERIFY(!head->isHeaderCut);
            QCOMPARE(head->body().size(), 0);
            QVERIFY(head->envelopeValues("recipient").isEmpty());
            for (const QByteArray &key : {"message_arrival_time"_ba, "sender"_ba})
                QVERIFY(head->envelopeValues(key).size() == 1
                    && head->envelopeValues(key) == whole->envelopeValues(key));
            QCOMPARE(originOf(*head), originOf(*whole));
        }
        const BulkMessage &vanished = parsed.messages[size_t(files.size())];
        QCOMPARE(
            parseMessageHead(vanished.output, vanished.errors).error().kind, ErrorKind::NotFound);
        const BulkMessage &endless = parsed.messages.back();
        QVERIFY(endless.output.size() > 60'000 && endless.output.size() < 100'000);
        const auto head = parseMessageHead(endless.output, {});
        QVERIFY(head && head->isHeaderCut);
        QCOMPARE(originOf(*head).saslUser, "ann"_ba);
        QVERIFY(!originOf(*head).isSubjectKnown); // it may come further down
    }

    void headsThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("nothing") << ""_ba << ""_ba << ErrorKind::Incomplete;
        QTest::newRow("no content")
            << "*** ENVELOPE RECORDS d/A ***\nsender: a\n"_ba << ""_ba << ErrorKind::Incomplete;
        QTest::newRow("another file's")
            << "*** ENVELOPE RECORDS d/A ***\nx: y\n*** MESSAGE CONTENTS d/B ***\n"_ba << ""_ba
            << ErrorKind::Incomplete;
        QTest::newRow("may not") << ""_ba << "sudo: a password is required"_ba
                                 << ErrorKind::Permission;
    }
    void headsThatAreNone()
    {
        QFETCH(QByteArray, output);
        QFETCH(QByteArray, errors);
        QFETCH(ErrorKind, kind);
        QCOMPARE(parseMessageHead(output, errors).error().kind, kind);
    }

    void runsExactWordsBySudo()
    {
        const auto ids = idsOf({"A1B2C10000", "A1B2C10001"});
        StubHost host;
        host.addProgram("sudo", R"(echo sudo "$@" >>"$STUB/calls")");
        host.run(*readMessagesCommand(primary, Privilege::Sudo, ids, nonce, boundary));
        QFile calls(host.path(u"calls"_s));
        QVERIFY(calls.open(QFile::ReadOnly));
        QCOMPARE(calls.readAll(),
            "sudo -n /usr/sbin/postcat -c /etc/postfix -q A1B2C10000\n"
            "sudo -n /usr/sbin/postcat -c /etc/postfix -q A1B2C10001\n"_ba);
    }

    /// A sender who guesses the form but not the boundary.
    void isNotFooledByForgedBoundaries()
    {
        StubHost host;
        host.addProgram("postcat", postcat);
        const QByteArray forged
            = "body\nSPOOLSCOPE-other STATUS 0\n\nSPOOLSCOPE-other END A1B2C10000\n"
              "SPOOLSCOPE-other BEGIN A1B2C10001\nSPOOLSCOPE-b0undar STATUS 0\n"
              "SPOOLSCOPE-b0undary\n SPOOLSCOPE-b0undary STATUS 0\n"_ba;
        put(host, "A1B2C10000", forged);
        put(host, "A1B2C10001", "second\n");
        const auto output = host.run(*readMessagesCommand(
            primary, Privilege::Direct, idsOf({"A1B2C10000", "A1B2C10001"}), nonce, boundary));
        const Parsed parsed = parse(output.out, 5);
        QVERIFY(parsed.whole);
        QCOMPARE(parsed.messages.size(), 2u);
        QCOMPARE(parsed.messages[0].output, forged);
        QCOMPARE(parsed.messages[1].output, "second\n"_ba);
    }

    void dropsWhatIsTooLarge()
    {
        StubHost host;
        host.addProgram("postcat", postcat);
        put(host, "A1B2C10000", QByteArray(300'000, 'x'));
        put(host, "A1B2C10001", QByteArray(1000, 'y'));
        const auto output = host.run(*readMessagesCommand(
            primary, Privilege::Direct, idsOf({"A1B2C10000", "A1B2C10001"}), nonce, boundary));
        for (const qsizetype chunk : {1000, 1 << 20}) {
            const Parsed parsed = parse(output.out, chunk, 1000);
            QVERIFY(parsed.whole);
            QVERIFY(parsed.messages.at(0).tooLarge);
            QVERIFY(parsed.messages.at(0).output.isEmpty());
            QVERIFY(!parsed.messages.at(1).tooLarge);
            QCOMPARE(parsed.messages.at(1).output.size(), 1000);
        }
    }

    void isNotWholeWhenCut()
    {
        StubHost host;
        host.addProgram("postcat", postcat);
        put(host, "A1B2C10000", captured("3.10/postcat-plain.txt"));
        const auto output = host.run(*readMessagesCommand(
            primary, Privilege::Direct, idsOf({"A1B2C10000"}), nonce, boundary));
        for (qsizetype size = 1; size < output.out.size(); ++size) {
            const Parsed parsed = parse(output.out.first(size), 64);
            QVERIFY(!parsed.whole);
            QVERIFY(parsed.messages.empty());
        }
    }

    void noticesDamage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray mark = "SPOOLSCOPE-" + boundary;
        QTest::newRow("noise") << "hello\n"_ba;
        QTest::newRow("endless noise") << QByteArray(1000, 'x');
        QTest::newRow("no ID") << mark + " BEGIN ALL\n";
        QTest::newRow("no status") << mark + " BEGIN A1B2C10000\nx\n" + mark + " STATUS ?\n\n"
                + mark + " END A1B2C10000\n";
        QTest::newRow("long status") << mark + " BEGIN A1B2C10000\nx\n" + mark + " STATUS "
                + QByteArray(300, '0') + "\n\n" + mark + " END A1B2C10000\n";
        QTest::newRow("another ID at the end") << mark + " BEGIN A1B2C10000\nx\n" + mark
                + " STATUS 0\n\n" + mark + " END A1B2C10001\n";
        QTest::newRow("something behind") << mark + " BEGIN A1B2C10000\nx\n" + mark
                + " STATUS 0\n\n" + mark + " END A1B2C10000\nmore\n";
    }
    void noticesDamage()
    {
        QFETCH(QByteArray, bytes);
        for (const qsizetype chunk : {1, 1000})
            QVERIFY(!parse(bytes, chunk).whole);
    }

    void refusesBatches()
    {
        const auto one = idsOf({"A1B2C10000"});
        QVERIFY(!readMessagesCommand(primary, Privilege::Direct, {}, nonce, boundary));
        QVERIFY(!readMessagesCommand(primary, Privilege::Direct, one, nonce, "a b"));
        QVERIFY(!readMessagesCommand(primary, Privilege::Direct, one, "", boundary));
        QVERIFY(!readMessagesCommand({"-", "x"}, Privilege::Direct, one, nonce, boundary));
    }
};

QTEST_GUILESS_MAIN(TestBulkRead)
#include "tst_bulkread.moc"
