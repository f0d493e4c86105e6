// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/retrycommand.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const Instance primary{"-"_ba, "/etc/postfix"_ba};
const QByteArray nonce = "n0nceABCDEFGHIJK"_ba;

std::vector<QueueId> someIds(int count)
{
    std::vector<QueueId> ids;
    for (int i = 0; i < count; ++i)
        ids.push_back(*QueueId::parse("A1B2C" + QByteArray::number(0x10000 + i, 16).toUpper()));
    return ids;
}

/// Writes its arguments down, looks for something on stdin, and fails from the Nth call on.
constexpr auto recordingPostqueue = R"sh(echo "$@" >>"$STUB/calls"; cat >>"$STUB/input"
calls=$(wc -l <"$STUB/calls")
echo chatter
[ -e "$STUB/fail" ] && [ "$calls" -ge "$(cat "$STUB/fail")" ] || exit 0
cat "$STUB/words" >&2; exit 69)sh";

QByteArray fileOf(const StubHost &host, const char *name)
{
    QFile file(host.path(QString::fromLatin1(name)));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

void write(const StubHost &host, const char *name, const QByteArray &bytes)
{
    QFile file(host.path(QString::fromLatin1(name)));
    if (!file.open(QFile::WriteOnly) || file.write(bytes) < 0)
        qFatal("cannot write %s", name);
}

}

class TestRetryCommand : public QObject
{
    Q_OBJECT

private slots:
    void asksForEach_data()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : {u"/bin/sh"_s, u"/bin/bash"_s, u"/bin/dash"_s, u"/bin/zsh"_s})
            if (QFile::exists(shell))
                QTest::addRow("%s", qPrintable(shell)) << shell;
    }
    void asksForEach()
    {
        QFETCH(QString, shell);
        StubHost host;
        host.addProgram("postqueue", recordingPostqueue);
        const auto ids = someIds(7);
        const auto command = retryCommand(primary, ids, nonce);
        QVERIFY(command);
        QVERIFY(std::ranges::all_of(command->arguments, isSafeWord));
        const auto output = host.run(*command, shell);
        QByteArray calls;
        for (const QueueId &id : ids)
            calls += "-c /etc/postfix -i " + id.toByteArray() + '\n';
        QCOMPARE(fileOf(host, "calls"), calls);
        QCOMPARE(fileOf(host, "input"), ""_ba); // the IDs are none of its business
        const auto report = parseRetryReport(ids, output.out, output.err, output.exitCode);
        QCOMPARE(report.asked, 7);
        QVERIFY(!report.error);
        QVERIFY(std::ranges::count(report.outcomes, RetryOutcome::Asked) == 7);
        QCOMPARE(retryDisplayText(primary), u"postqueue -c /etc/postfix -i ID"_s);
    }

    void stopsAtTrouble_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("down") << captured("3.10/postqueue-retry-down.stderr")
                              << ErrorKind::NotFound;
        QTest::newRow("not allowed")
            << captured("3.10/postqueue-retry-notauthorized.stderr") << ErrorKind::Permission;
    }
    void stopsAtTrouble()
    {
        QFETCH(QByteArray, words);
        StubHost host;
        host.addProgram("postqueue", recordingPostqueue);
        write(host, "words", words);
        write(host, "fail", "3");
        const auto ids = someIds(6);
        const auto output = host.run(*retryCommand(primary, ids, nonce));
        QCOMPARE(output.exitCode, 69);
        QCOMPARE(fileOf(host, "calls").count('\n'), 3);
        const auto report = parseRetryReport(ids, output.out, output.err, output.exitCode);
        using enum RetryOutcome;
        QCOMPARE(
            report.outcomes, (std::vector{Asked, Asked, Refused, NotAsked, NotAsked, NotAsked}));
        QCOMPARE(report.asked, 2);
        QVERIFY(report.error);
        QTEST(report.error->kind, "kind");
    }

    void asksForNothingWhenCut()
    {
        StubHost host;
        host.addProgram("postqueue", recordingPostqueue);
        const auto ids = someIds(9);
        const auto command = retryCommand(primary, ids, nonce);
        for (qsizetype size = 0; size < command->input.size() - 1; ++size) {
            const auto output = host.run(*command, command->input.first(size));
            QCOMPARE(fileOf(host, "calls"), "(none)"_ba);
            const auto report = parseRetryReport(ids, output.out, output.err, output.exitCode);
            QCOMPARE(report.asked, 0);
            QCOMPARE(report.error->kind, ErrorKind::Incomplete);
            QVERIFY(std::ranges::count(report.outcomes, RetryOutcome::NotAsked) == 9);
        }
    }

    void accountsForEachId_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<qint64>("asked");
        QTest::newRow("nothing") << ""_ba << qint64(0);
        QTest::newRow("all") << "A1B2C10000 0\nA1B2C10001 0\nA1B2C10002 0\n"_ba << qint64(3);
        QTest::newRow("half a line") << "A1B2C10000 0\nA1B2C10001 0"_ba << qint64(1);
        QTest::newRow("no status") << "A1B2C10000\nA1B2C10001 \n"_ba << qint64(0);
        QTest::newRow("words") << "A1B2C10000 ok\n"_ba << qint64(0);
        QTest::newRow("another ID") << "A1B2C10009 0\n"_ba << qint64(0);
        QTest::newRow("chatter") << "hello\n\nA1B2C10002 0\n 0\n"_ba << qint64(1);
        QTest::newRow("refused") << "A1B2C10000 69\n"_ba << qint64(0);
    }
    void accountsForEachId()
    {
        QFETCH(QByteArray, output);
        QFETCH(qint64, asked);
        const auto ids = someIds(3);
        const auto report = parseRetryReport(ids, output, {}, 0);
        QCOMPARE(report.asked, asked);
        QCOMPARE(report.outcomes.size(), ids.size());
        QCOMPARE(report.error.has_value(), asked < 3);
    }

    void refusesBatches()
    {
        QVERIFY(!retryCommand(primary, {}, nonce));
        QVERIFY(!retryCommand(primary, someIds(largestBatch + 1), nonce));
        QVERIFY(!retryCommand(primary, someIds(1), "a b"));
        QVERIFY(!retryCommand({"-", "/etc/a b"}, someIds(1), nonce));
        QVERIFY(retryCommand(primary, someIds(largestBatch), nonce));
    }
};

QTEST_GUILESS_MAIN(TestRetryCommand)
#include "tst_retrycommand.moc"
