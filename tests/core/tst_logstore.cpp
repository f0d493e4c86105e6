// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logstore.h"
#include "tests/core/madelogs.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr LogSegmentSize smallSegment{.rows = 100, .text = 32 << 10};

QByteArray numbered(int number)
{
    return "mx1 postfix/qmgr[1]: 4F2A81C09D: line " + QByteArray::number(number) + ' '
        + QByteArray(number % 90, 'x');
}

QByteArray stamped(int number)
{
    return logStampOf(made::logStart + number) + ' ' + numbered(number);
}

void fill(LogStore &store, int begin, int end)
{
    made::LogFiller filler(store);
    for (int i = begin; i < end; ++i)
        filler.line(stamped(i));
}

}

class TestLogStore : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatALineSays()
    {
        LogStore store;
        made::LogFiller filler(store);
        const QByteArray line = "2026-11-28T11:20:27.5+01:00 mx1 postfix-out/submission/smtpd[77]: "
                                "4F2A81C09D: client=mail.example[192.0.2.1]";
        filler.line(line);
        filler.line("no stamp at all");
        LogReader reader(store.rows());
        QCOMPARE(reader.rows().end(), 2u);
        QCOMPARE(reader.text(0), line);
        QCOMPARE(reader.tag(0), "postfix-out/submission/smtpd");
        QCOMPARE(reader.message(0), "4F2A81C09D: client=mail.example[192.0.2.1]");
        QCOMPARE(reader.queueId(0), "4F2A81C09D");
        QCOMPARE(reader.record(0).daemon, LogDaemon::Smtpd);
        QCOMPARE(reader.record(0).kind, LogEventKind::Client);
        LogParser parser;
        const LogEvent &event = reader.event(0, parser);
        QCOMPARE(event.value(LogField::ClientAddress), "192.0.2.1");
        QCOMPARE(event.line.host, "mx1");
        QCOMPARE(event.line.pid, 77u);
        QCOMPARE(event.line.instance, "postfix-out");
        QCOMPARE(event.line.time, *logTimeOf(u"2026-11-28T10:20:27.500Z"_s));
        QCOMPARE(reader.record(0).time, event.line.time);
        // A line without a time stands behind the one before.
        QCOMPARE(reader.record(1).time, reader.record(0).time);
        QVERIFY(reader.record(1).flags & LogRecord::NoTime);
        QCOMPARE(reader.text(1), "no stamp at all");
        QCOMPARE(store.rows().tally().daemons[size_t(LogDaemon::Smtpd)], 1);
        QCOMPARE(store.rows().lineCount(), 2);
    }

    /// Its frame comes apart from the text, and the line is what syslog would have written.
    void aJournalsEntryBecomesALine()
    {
        LogStore store;
        LogParser parser;
        LogLine frame;
        frame.time = made::logStart;
        frame.host = "mx1";
        frame.program = "postfix/smtp";
        frame.pid = 5;
        frame.message = "4F2A81C09D: to=<a@b.example>, relay=none, delay=1, delays=1/0/0/0, "
                        "dsn=4.4.1, status=deferred (timed out)";
        store.take(parser.parse(frame));
        LogReader reader(store.rows());
        QCOMPARE(reader.text(0),
            QByteArray(logStampOf(made::logStart)
                + " mx1 postfix/smtp[5]: " + frame.message.toByteArray()));
        QCOMPARE(reader.tag(0), "postfix/smtp");
        QCOMPARE(reader.queueId(0), "4F2A81C09D");
        QCOMPARE(reader.message(0), frame.message);
        QCOMPARE(reader.record(0).status, LogStatus::Deferred);
        LogParser again;
        QCOMPARE(reader.event(0, again).value(LogField::To), "a@b.example");
    }

    /// What is understood of a line that was read back is what was understood of it at first.
    void whatPostfixWroteIsUnderstoodAgain()
    {
        LogStore store({.segment = smallSegment});
        made::LogFiller filler(store);
        LogParser first, again;
        QByteArrayList lines;
        QDirIterator files(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs"), QDir::Files,
            QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (!file.fileName().endsWith(u".log"_s) && !file.fileName().endsWith(u".txt"_s))
                continue;
            QVERIFY(file.open(QIODevice::ReadOnly));
            lines += file.readAll().split('\n');
        }
        QVERIFY(lines.size() > 500);
        for (const QByteArray &line : std::as_const(lines))
            filler.line(line);
        LogReader reader(store.rows());
        int known = 0;
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const LogEvent &before = first.parse(lines[i]);
            const LogEvent &after = reader.event(quint64(i), again);
            QCOMPARE(reader.text(quint64(i)), lines[i]);
            QCOMPARE(after.kind, before.kind);
            QCOMPARE(after.severity, before.severity);
            QCOMPARE(after.queueId, before.queueId);
            QCOMPARE(reader.queueId(quint64(i)), before.queueId);
            known += before.line.isPostfix() ? 1 : 0;
            before.forEachField(
                [&](LogField field, QByteArrayView value) { QCOMPARE(after.value(field), value); });
        }
        QVERIFY(known > 500);
    }

    void aLongLineIsCut()
    {
        LogStore store;
        made::LogFiller filler(store);
        filler.lineAt(made::logStart, "mx1 postfix/smtpd[1]: warning: " + QByteArray(100'000, 'x'));
        filler.line(QByteArray());
        LogReader reader(store.rows());
        QCOMPARE(reader.text(0).size(), LogStore::longestLine);
        QVERIFY(reader.record(0).flags & LogRecord::Cut);
        QCOMPARE(reader.text(1).size(), 0);
    }

    void oldLinesStayReadableFromTheDisk()
    {
        const QTemporaryDir directory;
        LogStore store({.directory = directory.path(), .segment = smallSegment});
        constexpr int count = 1050;
        fill(store, 0, count);
        LogReader reader(store.rows());
        QCOMPARE(reader.rows().end(), quint64(count));
        QVERIFY(reader.rows().spilledBytes() > 0);
        QCOMPARE(store.trouble(), QString());
        // The file has no name, so that nobody finds it, now or after a crash.
        QCOMPARE(QDir(directory.path())
                     .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)
                     .size(),
            0);
        for (int step : {1, 37}) {
            for (int i = 0; i < count; i += step)
                QCOMPARE(reader.text(quint64(i)), stamped(i));
        }
        for (int i = count - 1; i >= 0; i -= 13)
            QCOMPARE(reader.text(quint64(i)), stamped(i));
    }

    void theOldestGoVisibly()
    {
        LogStore store({.mostBytes = 48 << 10, .segment = smallSegment});
        fill(store, 0, 300);
        const LogRows before = store.rows();
        QCOMPARE(before.dropped(), 0u);
        fill(store, 300, 2000);
        const LogRows after = store.rows();
        QVERIFY(after.dropped() > 300);
        QCOMPARE(after.dropped() % smallSegment.rows, 0u);
        QCOMPARE(after.begin(), after.dropped() - 1);
        QCOMPARE(after.lineCount(), qint64(after.end() - after.dropped()));
        QVERIFY(after.spilledBytes() > 0 && after.spilledBytes() <= 48 << 10);
        LogReader reader(after);
        QVERIFY(reader.record(after.begin()).isGap());
        QCOMPARE(reader.record(after.begin()).time, reader.record(after.dropped()).time);
        QVERIFY(reader.text(after.begin()).contains("dropped"));
        QCOMPARE(reader.text(after.dropped()), stamped(int(after.dropped())));
        // Who held the old rows still reads them.
        LogReader old(before);
        for (int i = 0; i < 300; ++i)
            QCOMPARE(old.text(quint64(i)), stamped(i));
    }

    /// Where the disk takes nothing, less is kept, and why is said.
    void withoutADisk()
    {
        LogStore store({.directory = u"/proc/nowhere"_s, .segment = smallSegment});
        fill(store, 0, 5000);
        QVERIFY(!store.trouble().isEmpty());
        LogReader reader(store.rows());
        QCOMPARE(reader.rows().end(), 5000u);
        QVERIFY(reader.rows().dropped() > 0);
        QVERIFY(reader.rows().end() - reader.rows().dropped() <= 6 * smallSegment.rows);
        for (quint64 row = reader.rows().dropped(); row < 5000; ++row)
            QCOMPARE(reader.text(row), stamped(int(row)));
    }

    void gapsAreRows()
    {
        LogStore store;
        fill(store, 0, 1);
        store.gap({.after = made::logStart, .why = u"The log was rotated away."_s});
        fill(store, 1, 2);
        LogReader reader(store.rows());
        QVERIFY(reader.record(1).isGap());
        QCOMPARE(reader.text(1), "The log was rotated away.");
        QCOMPARE(reader.rows().lineCount(), 2);
        LogParser parser;
        QCOMPARE(reader.event(1, parser).kind, LogEventKind::NoLine);
        QVERIFY(reader.event(2, parser).line.isPostfix());
    }

    /// Everything that a reader was told of is there, while segments fill, spill and go.
    void readersNeedNotWait()
    {
        LogStore store({.mostBytes = 160 << 10, .segment = smallSegment});
        constexpr int count = 30'000;
        std::atomic<bool> isOver = false;
        std::atomic<int> wrong = 0;
        std::atomic<quint64> seen = 0;
        std::jthread readers([&] {
            quint64 last = 0;
            while (!isOver || last < quint64(count)) {
                LogReader reader(store.rows());
                const LogRows &rows = reader.rows();
                wrong += rows.end() < last ? 1 : 0;
                last = rows.end();
                for (quint64 row = rows.dropped(); row < rows.end(); row += 17)
                    wrong += reader.text(row) != stamped(int(row)) ? 1 : 0;
                seen += rows.end() - rows.dropped();
            }
        });
        fill(store, 0, count);
        isOver = true;
        readers.join();
        QCOMPARE(wrong.load(), 0);
        QVERIFY(seen > 0);
    }
};

QTEST_GUILESS_MAIN(TestLogStore)
#include "tst_logstore.moc"
