// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queueentry.h"
#include "tests/core/captured.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const ScanFacts facts{.clock = 0,
    .mailOwner = "postfix"_ba,
    .emptyAddress = "MAILER-DAEMON"_ba,
    .duplicateLimit = 1000,
    .showsUtf8 = true,
    .mailVersion = "3.10.13"_ba};

/// All that a listed message has, in one line.
QByteArray lineOf(const ListedMessage &message)
{
    QByteArray line = message.id.toByteArray() + ' ' + toBytes(message.queue).toByteArray() + ' '
        + QByteArray::number(message.arrival) + ' ' + QByteArray::number(message.size)
        + (message.forcedExpire ? "!" : "") + " <" + message.sender.toByteArray() + '>';
    for (const ListedRecipient &recipient : message.recipients)
        line += " {" + recipient.address.toByteArray() + '|' + recipient.reason.toByteArray() + '}';
    return line;
}

/// What postqueue printed.
QByteArray listedLine(const QByteArray &json, QueueName &queue, std::optional<QueueId> &id)
{
    QByteArray line;
    QueueListParser parser([&](const ListedMessage &message) {
        line = lineOf(message);
        queue = message.queue;
        id = message.id;
    });
    parser.feed(json);
    parser.finish();
    return line;
}

QByteArray record(char type, const QByteArray &data)
{
    return QByteArray(1, type) + char(data.size()) + data;
}

/// A queue file of the records given, with `content` between the envelope and the rest.
QByteArray queueFile(const QByteArray &envelope, const QByteArray &content,
    const QByteArray &extracted = record('X', {}) + record('E', {}))
{
    const QByteArray size = QByteArray::number(content.size()).rightJustified(15);
    return record('C', size + "               1") + envelope + record('M', {}) + content
        + extracted;
}

FileEnds whole(const QByteArray &file)
{
    return {file, {}, file.size()};
}

}

/// A message as read from its files is what postqueue lists.
class TestQueueEntry : public QObject
{
    Q_OBJECT

private slots:
    void isWhatPostqueueSays_data()
    {
        QTest::addColumn<bool>("expired");
        for (const char *name :
            {"plain", "nullsender", "extracted", "odd", "partial", "milter", "expired", "maildrop"})
            QTest::newRow(name) << (name == "expired"_ba);
    }

    void isWhatPostqueueSays()
    {
        QFETCH(bool, expired);
        const QByteArray name = "3.10/entry-"_ba + QTest::currentDataTag();
        const QByteArray file = captured(name + ".queuefile");
        auto queue = QueueName::Deferred;
        std::optional<QueueId> id;
        const QByteArray expected = listedLine(captured(name + ".json"), queue, id);
        QVERIFY(id);
        const auto log = parseDeferLog(captured(name + ".deferlog"), true);
        QVERIFY(log);
        // However much of both ends was read, it is the same or not enough.
        qsizetype enough = 0;
        for (qsizetype size = 0; size <= file.size(); ++size) {
            for (const qsizetype tail : {qsizetype(0), size / 4, size}) {
                const auto envelope = readEnvelopeFile({QByteArrayView(file).first(size),
                    QByteArrayView(file).last(tail), file.size()});
                if (!envelope) {
                    QCOMPARE(envelope.error(), EnvelopeTrouble::NeedsMore);
                    continue;
                }
                ++enough;
                QByteArray line;
                QVERIFY(listEntry(QueueEntry{queue, *id, expired, *envelope, *log}, facts,
                    [&](const ListedMessage &message) { line = lineOf(message); }));
                QCOMPARE(line, expected);
            }
        }
        QVERIFY(enough > 3);
        QVERIFY(readEnvelopeFile(whole(file)));
    }

    void contentIsNotNeeded()
    {
        const QByteArray file = captured("3.10/entry-plain.queuefile");
        QVERIFY(readEnvelopeFile(
            {QByteArrayView(file).first(380), QByteArrayView(file).last(100), file.size()}));
    }

    void damagedFiles_data()
    {
        QTest::addColumn<QByteArray>("file");
        const QByteArray time = record('T', "1795371008 123");
        const QByteArray sender = record('S', "a@example.org");
        const QByteArray recipient = record('R', "b@example.org");
        const QByteArray good = time + sender + recipient;
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << "Received: from there\n"_ba;
        QTest::newRow("no sender") << queueFile(time, "N\1x");
        QTest::newRow("two senders") << queueFile(time + sender + sender, "N\1x");
        QTest::newRow("recipient first") << queueFile(time + recipient + sender, "N\1x");
        QTest::newRow("no time") << queueFile(sender + recipient, "N\1x");
        QTest::newRow("zero byte") << queueFile(good + record('R', "b\0c@x"_ba), "N\1x");
        QTest::newRow("cut") << queueFile(good, "N\1x").chopped(3);
        QTest::newRow("content not where it ends") << queueFile(good, "N\1x", "N\1yX\0E\0"_ba);
        QTest::newRow("no end") << queueFile(good, "N\1x", record('X', {}));
        QTest::newRow("length beyond the file") << queueFile(good, "N\1x", "X\0R\x7f"_ba);
        QTest::newRow("length without an end")
            << queueFile(good, "N\1x", "X\0R\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"_ba);
        QTest::newRow("pointer beyond the file")
            << queueFile(good + record('p', "         999999"), "N\1x");
        QTest::newRow("pointer to itself")
            << queueFile(good + record('p', "            114"), "N\1x");
        QTest::newRow("size that is none") << record('C', "much") + good;
    }

    void damagedFiles()
    {
        QFETCH(QByteArray, file);
        const auto envelope = readEnvelopeFile(whole(file));
        QVERIFY(!envelope);
        QCOMPARE(envelope.error(), EnvelopeTrouble::NotUnderstood);
    }

    void goodFile()
    {
        const QByteArray file = queueFile(
            record('T', "1795371008") + record('S', "a@example.org") + record('R', "b@example.org"),
            "N\1R"); // a body that looks like a recipient
        const auto envelope = readEnvelopeFile(whole(file));
        QVERIFY(envelope);
        QCOMPARE(envelope->recipients, QByteArrayList{"b@example.org"});
        QCOMPARE(envelope->size, 3);
    }

    void addresses_data()
    {
        QTest::addColumn<QByteArray>("stored");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << "a.b@x"_ba << "a.b@x"_ba;
        QTest::newRow("no domain") << "root"_ba << "root"_ba;
        QTest::newRow("blank") << "a b@x"_ba << "\"a b\"@x"_ba;
        QTest::newRow("at") << "a@b@x"_ba << "\"a@b\"@x"_ba;
        QTest::newRow("quote") << "a\"b\\@x"_ba << "\"a\\\"b\\\\\"@x"_ba;
        QTest::newRow("dots") << ".a@x"_ba << "\".a\"@x"_ba;
        QTest::newRow("dot at the end") << "a.@x"_ba << "\"a.\"@x"_ba;
        QTest::newRow("no local part") << "@x"_ba << "\"\"@x"_ba;
        QTest::newRow("route") << "@r:a b@x"_ba << "@r:\"a b\"@x"_ba;
        QTest::newRow("beyond ASCII") << "p\xc3\xa4@x"_ba << "p\xc3\xa4@x"_ba;
        QTest::newRow("line break") << "a\nb@x"_ba << "\"a?b\"@x"_ba;
        QTest::newRow("escape") << "a\x1b[1m@x"_ba << "\"a?[1m\"@x"_ba;
        QTest::newRow("carriage return") << "a\rb@x"_ba << "\"a\\?b\"@x"_ba;
        QTest::newRow("no UTF-8") << "a\xe4@x"_ba << "a?@x"_ba;
        QTest::newRow("half of one") << "a@x\xc3"_ba << "a@x?"_ba;
        QTest::newRow("stray continuation") << "\xa4@x"_ba << "?@x"_ba;
        QTest::newRow("too long a sequence") << "\xc3\xa4\xa4@x"_ba << "\xc3\xa4?@x"_ba;
        QTest::newRow("surrogate") << "\xed\xa0\x80@x"_ba << "???@x"_ba;
        QTest::newRow("zero") << "a\0b@x"_ba << QByteArray();
    }

    void addresses()
    {
        QFETCH(QByteArray, stored);
        QFETCH(QByteArray, shown);
        QCOMPARE(shownAddress(stored, true), shown.isEmpty() ? std::nullopt : std::optional(shown));
    }

    void logs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<QByteArrayList>>("entries");
        using Entries = QList<QByteArrayList>;
        QTest::newRow("empty") << QByteArray() << Entries{};
        QTest::newRow("new") << "\nrecipient=a@x\noffset=3\nreason=full = really\n\n"_ba
                             << Entries{{"a@x", "full = really"}};
        QTest::newRow("old") << "<a@x>: full\n\n<b@x>:   gone\n\n"_ba
                             << Entries{{"a@x", "full"}, {"b@x", "gone"}};
        QTest::newRow("both forms")
            << "\n<a@x>: one\nrecipient=a@x\nreason=two\n\n"_ba << Entries{{"a@x", "two"}};
        QTest::newRow("twice") << "recipient=a@x\nreason=1\n\nrecipient=a@x\nreason=2\n\n"_ba
                               << Entries{{"a@x", "1"}, {"a@x", "2"}};
        QTest::newRow("nothing known")
            << "status=4.0.0\n\n"_ba
            << Entries{{"(recipient address unavailable)", "(description unavailable)"}};
        QTest::newRow("being written")
            << "recipient=a@x\nreason=1\n\nrecipient=b@x\nrea"_ba << Entries{{"a@x", "1"}};
        QTest::newRow("control characters")
            << "recipient=a@x\nreason=\ta\x1b[2J\r\n\n"_ba << Entries{{"a@x", "?a?[2J?"}};
        QTest::newRow("no UTF-8") << "recipient=a@x\nreason=\xe4\xff\n\n"_ba
                                  << Entries{{"a@x", "??"}};
        QTest::newRow("beyond ASCII")
            << "recipient=a@x\nreason=\xc3\xa4\n\n"_ba << Entries{{"a@x", "\xc3\xa4"}};
    }

    void logs()
    {
        QFETCH(QByteArray, text);
        QFETCH(QList<QByteArrayList>, entries);
        const auto log = parseDeferLog(text, true);
        QVERIFY(log);
        QList<QByteArrayList> read;
        for (const DeferredRecipient &recipient : *log)
            read.append({recipient.address, recipient.reason});
        QCOMPARE(read, entries);
    }

    void doubtfulLogs_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("zero") << "recipient=a\0@x\n\n"_ba;
        QTest::newRow("neither form") << "%garbage\n\n"_ba;
        QTest::newRow("no equals sign") << "recipient a@x\n\n"_ba;
    }

    void doubtfulLogs()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!parseDeferLog(text, true));
    }

    void withoutUtf8()
    {
        QCOMPARE(shownAddress("p\xc3\xa4@x", false), "p??@x"_ba);
        QCOMPARE(shownAddress("p\xc3\xa4@x", std::nullopt), std::nullopt);
        QCOMPARE(shownAddress("a\tb@x", std::nullopt), "\"a?b\"@x"_ba);
    }

    void statusOfFiles()
    {
        QCOMPARE(isListed({0700, "postfix"_ba}, facts), true);
        QCOMPARE(isListed({0710, "postfix"_ba}, facts), true);
        QCOMPARE(isListed({0600, "postfix"_ba}, facts), false); // still being received
        QCOMPARE(isListed({0744, "joe"_ba}, facts), true); // in maildrop
        QCOMPARE(isListed({0700, "root"_ba}, facts), std::nullopt);
    }

    void nullSenderOfAnotherName()
    {
        ScanFacts other = facts;
        other.emptyAddress = "post master";
        const QueueEntry entry{.queue = QueueName::Hold,
            .id = *QueueId::parse("4F2A81C09D"),
            .envelope = {.arrival = 1, .size = 2, .sender = {}, .recipients = {"a@x"}}};
        QByteArray line;
        QVERIFY(
            listEntry(entry, other, [&](const ListedMessage &message) { line = lineOf(message); }));
        QCOMPARE(line, "4F2A81C09D hold 1 2 <\"post master\"> {a@x|}"_ba);
    }

    void requeuedMessages()
    {
        QueueEntry entry{.queue = QueueName::Maildrop,
            .id = *QueueId::parse("4F2A81C09D"),
            .envelope = {.arrival = 1, .size = 2, .fileSize = 9, .sender = {}, .recipients = {}}};
        qint64 size = 0;
        const auto take = [&](const ListedMessage &message) { size = message.size; };
        QVERIFY(listEntry(entry, facts, take));
        QCOMPARE(size, 9);
        ScanFacts older = facts;
        older.mailVersion = "3.9.1";
        QVERIFY(!listEntry(entry, older, take));
        entry.queue = QueueName::Incoming;
        QVERIFY(listEntry(entry, older, take));
        QCOMPARE(size, 2);
    }

    void moreRecipientsThanPostfixRemembers()
    {
        ScanFacts small = facts;
        small.duplicateLimit = 2;
        QueueEntry entry{.id = *QueueId::parse("4F2A81C09D"),
            .envelope = {.arrival = 1, .size = 2, .sender = "a@x", .recipients = {"c@x"}}};
        const auto ignore = [](const ListedMessage &) { };
        entry.log = {{"a@x", "r"}};
        QVERIFY(listEntry(entry, small, ignore));
        entry.log.append(DeferredRecipient{"b@x", "r"});
        QVERIFY(!listEntry(entry, small, ignore));
        small.duplicateLimit = 0;
        QVERIFY(listEntry(entry, small, ignore));
    }
};

QTEST_GUILESS_MAIN(TestQueueEntry)
#include "tst_queueentry.moc"
