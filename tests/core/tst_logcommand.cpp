// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/journalentry.h"
#include "core/logs/logsource.h"
#include "core/postfix/journalcommand.h"
#include "core/postfix/logcommand.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray heard(const QByteArray &bytes, qsizetype piece)
{
    QByteArray all;
    LogFollowParser parser(
        "n0nce", [&](QByteArrayView data) { all += data; },
        [&](const LogFollowParser::Control &control) {
            all += '[' + QByteArray::number(int(control.word)) + ' '
                + QByteArray::number(control.number) + ' ' + QByteArray::number(control.modified)
                + ']';
        });
    for (qsizetype i = 0; i < bytes.size(); i += piece)
        parser.feed(QByteArrayView(bytes).sliced(i, std::min(piece, bytes.size() - i)));
    return all;
}

QByteArrayList paths(const QByteArray &listing)
{
    QByteArrayList found;
    const auto files = parseLogListing("/var/log/mail.log", listing);
    for (const LogFileEntry &entry : *files)
        found += entry.path;
    return found;
}

QByteArray entry(const char *id, const char *time, const QByteArray &name)
{
    return "81a4 "_ba + id + " 10 1795371008 2026-11-28 " + time + " +0000 " + name + '\n';
}

}

class TstLogCommand : public QObject
{
    Q_OBJECT

private slots:
    void wordsAreSafe()
    {
        const QByteArray path = "/var/log/mail.log";
        for (const CommandLine &command : {listLogsCommand(path), readLogCommand({path, "1:2"}),
                 followLogCommand(path, path, "1:2", 5), readJournalCommand({}, true),
                 followJournalCommand({"s=1;i=2"_ba, {}}), lastJournalEntryCommand()}) {
            for (QByteArray word : command.arguments)
                QVERIFY2(isSafeWord(word.replace("child=$!", "")), word.constData());
        }
    }

    void listsInOrder_data()
    {
        QTest::addColumn<QByteArray>("listing");
        QTest::addColumn<QByteArrayList>("expected");
        const QByteArray log = "/var/log/mail.log";
        const QByteArray now = entry("1:9", "12:00:00.0", log);
        QTest::newRow("numbers, whatever the times say") << now
                + entry("1:1", "11:00:00.0", log + ".10.gz")
                + entry("1:2", "10:00:00.0", log + ".2") + entry("1:3", "09:00:00.0", log + ".1")
                + "end\n" << QByteArrayList{log + ".10.gz", log + ".2", log + ".1", log};
        QTest::newRow("dates") << now + entry("1:1", "11:00:00.5", log + "-20261128")
                + entry("1:2", "11:00:00.4", log + "-20261127.gz")
                + "end\n" << QByteArrayList{log + "-20261127.gz", log + "-20261128", log};
        QTest::newRow("while it is packed, and seen twice") << now
                + entry("1:1", "11:00:00.0", log + ".1") + entry("1:2", "11:00:00.0", log + ".1.gz")
                + entry("1:1", "11:00:00.0", log + ".2")
                + "end\n" << QByteArrayList{log + ".1", log};
        QTest::newRow("no files of the log's") << now + entry("1:1", "11:00:00.0", "/etc/passwd")
                + "41ed 1:5 10 1795371008 2026-11-28 11:00:00 +0000 " + log + ".d\n" + "rubbish\n"
                + "end\n" << QByteArrayList{log};
        QTest::newRow("none") << "end\n"_ba << QByteArrayList();
    }

    void listsInOrder()
    {
        QFETCH(const QByteArray, listing);
        QFETCH(const QByteArrayList, expected);
        QCOMPARE(paths(listing), expected);
    }

    void refusesHalfAListing()
    {
        const auto kind = [](const char *bytes) {
            return parseLogListing("/var/log/mail.log", bytes).error().kind;
        };
        QCOMPARE(kind(""), ErrorKind::Parse);
        QCOMPARE(kind("unsupported\n"), ErrorKind::NotFound);
    }

    void tellsDataFromControls()
    {
        const QByteArray stream = "before\n\nn0nce open 5 77;\n"
                                  "one\n\n\nn0nce two\n\nn0nce data 40 78;\n"
                                  "\nn0nce wait 40 78;\n\nn0nce strange;\nrest";
        // "\nn0nce two" in the data looks like a control, which no log can know how to write.
        const QByteArray expected = heard(stream, stream.size());
        QVERIFY(expected.startsWith("before\n[0 5 77]one\n\n"));
        QVERIFY(expected.endsWith("[2 40 78][7 0 0]rest"));
        for (qsizetype piece = 1; piece < 40; ++piece)
            QCOMPARE(heard(stream, piece), expected);
    }

    void handsOverWhatIsNoMark()
    {
        for (qsizetype piece = 1; piece < 9; ++piece)
            QCOMPARE(heard("a\nn0nc\nn0nceb\n\n\nn0", piece).first(15), "a\nn0nc\nn0nceb\n\n");
    }

    void readsJournalEntries()
    {
        JournalEntryReader reader;
        QVERIFY(reader.read(R"({"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1795371008000042",)"
                            R"("_HOSTNAME":"mx1","SYSLOG_IDENTIFIER":"postfix/smtpd",)"
                            R"("SYSLOG_PID":"77","_PID":"78","MESSAGE":"connect from \u00fc"})"));
        QCOMPARE(reader.frame().raw.toByteArray(),
            "2026-11-22T18:10:08.000042+00:00 mx1 postfix/smtpd[77]: connect from \xc3\xbc");
        QCOMPARE(reader.frame().time, 1'795'371'008'000'042);
        QCOMPARE(reader.frame().pid, 77u);
        QCOMPARE(reader.frame().program.toByteArray(), "postfix/smtpd");
        QCOMPARE(reader.frame().message.toByteArray(), "connect from \xc3\xbc");
        QCOMPARE(reader.cursor().toByteArray(), "s=1;i=2");
        QCOMPARE(reader.dropped(), 0);
    }

    void readsBytesAndSeveralValues()
    {
        JournalEntryReader reader;
        QVERIFY(reader.read(R"({"__REALTIME_TIMESTAMP":"1","MESSAGE":[104,228,10,105]})"));
        QCOMPARE(reader.frame().message.toByteArray(), "h\xe4 i");
        QVERIFY(reader.read(R"({"__REALTIME_TIMESTAMP":"1","MESSAGE":["one","two"]})"));
        QCOMPARE(reader.frame().message.toByteArray(), "one");
        QVERIFY(reader.read(R"({"__REALTIME_TIMESTAMP":"1","MESSAGE":null,"_PID":"5"})"));
        QVERIFY(reader.frame().message.isEmpty());
        QCOMPARE(reader.frame().pid, 5u);
    }

    void knowsWhatJournaldLeftOut()
    {
        JournalEntryReader reader;
        QVERIFY(reader.read("{\"__REALTIME_TIMESTAMP\":\"1\",\"N_DROPPED\":\"12\",\"MESSAGE_ID\":\""
            + journalDroppedId.toByteArray() + "\"}"));
        QCOMPARE(reader.dropped(), 12);
    }

    void refusesWhatIsNoEntry_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const char *line : {"", "{", "[]", "-- Reboot --", "{\"MESSAGE\":\"no time\"}",
                 "{\"__REALTIME_TIMESTAMP\":\"x\"}", "{\"__REALTIME_TIMESTAMP\":\"-5\"}",
                 "{\"__REALTIME_TIMESTAMP\":\"9999999999999999999\"}",
                 "{\"__REALTIME_TIMESTAMP\":\"1\"} {}",
                 "{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":[1 2]}",
                 "{\"__REALTIME_TIMESTAMP\":\"1\",\"MESSAGE\":[1"})
            QTest::addRow("%s", line) << QByteArray(line);
        QTest::newRow("deep") << "{\"MESSAGE\":" + QByteArray(100'000, '[');
    }

    void refusesWhatIsNoEntry()
    {
        QFETCH(const QByteArray, line);
        QVERIFY(!JournalEntryReader().read(line));
    }

    void choosesSources()
    {
        HostFacts facts;
        facts.clock = 1'000'000;
        facts.logs = {{"/var/log/mail.log", true, 999'000}, {"/var/log/postfix.log", true, 5}};
        facts.canReadJournal = true;
        const LogSource journal{LogSource::Kind::Journal};
        const LogSource syslog{LogSource::Kind::File, "/var/log/mail.log"};
        const LogSource own{LogSource::Kind::File, "/var/log/postfix.log"};
        QCOMPARE(logSources(facts), (QList{syslog, own}));
        facts.logs[0].modified = 100; // rsyslog was removed
        QCOMPARE(logSources(facts), (QList{own, journal}));
        facts.canReadJournal = false;
        QCOMPARE(logSources(facts), (QList{syslog, own}));
        facts.logs[0].isReadable = facts.logs[1].isReadable = false;
        QVERIFY(logSources(facts).isEmpty());
        QVERIFY(whyNoLogs(facts).contains(u"/var/log/mail.log"_s));
    }

    void knowsTheZone()
    {
        HostFacts facts;
        facts.clock = 1'795'371'008; // in winter
        QCOMPARE(logTimeZone(facts), QTimeZone::utc());
        facts.timeZone = "Europe/Berlin";
        facts.utcOffset = 3600;
        QCOMPARE(logTimeZone(facts), QTimeZone("Europe/Berlin"));
        facts.utcOffset = 7200; // its clock says something else than the name
        QCOMPARE(logTimeZone(facts).offsetFromUtc(QDateTime::currentDateTime()), 7200);
        facts.timeZone = "../../etc/passwd";
        facts.utcOffset = -12'600;
        QCOMPARE(logTimeZone(facts).offsetFromUtc(QDateTime::currentDateTime()), -12'600);
    }
};

QTEST_GUILESS_MAIN(TstLogCommand)
#include "tst_logcommand.moc"
