// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// "spoolscopectl log parse": files, packed or not, and standard input.

#include "tests/core/loglines.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

const QString data = QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs/");

struct Run
{
    QByteArray out, err;
    int exitCode = -1;
};

Run run(const QStringList &arguments, const QByteArray &input = {})
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"TZ"_s, u"UTC"_s);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SPOOLSCOPECTL), QStringList{u"log"_s} + arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        qFatal("spoolscopectl does not end");
    return {process.readAllStandardOutput(), process.readAllStandardError(), process.exitCode()};
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    return file.readAll();
}

QString packed(const QString &path, const QTemporaryDir &directory)
{
    const QString name = directory.filePath(u"mail.log.gz"_s);
    QProcess gzip;
    gzip.setStandardInputFile(path);
    gzip.setStandardOutputFile(name);
    gzip.start(u"gzip"_s, {u"-c"_s});
    if (!gzip.waitForFinished() || gzip.exitCode() != 0)
        qFatal("gzip failed");
    return name;
}

}

class TestLogParseCommand : public QObject
{
    Q_OBJECT

private slots:
    void printsAnObjectALine()
    {
        const QString file = data + u"3.10/mx2.log"_s;
        const Run parsed = run({u"parse"_s, file, u"--json"_s});
        QCOMPARE(parsed.exitCode, 0);
        QCOMPARE(parsed.out.count('\n'), bytesOf(file).count('\n'));
        for (const QByteArray &line : parsed.out.trimmed().split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            for (const char *member : {"time", "host", "instance", "daemon", "event", "fields"})
                QVERIFY2(event.contains(QLatin1StringView(member)), line.constData());
            QVERIFY(event["event"_L1] != "unparsed"_L1);
        }
    }

    void readsEachKindOfInput()
    {
        const QString file = data + u"3.10/mx2.log"_s;
        const QTemporaryDir directory;
        const QByteArray expected = run({u"parse"_s, file, u"--json"_s}).out;
        QCOMPARE(run({u"parse"_s, packed(file, directory), u"--json"_s}).out, expected);
        const QByteArray bytes = bytesOf(file);
        QCOMPARE(run({u"parse"_s, u"-"_s, u"--json"_s}, bytes).out, expected);
        QCOMPARE(run({u"parse"_s, u"--json"_s}, bytes).out, expected);
        QCOMPARE(run({u"parse"_s, u"--json"_s}, bytes.chopped(1)).out, expected); // no last end
    }

    void readsSeveralFilesInTheirOrder()
    {
        const QTemporaryDir directory;
        const QString older = directory.filePath(u"mail.log.1"_s);
        const QString newer = directory.filePath(u"mail.log"_s);
        const QByteArray lines[] = {"Nov 27 10:00:00 mx1 postfix/qmgr[1]: 4F2A81C09D: removed\n",
            "Nov 28 10:00:00 mx1 postfix/qmgr[1]: 5F2A81C09D: removed\n"};
        const QDateTime times[] = {QDateTime(QDate(2025, 11, 27), QTime(12, 0), QTimeZone::utc()),
            QDateTime(QDate(2025, 11, 28), QTime(12, 0), QTimeZone::utc())};
        for (int i = 0; i < 2; ++i) {
            QFile file(i == 0 ? older : newer);
            QVERIFY(file.open(QFile::WriteOnly) && file.write(lines[i]) > 0 && file.flush());
            QVERIFY(file.setFileTime(times[i], QFile::FileModificationTime));
        }
        // As "mail.log*" names them; the year is the file's.
        const Run parsed = run({u"parse"_s, newer, older, u"--json"_s});
        QCOMPARE(parsed.exitCode, 0);
        QVERIFY(parsed.out.indexOf("2025-11-27T10:00:00.000000Z") > 0);
        QVERIFY(parsed.out.indexOf("4F2A81C09D") < parsed.out.indexOf("5F2A81C09D"));
        QVERIFY(parsed.out.indexOf("2025-11-28T10:00:00.000000Z") > 0);
    }

    void saysWhatIsMissing()
    {
        const Run missing
            = run({u"parse"_s, u"/nonexistent"_s, data + u"3.10/mx2.log"_s, u"--json"_s});
        QVERIFY(missing.exitCode != 0);
        QVERIFY(missing.err.contains("/nonexistent"));
        QVERIFY(!missing.out.isEmpty()); // the other one was read
        QCOMPARE(run({}).exitCode, 2);
        QCOMPARE(run({u"nonsense"_s}).exitCode, 2);
        QCOMPARE(run({u"parse"_s, u"-"_s}).exitCode, 2); // there is nothing but JSON
    }

    /// What was typed by a stranger does nothing to a terminal.
    void isHarmlessOnATerminal()
    {
        const Run parsed = run({u"parse"_s, u"--json"_s},
            "Nov 28 11:20:28 mx1 postfix/smtpd[1]: \033[2J\xff \xe2\x80\xae\n\033]0;x\a\n");
        QCOMPARE(parsed.exitCode, 0);
        QVERIFY(!parsed.out.contains('\033') && !parsed.out.contains("\xe2\x80\xae"));
        QVERIFY(parsed.out.contains("\"raw_base64\""));
        QCOMPARE(parsed.out.count('\n'), 2);
    }
};

QTEST_GUILESS_MAIN(TestLogParseCommand)
#include "tst_logparsecommand.moc"
