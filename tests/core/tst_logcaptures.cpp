// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Every line that real Postfix logged in the lab (tests/data/logs has where they are from).

#include "core/logs/logjson.h"
#include "core/logs/logparser.h"

#include "tests/core/loglines.h"

#include <QDateTime>
#include <QTest>

#include <functional>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

const QStringList versions{u"3.7"_s, u"3.10"_s};

LogParser parserOfLab()
{
    return LogParser(LogClock(QTimeZone::utc(), 1'795'900'000)); // 28 November 2026
}

/// postlog(1) says what its user wants.
bool isAnyonesText(const LogEvent &event)
{
    return event.line.daemonName == "postlog";
}

void forEachEvent(const QString &file, const std::function<void(const LogEvent &)> &take)
{
    LogParser parser = parserOfLab();
    for (const QByteArray &line : logLines(file))
        take(parser.parse(line));
}

void eachFile()
{
    QTest::addColumn<QString>("file");
    for (const QString &version : versions)
        for (const char *name : {"mx1.log", "mx2.log", "postlogd.log", "traditional.log"}) {
            const QString file = version + u'/' + QLatin1StringView(name);
            QTest::newRow(qPrintable(file)) << file;
        }
}

/// The first line of each kind in kinds.txt.
QByteArrayList samples(const QString &version)
{
    QByteArrayList lines;
    bool isFirst = false;
    for (const QByteArray &line : logLines(version + u"/kinds.txt"_s)) {
        if (line.startsWith("== ")) {
            isFirst = line != "== rest";
        } else if (isFirst) {
            lines.append(line);
            isFirst = false;
        }
    }
    return lines;
}

}

class TestLogCaptures : public QObject
{
    Q_OBJECT

private slots:
    void isAllUnderstood_data() { eachFile(); }
    void isAllUnderstood()
    {
        QFETCH(QString, file);
        int lines = 0;
        forEachEvent(file, [&](const LogEvent &event) {
            ++lines;
            QVERIFY2(event.line.isPostfix() && event.line.time > 0 && event.line.pid > 0,
                event.line.raw.toByteArray().constData());
            QVERIFY2(event.kind > LogEventKind::Unparsed || isAnyonesText(event),
                event.line.raw.toByteArray().constData());
        });
        QVERIFY(lines >= 90);
    }

    /// The instance's and the service's names, and dates that follow each other.
    void hasFrames_data() { eachFile(); }
    void hasFrames()
    {
        QFETCH(QString, file);
        qint64 last = 0;
        forEachEvent(file, [&](const LogEvent &event) {
            const LogLine &line = event.line;
            QVERIFY(line.instance == "postfix" || line.instance == "postfix-out");
            QVERIFY(line.service.isEmpty() || line.service == "relay"
                || line.service == "submission" || line.service == "submissions");
            QByteArray program = line.instance.toByteArray() + '/';
            if (!line.service.isEmpty())
                program += line.service.toByteArray() + '/';
            QCOMPARE(line.program.toByteArray(), program + line.daemonName.toByteArray());
            QVERIFY(line.time >= last - 2'000'000);
            last = line.time;
        });
        const QDateTime end = QDateTime::fromMSecsSinceEpoch(last / 1000, QTimeZone::utc());
        QCOMPARE(end.date(), QDate(2026, 11, 28));
    }

    void hasEachKind_data()
    {
        QTest::addColumn<QString>("version");
        for (const QString &version : versions)
            QTest::newRow(qPrintable(version)) << version;
    }
    void hasEachKind()
    {
        QFETCH(QString, version);
        std::array<int, logEventKindCount> seen = {};
        forEachEvent(
            version + u"/mx1.log"_s, [&](const LogEvent &event) { ++seen[size_t(event.kind)]; });
        for (size_t i = size_t(LogEventKind::Unparsed) + 1; i < logEventKindCount; ++i)
            QVERIFY2(seen[i] > 0, nameOf(LogEventKind(i)).data());
    }

    /// rsyslog wrote the same lines with both kinds of stamps.
    void stampsMakeNoDifference_data() { hasEachKind_data(); }
    void stampsMakeNoDifference()
    {
        QFETCH(QString, version);
        const QByteArrayList full = logLines(version + u"/mx1.log"_s);
        const QByteArrayList traditional = logLines(version + u"/traditional.log"_s);
        LogParser fullParser = parserOfLab();
        LogParser traditionalParser = parserOfLab();
        for (qsizetype i = 0; i < traditional.size(); ++i) {
            const LogEvent &one = fullParser.parse(full[i]);
            const LogEvent &other = traditionalParser.parse(traditional[i]);
            QCOMPARE(describe(other), describe(one));
            QCOMPARE(other.line.time, one.line.time / 1'000'000 * 1'000'000);
            QCOMPARE(other.line.message.toByteArray(), one.line.message.toByteArray());
        }
    }

    /// kinds.jsonl has what "log parse --json" prints of the first line of each kind of line that
    /// the lab knows of.
    void becomesJson()
    {
        const QByteArrayList lines = samples(u"3.10"_s);
        const QByteArrayList expected = logLines(u"3.10/kinds.jsonl"_s);
        QVERIFY(lines.size() >= 150);
        QCOMPARE(expected.size(), lines.size());
        for (qsizetype i = 0; i < lines.size(); ++i) {
            LogParser parser = parserOfLab();
            QByteArray json;
            appendJson(json, parser.parse(lines[i]));
            QCOMPARE(json, expected[i] + '\n');
        }
    }

    /// A tag decides, and any syslog_name may stand before a daemon's name.
    void knowsOtherPrograms()
    {
        for (const QByteArray &line : logLines(u"foreign.log"_s)) {
            LogParser parser = parserOfLab();
            const LogEvent &event = parser.parse(line);
            QCOMPARE(event.line.isPostfix(), line.contains(" mypostfix/smtpd["));
            QVERIFY(event.kind == LogEventKind::Foreign || event.kind == LogEventKind::Unparsed);
            QVERIFY(!event.line.message.isEmpty() && event.line.time > 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestLogCaptures)
#include "tst_logcaptures.moc"
