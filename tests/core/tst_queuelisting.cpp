// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuelisting.h"
#include "tests/core/captured.h"

#include <QTest>

#include <vector>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

/// What the views of a ListedMessage held.
struct Kept
{
    QByteArray id, sender;
    QueueName queue = QueueName::Deferred;
    qint64 arrival = 0, size = 0;
    bool forcedExpire = false;
    QList<std::pair<QByteArray, QByteArray>> recipients;

    bool operator==(const Kept &) const = default;
};

struct Listing
{
    std::vector<Kept> messages;
    qint64 badLines = 0;
    QByteArrayList samples;

    bool operator==(const Listing &) const = default;
};

Listing parse(QByteArrayView bytes, qsizetype chunk = 0)
{
    Listing listing;
    QueueListParser parser([&](const ListedMessage &message) {
        Kept kept{message.id.toByteArray(), message.sender.toByteArray(), message.queue,
            message.arrival, message.size, message.forcedExpire, {}};
        for (const ListedRecipient &recipient : message.recipients)
            kept.recipients.emplaceBack(
                recipient.address.toByteArray(), recipient.reason.toByteArray());
        listing.messages.push_back(std::move(kept));
    });
    if (chunk == 0)
        chunk = std::max<qsizetype>(bytes.size(), 1);
    for (qsizetype i = 0; i < bytes.size(); i += chunk) {
        // In a block of its own, so that sanitizers see a read beyond it.
        const QByteArray piece = bytes.sliced(i, std::min(chunk, bytes.size() - i)).toByteArray();
        parser.feed(piece);
    }
    parser.finish();
    listing.badLines = parser.badLineCount();
    listing.samples = parser.badLines();
    return listing;
}

/// A line of Postfix's own with one member replaced or added.
QByteArray lineWith(const QByteArray &key, const QByteArray &value)
{
    const QList<std::pair<QByteArray, QByteArray>> usual{{"queue_name", R"("deferred")"},
        {"queue_id", R"("A1B2C3D4E5")"}, {"arrival_time", "1795299176"}, {"message_size", "310"},
        {"forced_expire", "false"}, {"sender", R"("a@example.com")"},
        {"recipients", R"([{"address": "b@example.org", "delay_reason": "timed out"}])"}};
    QByteArrayList members;
    bool isKnown = false;
    for (const auto &[name, text] : usual) {
        const bool isMeant = name == key;
        isKnown = isKnown || isMeant;
        if (!isMeant || !value.isNull())
            members.append('"' + name + "\": " + (isMeant ? value : text));
    }
    if (!isKnown && !key.isEmpty())
        members.append('"' + key + "\": " + value);
    return '{' + members.join(", ") + "}\n";
}

const QByteArray goodLine = lineWith({}, {});

}

class TestQueueListing : public QObject
{
    Q_OBJECT

private slots:
    void buildsTheCommand()
    {
        QCOMPARE(listQueueCommand({"postfix-out"_ba, "/etc/postfix-out"_ba}).arguments,
            (QByteArrayList{"postqueue"_ba, "-c"_ba, "/etc/postfix-out"_ba, "-j"_ba}));
    }

    void readsRealListing()
    {
        const Listing listing = parse(captured("3.10/listing.json"));
        QCOMPARE(listing.badLines, 0);
        QCOMPARE(listing.messages.size(), 11u);
        const auto find = [&](QByteArrayView sender) {
            const auto found = std::ranges::find(listing.messages, sender, &Kept::sender);
            return found == listing.messages.end() ? Kept() : *found;
        };
        const Kept plain = find("a@example.com");
        QCOMPARE(toBytes(plain.queue), toBytes(QueueName::Deferred));
        QCOMPARE(plain.size, 310);
        QVERIFY(plain.arrival > 1'700'000'000);
        QVERIFY(plain.forcedExpire);
        QCOMPARE(plain.recipients.size(), 2);
        QCOMPARE(plain.recipients[0].first, "c@example.net"_ba);
        QCOMPARE(plain.recipients[0].second,
            "connect to 127.0.0.1[127.0.0.1]:26: Connection refused"_ba);
        QCOMPARE(find("").recipients, // the null sender
            (QList<std::pair<QByteArray, QByteArray>>{
                {"c@example.org", "connect to 127.0.0.1[127.0.0.1]:26: Connection refused"}}));
        QCOMPARE(toBytes(find("slow@example.com").queue), toBytes(QueueName::Active));
        QCOMPARE(find("slow@example.com").recipients,
            (QList<std::pair<QByteArray, QByteArray>>{{"b@slow.example", ""}}));
        QCOMPARE(toBytes(find("maildrop@example.com").queue), toBytes(QueueName::Maildrop));
        QCOMPARE(toBytes(find("caf?@example.com").queue), toBytes(QueueName::Hold));
        QCOMPARE(find("many@example.com").recipients.size(), 40);
        for (const char *sender :
            {"\"q\\\"b\\\\c\"@example.com", "пример@example.com", "caf?@example.com"})
            QVERIFY2(!find(sender).id.isEmpty(), sender);
    }

    void readsOtherVersions()
    {
        const Listing now = parse(captured("3.10/listing.json"));
        Listing older = parse(captured("3.4/listing.json"));
        QCOMPARE(older.badLines, 0);
        QCOMPARE(older.messages.size(), now.messages.size());
        for (size_t i = 0; i < now.messages.size(); ++i) {
            QVERIFY(!older.messages[i].forcedExpire);
            older.messages[i].forcedExpire = now.messages[i].forcedExpire;
        }
        QVERIFY(older == now);
        QVERIFY(parse(captured("3.11/listing.json")) == now);
        const Listing longIds = parse(captured("3.10/listing-long-ids.json"));
        QCOMPARE(longIds.messages.size(), 4u);
        QVERIFY(QueueId::parse(longIds.messages[0].id)->isLong());
    }

    void readsAnyChunks()
    {
        const QByteArray bytes = captured("3.10/listing.json") + "no JSON\n\n"
            + captured("3.10/listing-long-ids.json");
        const Listing whole = parse(bytes);
        QCOMPARE(whole.messages.size(), 15u);
        QCOMPARE(whole.badLines, 1);
        for (qsizetype chunk = 1; chunk < 300; ++chunk)
            QVERIFY(parse(bytes, chunk) == whole);
        for (qsizetype chunk = 300; chunk < bytes.size(); chunk += 97)
            QVERIFY(parse(bytes, chunk) == whole);
    }

    void neverTakesACutLine()
    {
        const QByteArray bytes = captured("3.10/listing.json");
        const Listing whole = parse(bytes);
        for (qsizetype size = 0; size < bytes.size(); ++size) {
            const Listing cut = parse(QByteArrayView(bytes).first(size));
            // A last line without its line break is complete when the bracket is there.
            const bool isWhole = size > 0 && (bytes[size - 1] == '\n' || bytes[size] == '\n');
            const qint64 lines = bytes.first(size).count('\n') + (bytes[size] == '\n' ? 1 : 0);
            QCOMPARE(qint64(cut.messages.size()), lines);
            QCOMPARE(cut.badLines, isWhole || size == 0 ? 0 : 1);
            QVERIFY(std::equal(cut.messages.begin(), cut.messages.end(), whole.messages.begin()));
        }
    }

    void survivesEveryByteAnywhere()
    {
        const QByteArray line = goodLine + goodLine;
        for (qsizetype i = 0; i < line.size(); ++i) {
            for (int byte = 0; byte < 256; ++byte) {
                QByteArray damaged = line;
                damaged[i] = char(byte);
                const Listing listing = parse(damaged, 1 + i % 64);
                QVERIFY(listing.messages.size() + size_t(listing.badLines) >= 1);
                QVERIFY(listing.messages.size() + size_t(listing.badLines) <= 3);
                // The other line is always read, unless the break between the two is gone.
                if (i != goodLine.size() - 1 && byte != '\n')
                    QVERIFY(!listing.messages.empty());
            }
        }
    }

    void keepsMessagesWithRawBytes_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("sender");
        QTest::newRow("bell") << "a\ab"_ba << "a?b"_ba;
        QTest::newRow("NUL") << "a\0b"_ba << "a?b"_ba;
        QTest::newRow("escape") << "\033[2Ja"_ba << "?[2Ja"_ba;
        QTest::newRow("tab") << "a\tb"_ba << "a?b"_ba;
        QTest::newRow("carriage return") << "a\rb"_ba << "a?b"_ba;
        QTest::newRow("Latin-1") << "caf\xe9@x"_ba << "caf?@x"_ba;
        QTest::newRow("overlong") << "\xc0\xaf"_ba << "??"_ba;
        QTest::newRow("surrogate") << "\xed\xa0\x80"_ba << "???"_ba;
        QTest::newRow("beyond Unicode") << "\xf4\x90\x80\x80"_ba << "????"_ba;
        QTest::newRow("alone") << "\x80"_ba << "?"_ba;
        QTest::newRow("cut") << "\xd0\xbf\xd0"_ba << "\xd0\xbf?"_ba;
        QTest::newRow("beside good ones") << "\xd0\xbf\x01\xf0\x9f\x93\xa7"_ba
                                          << "\xd0\xbf?\xf0\x9f\x93\xa7"_ba;
    }
    void keepsMessagesWithRawBytes()
    {
        QFETCH(QByteArray, raw);
        const Listing listing = parse(lineWith("sender", '"' + raw + '"'));
        QCOMPARE(listing.badLines, 0);
        QCOMPARE(listing.messages.size(), 1u);
        QTEST(listing.messages[0].sender, "sender");
    }

    void takesLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("usual") << goodLine;
        QTest::newRow("carriage return at the end") << goodLine.chopped(1) + "\r\n";
        QTest::newRow("blanks around") << "  " + goodLine.chopped(1) + " \t\n";
        QTest::newRow("no size") << lineWith("message_size", "0");
        QTest::newRow("no recipients left") << lineWith("recipients", "[]");
        QTest::newRow("no reason") << lineWith("recipients", R"([{"address": "b@example.org"}])");
        QTest::newRow("epoch") << lineWith("arrival_time", "0");
        QTest::newRow("the largest number") << lineWith("message_size", "9223372036854775807");
        QTest::newRow("unknown member") << lineWith("later", R"({"a": [1, null, {"b": 2.5e3}]})");
        QTest::newRow("deep unknown member")
            << lineWith("later", QByteArray(10'000, '[') + QByteArray(10'000, ']'));
        QTest::newRow("unknown member twice") << lineWith("later", R"(1, "later": 2)");
        QTest::newRow("member of a recipient") << lineWith(
            "recipients", R"([{"orig_address": "c@x", "address": "b@x", "more": {"a": []}}])");
        QTest::newRow("other order")
            << R"({"recipients": [], "sender": "a@x", "message_size": 1, "arrival_time": 2, )"
               R"("queue_id": "A1B2C3D4E5", "queue_name": "hold"})"
               "\n"_ba;
        QTest::newRow("escaped name") << lineWith("l\\u0061ter", "1");
    }
    void takesLines()
    {
        QFETCH(QByteArray, line);
        const Listing listing = parse(line);
        QCOMPARE(listing.samples, QByteArrayList());
        QCOMPARE(listing.messages.size(), 1u);
        QCOMPARE(listing.messages[0].id, "A1B2C3D4E5"_ba);
    }

    void countsBadLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("text") << "Mail queue is empty\n"_ba;
        QTest::newRow("warning") << "postqueue: warning: Mail system is down\n"_ba;
        QTest::newRow("bracket only") << "{\n"_ba;
        QTest::newRow("empty object") << "{}\n"_ba;
        QTest::newRow("motd") << "{Welcome to mx1}\n"_ba;
        QTest::newRow("array") << "[" + goodLine.chopped(1) + "]\n";
        QTest::newRow("string") << "\"x\"\n"_ba;
        QTest::newRow("two on a line") << goodLine.chopped(1) + goodLine;
        QTest::newRow("something behind") << goodLine.chopped(1) + " x\n";
        QTest::newRow("bracket behind") << goodLine.chopped(1) + "}\n";
        QTest::newRow("ID in lower case") << lineWith("queue_id", R"("a1b2c3d4e5")");
        QTest::newRow("ID is ALL") << lineWith("queue_id", R"("ALL")");
        QTest::newRow("ID is a number") << lineWith("queue_id", "12345678");
        QTest::newRow("ID twice") << lineWith("later", R"(1, "queue_id": "A1B2C3D4E6")");
        QTest::newRow("ID twice, by escapes")
            << lineWith("later", R"(1, "queue\u005fid": "A1B2C3D4E6")");
        QTest::newRow("flag twice, by escapes")
            << lineWith("later", R"(1, "force\u0064_expire": false)");
        QTest::newRow("sender twice") << lineWith("later", R"(1, "sender": "b@x")");
        QTest::newRow("recipients twice") << lineWith("later", R"(1, "recipients": [])");
        QTest::newRow("address twice")
            << lineWith("recipients", R"([{"address": "a@x", "address": "b@x"}])");
        QTest::newRow("no address") << lineWith("recipients", R"([{"delay_reason": "x"}])");
        QTest::newRow("address is a number") << lineWith("recipients", R"([{"address": 1}])");
        QTest::newRow("recipient is a string") << lineWith("recipients", R"(["b@x"])");
        QTest::newRow("recipients are an object") << lineWith("recipients", "{}");
        QTest::newRow("unknown queue") << lineWith("queue_name", R"("nowhere")");
        QTest::newRow("arrival below 0") << lineWith("arrival_time", "-1");
        QTest::newRow("arrival too large") << lineWith("arrival_time", "9223372036854775808");
        QTest::newRow("arrival as fraction") << lineWith("arrival_time", "1.5");
        QTest::newRow("arrival as power") << lineWith("arrival_time", "1e400");
        QTest::newRow("arrival as string") << lineWith("arrival_time", R"("1795299176")");
        QTest::newRow("arrival null") << lineWith("arrival_time", "null");
        QTest::newRow("arrival NaN") << lineWith("arrival_time", "NaN");
        QTest::newRow("size below 0") << lineWith("message_size", "-1");
        QTest::newRow("flag as number") << lineWith("forced_expire", "1");
        QTest::newRow("sender null") << lineWith("sender", "null");
        for (const char *name :
            {"queue_name", "queue_id", "arrival_time", "message_size", "sender", "recipients"})
            QTest::addRow("without %s", name) << lineWith(name, QByteArray());
        QTest::newRow("deep") << QByteArray(10'000, '[') + '\n';
        QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(5'000) + '\n';
        QTest::newRow("raw NUL line") << QByteArray(100, '\0') + '\n';
        QTest::newRow("raw high line") << QByteArray(100, '\xff') + '\n';
    }
    void countsBadLines()
    {
        QFETCH(QByteArray, line);
        // And never at the cost of the lines around.
        const Listing listing = parse(goodLine + line + goodLine);
        QCOMPARE(listing.badLines, 1);
        QCOMPARE(listing.messages.size(), 2u);
        QCOMPARE(listing.samples,
            QByteArrayList{line.chopped(1).first(std::min<qsizetype>(line.size() - 1, 1000))});
    }

    void ignoresBlankLines()
    {
        const Listing listing = parse("\n \n\r\n\t\n" + goodLine + "\n\n");
        QCOMPARE(listing.messages.size(), 1u);
        QCOMPARE(listing.badLines, 0);
        QCOMPARE(parse("").badLines, 0);
    }

    void unescapes()
    {
        const Listing listing = parse(lineWith("sender",
            "\"\\\"a\\\\\\/\\b\\f\\n\\r\\tb\\u007F\\u00e9\\ud83d\\ude00\\ud800\\u0000z\""));
        QCOMPARE(listing.badLines, 0);
        QCOMPARE(listing.messages[0].sender, "\"a\\/\b\f\n\r\tb\x7f\u00e9\U0001f600\ufffd\0z"_ba);
    }

    void takesLongLines()
    {
        QByteArrayList recipients;
        for (int i = 0; i < 10'000; ++i)
            recipients.append("{\"address\": \"r" + QByteArray::number(i) + "@example.org\"}");
        const QByteArray many = lineWith("recipients", '[' + recipients.join(", ") + ']');
        const QByteArray wide = lineWith("sender", '"' + QByteArray(1 << 20, 'x') + '"');
        for (const qsizetype chunk : {0, 1000, 65536}) {
            const Listing listing = parse(goodLine + many + wide + goodLine, chunk);
            QCOMPARE(listing.badLines, 0);
            QCOMPARE(listing.messages.size(), 4u);
            QCOMPARE(listing.messages[1].recipients.size(), 10'000);
            QCOMPARE(listing.messages[1].recipients.last().first, "r9999@example.org"_ba);
            QCOMPARE(listing.messages[2].sender.size(), 1 << 20);
        }
    }

    void givesUpTooLongLines()
    {
        qint64 messages = 0;
        QueueListParser parser([&](const ListedMessage &) { ++messages; });
        const QByteArray block(4 << 20, 'x');
        parser.feed(goodLine);
        for (qint64 fed = 0; fed <= QueueListParser::longestLine; fed += block.size())
            parser.feed(block);
        parser.feed(block);
        parser.feed("end\n" + goodLine);
        parser.finish();
        QCOMPARE(messages, 2);
        QCOMPARE(parser.badLineCount(), 1);
        QCOMPARE(parser.badLines().size(), 1);
        QCOMPARE(parser.badLines().first().size(), 1000);
    }

    void keepsFewBadLines()
    {
        const Listing listing = parse(QByteArray("x\n").repeated(1000));
        QCOMPARE(listing.badLines, 1000);
        QCOMPARE(listing.samples.size(), QueueListParser::keptBadLines);
    }

    void explainsExits_data()
    {
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("down") << 69 << captured("3.10/postqueue-down.stderr") << ErrorKind::NotFound
                              << u"not running"_s;
        QTest::newRow("not authorized") << 69 << captured("3.10/postqueue-notauthorized.stderr")
                                        << ErrorKind::Permission << u"authorized_mailq_users"_s;
        QTest::newRow("no main.cf") << 69 << captured("3.10/postqueue-noconf.stderr")
                                    << ErrorKind::Io << u"postfix check"_s;
        QTest::newRow("by number") << 77 << ""_ba << ErrorKind::Permission << u"may not"_s;
        QTest::newRow("software") << 70 << ""_ba << ErrorKind::Parse << u"internal error"_s;
        QTest::newRow("showq broke")
            << 69 << "postqueue: fatal: malformed showq server response\n"_ba << ErrorKind::Parse
            << u"internal error"_s;
        QTest::newRow("I/O") << 74 << ""_ba << ErrorKind::Io << u"could not write"_s;
        QTest::newRow("too old") << 64 << ""_ba << ErrorKind::NotFound << u"3.1"_s;
        QTest::newRow("not executable")
            << 126 << ""_ba << ErrorKind::Permission << u"may not run"_s;
        QTest::newRow("no Postfix") << 127 << ""_ba << ErrorKind::NotFound << u"not found"_s;
        QTest::newRow("unknown") << 42 << "words"_ba << ErrorKind::Parse << u"42"_s;
        QTest::newRow("signal") << -1 << ""_ba << ErrorKind::Parse << u"-1"_s;
    }
    void explainsExits()
    {
        QFETCH(int, exitCode);
        QFETCH(QByteArray, errors);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, words);
        const auto result = checkListingExit(exitCode, errors);
        QVERIFY(!result);
        QCOMPARE(result.error().kind, kind);
        QCOMPARE(result.error().detail, errors);
        QVERIFY2(result.error().message.contains(words), qPrintable(result.error().message));
    }

    void acceptsExitZero()
    {
        QVERIFY(checkListingExit(0, captured("3.10/postqueue-down-root.stderr")));
    }
};

QTEST_GUILESS_MAIN(TestQueueListing)
#include "tst_queuelisting.moc"
