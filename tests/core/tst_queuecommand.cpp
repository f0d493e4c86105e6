// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuecommand.h"
#include "tests/core/captured.h"
#include "tests/core/stubhost.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const Instance primary{"-"_ba, "/etc/postfix"_ba};
const QByteArray nonce = "n0nceABCDEFGHIJK"_ba;

std::vector<QueueId> someIds(int count)
{
    std::vector<QueueId> ids;
    for (int i = 0; i < count; ++i) {
        const QByteArray text = i % 3 == 0
            ? "4jX60J3bk2z" + QByteArray::number(i).replace('1', 'd')
            : "A1B2C" + QByteArray::number(0x10000 + i, 16).toUpper();
        ids.push_back(*QueueId::parse(text));
    }
    return ids;
}

QByteArray lines(const std::vector<QueueId> &ids)
{
    QByteArray text;
    for (const QueueId &id : ids)
        text.append(id.bytes()).append('\n');
    return text;
}

QByteArrayList texts(const QList<QueueId> &ids)
{
    QByteArrayList list;
    for (const QueueId &id : ids)
        list.append(id.toByteArray());
    return list;
}

/// A host whose postsuper only writes down its arguments and what it was fed.
class Recorder final
{
public:
    Recorder()
    {
        const QByteArray record = R"(echo "$0" "$@" >"$STUB/arguments"; cat >"$STUB/input")";
        host.addProgram("postsuper", record);
        host.addProgram("sudo", record);
    }
    QByteArray take(const char *name)
    {
        QFile file(host.path(QString::fromLatin1(name)));
        if (!file.open(QFile::ReadOnly))
            return "(not started)";
        const QByteArray text = file.readAll();
        file.remove();
        return text;
    }
    StubHost host;
};

}

class TestQueueCommand : public QObject
{
    Q_OBJECT

private slots:
    void runsExactWords_data()
    {
        QTest::addColumn<QueueCommand>("command");
        QTest::addColumn<Privilege>("privilege");
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, QueueCommand command, const char *tail) {
            QTest::addRow("%s", name)
                << command << Privilege::Direct << "postsuper -c /etc/postfix "_ba + tail
                << u"postsuper -c /etc/postfix "_s + QString::fromLatin1(tail);
            // What a sudoers rule must say, word by word.
            QTest::addRow("%s by sudo", name)
                << command << Privilege::Sudo
                << "sudo -n /usr/sbin/postsuper -c /etc/postfix "_ba + tail
                << u"sudo -n /usr/sbin/postsuper -c /etc/postfix "_s + QString::fromLatin1(tail);
        };
        row("hold", QueueCommand::Hold, "-h -");
        row("release", QueueCommand::Release, "-H -");
        row("delete", QueueCommand::DeleteHeld, "-d - hold");
        row("requeue", QueueCommand::RequeueHeld, "-r - hold");
        row("expire", QueueCommand::ExpireHeld, "-f - hold");
    }
    void runsExactWords()
    {
        QFETCH(QueueCommand, command);
        QFETCH(Privilege, privilege);
        QFETCH(QByteArray, words);
        QFETCH(QString, shown);
        const auto ids = someIds(3);
        const auto line = queueCommand(command, primary, privilege, ids, nonce);
        QVERIFY(line);
        QVERIFY(std::ranges::all_of(line->arguments, isSafeWord));
        QCOMPARE(displayText(command, primary, privilege), shown);

        Recorder recorder;
        const auto output = recorder.host.run(*line);
        QCOMPARE(output.err, ""_ba);
        QCOMPARE(output.exitCode, 0);
        QCOMPARE(recorder.take("input"), lines(ids));
        const QByteArray bin = recorder.host.bin().toLocal8Bit() + '/';
        QCOMPARE(recorder.take("arguments"), bin + words + '\n');
    }

    void actsOnNothingWhenCut_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("awk");
        const QStringList shells{u"/bin/sh"_s, u"/bin/bash"_s};
        const QStringList awks{
            u"/usr/bin/mawk"_s, u"/usr/bin/gawk"_s, u"/usr/bin/original-awk"_s, u"/bin/busybox"_s};
        for (const QString &shell : shells) {
            for (const QString &awk : awks) {
                if (QFile::exists(shell) && QFile::exists(awk))
                    QTest::addRow("%s, %s", qPrintable(shell), qPrintable(awk)) << shell << awk;
            }
        }
    }
    void actsOnNothingWhenCut()
    {
        QFETCH(QString, shell);
        QFETCH(QString, awk);
        const auto ids = someIds(20);
        const auto line
            = queueCommand(QueueCommand::DeleteHeld, primary, Privilege::Direct, ids, nonce);
        QVERIFY(line);
        Recorder recorder;
        recorder.host.addLink(awk, u"awk"_s);
        // The last byte is a line break: without it the batch is still whole, and proven so.
        for (qsizetype size = 0; size < line->input.size() - 1; ++size) {
            const auto output = recorder.host.run(*line, line->input.first(size), shell);
            QCOMPARE(recorder.take("arguments"), "(not started)"_ba);
            QCOMPARE(output.exitCode, 65);
            const auto report
                = parseQueueCommandReport(QueueCommand::DeleteHeld, output.err, output.exitCode);
            QVERIFY(report.gateRejected);
            QVERIFY(report.unexpected.isEmpty());
        }
        recorder.host.run(*line, line->input.chopped(1), shell);
        QCOMPARE(recorder.take("input"), lines(ids));
    }

    void actsOnNothingWhenDamaged_data()
    {
        QTest::addColumn<QByteArray>("input");
        const QByteArray end = "END 2 " + nonce + '\n';
        const QByteArray head = "2 " + nonce + '\n';
        QTest::newRow("another nonce") << head + "A1B2C3D4E5\nA1B2C3D4E6\nEND 2 other\n";
        QTest::newRow("too few") << head + "A1B2C3D4E5\n" + end;
        QTest::newRow("too many") << head + "A1B2C3D4E5\nA1B2C3D4E6\nA1B2C3D4E7\n" + end;
        QTest::newRow("carriage returns") << head + "A1B2C3D4E5\r\nA1B2C3D4E6\r\n" + end;
        QTest::newRow("an option") << head + "-d\nA1B2C3D4E6\n" + end;
        QTest::newRow("a path") << head + "../A1B2C3D4E5\nA1B2C3D4E6\n" + end;
        QTest::newRow("a blank line") << head + "A1B2C3D4E5\n\nA1B2C3D4E6\n" + end;
        QTest::newRow("two in a line") << head + "A1B2C3D4E5 A1B2C3D4E6\n" + end;
        QTest::newRow("something behind") << head + "A1B2C3D4E5\nA1B2C3D4E6\n" + end + "x\n";
        QTest::newRow("a second batch") << head + "A1B2C3D4E5\nA1B2C3D4E6\n" + end + head;
        QTest::newRow("no header") << "A1B2C3D4E5\nA1B2C3D4E6\n" + end;
        QTest::newRow("no nonce") << "1\nA1B2C3D4E5\nEND 1 \n"_ba;
        QTest::newRow("nothing asked") << "0 " + nonce + "\nA1B2C3D4E5\nEND 0 " + nonce + '\n';
        QTest::newRow("empty") << ""_ba;
    }
    void actsOnNothingWhenDamaged()
    {
        QFETCH(QByteArray, input);
        const auto line
            = queueCommand(QueueCommand::Hold, primary, Privilege::Sudo, someIds(2), nonce);
        Recorder recorder;
        const auto output = recorder.host.run(*line, input);
        QCOMPARE(recorder.take("arguments"), "(not started)"_ba);
        QVERIFY(
            parseQueueCommandReport(QueueCommand::Hold, output.err, output.exitCode).gateRejected);
    }

    void actsOnNothingWithoutAwk_data()
    {
        QTest::addColumn<QByteArray>("awk");
        QTest::newRow("cannot be run") << "exit 127"_ba;
        QTest::newRow("dies while printing") << "echo A1B2C3D4E5; kill -9 $$"_ba;
        QTest::newRow("fails after printing") << "echo A1B2C3D4E5; exit 2"_ba;
    }
    void actsOnNothingWithoutAwk()
    {
        QFETCH(QByteArray, awk);
        const auto line
            = queueCommand(QueueCommand::Hold, primary, Privilege::Direct, someIds(2), nonce);
        Recorder recorder;
        recorder.host.addProgram("awk", awk);
        const auto output = recorder.host.run(*line);
        QCOMPARE(recorder.take("arguments"), "(not started)"_ba);
        QVERIFY(
            parseQueueCommandReport(QueueCommand::Hold, output.err, output.exitCode).gateRejected);
        QVERIFY(output.exitCode != 0);
    }

    void passesLargestBatch()
    {
        const auto ids = someIds(largestBatch);
        const auto line
            = queueCommand(QueueCommand::Release, primary, Privilege::Direct, ids, nonce);
        QVERIFY(line);
        Recorder recorder;
        QCOMPARE(recorder.host.run(*line).exitCode, 0);
        QCOMPARE(recorder.take("input"), lines(ids));
    }

    void isQuietWhenRefusedEarly()
    {
        const auto line = queueCommand(
            QueueCommand::Hold, primary, Privilege::Sudo, someIds(largestBatch), nonce);
        Recorder recorder;
        recorder.host.addProgram("sudo", "echo 'sudo: a password is required' >&2; exit 1");
        const auto output = recorder.host.run(*line);
        QCOMPARE(output.err, "sudo: a password is required\n"_ba); // and none about a broken pipe
        QCOMPARE(output.exitCode, 1);
    }

    void refusesBatches()
    {
        const auto kindOf = [](const Instance &instance, int count, const QByteArray &word) {
            const auto line = queueCommand(
                QueueCommand::Hold, instance, Privilege::Direct, someIds(count), word);
            return line ? std::optional<ErrorKind>() : line.error().kind;
        };
        QCOMPARE(kindOf(primary, 1, nonce), std::nullopt);
        QCOMPARE(kindOf(primary, 0, nonce), ErrorKind::InvalidInput);
        QCOMPARE(kindOf(primary, largestBatch + 1, nonce), ErrorKind::InvalidInput);
        QCOMPARE(kindOf(primary, 1, ""), ErrorKind::InvalidInput);
        QCOMPARE(kindOf(primary, 1, "a b"), ErrorKind::InvalidInput);
        QCOMPARE(kindOf(primary, 1, "a\nb"), ErrorKind::InvalidInput);
        QCOMPARE(kindOf({"-", "/etc/a b"}, 1, nonce), ErrorKind::InvalidInput);
        QCOMPARE(kindOf({"-", "-h"}, 1, nonce), ErrorKind::InvalidInput);
    }

    void readsReports_data()
    {
        QTest::addColumn<QueueCommand>("command");
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArrayList>("done");
        QTest::addColumn<qint64>("summary");
        QTest::addColumn<bool>("notPermitted");
        QTest::addColumn<qsizetype>("unexpected");
        const auto row = [](const char *name, QueueCommand command, const char *file, int exitCode,
                             const QByteArrayList &done, qint64 summary, bool notPermitted,
                             qsizetype unexpected) {
            QTest::addRow("%s", name)
                << command << captured("3.10/postsuper-"_ba + file + ".stderr") << exitCode << done
                << summary << notPermitted << unexpected;
        };
        using enum QueueCommand;
        row("hold", Hold, "hold", 0,
            {"F30E2165", "90ED6142", "82A0D13D", "75162138", "60322133", "5184112E"}, 6, false, 0);
        row("already held", Hold, "hold-again", 0, {}, 0, false, 0);
        row("release", Release, "release", 0, {"F30E2165"}, 1, false, 0);
        row("delete two of three", DeleteHeld, "delete", 0, {"90ED6142", "82A0D13D"}, 2, false, 0);
        row("delete one", DeleteHeld, "delete-one", 0, {"75162138"}, 1, false, 0);
        row("requeue", RequeueHeld, "requeue", 0, {"60322133"}, 1, false, 0);
        row("expire", ExpireHeld, "expire", 0, {"79D218D", "790328B"}, 2, false, 0);
        row("expire what is not held", ExpireHeld, "expire-again", 0, {}, 0, false, 0);
        row("expire what was marked before", ExpireHeld, "expire-marked", 0, {"7C68C86"}, 1, false,
            0);
        row("expiry read as release", Release, "expire", 0, {"79D218D", "790328B"}, 2, false, 3);
        row("lines of another command", Hold, "delete", 0, {}, 0, false, 3);
        row("what is no ID", DeleteHeld, "invalid", 0, {}, 0, false, 3);
        row("not root", Hold, "notroot", 1, {}, 0, true, 1);
        row("sudo wants a password", Hold, "sudo-password", 1, {}, 0, true, 1);
        row("sudo has no rule", RequeueHeld, "sudo-notallowed", 1, {}, 0, true, 1);
    }
    void readsReports()
    {
        QFETCH(QueueCommand, command);
        QFETCH(QByteArray, errors);
        QFETCH(int, exitCode);
        const auto report = parseQueueCommandReport(command, errors, exitCode);
        QTEST(texts(report.done), "done");
        QTEST(report.summary, "summary");
        QTEST(report.notPermitted, "notPermitted");
        QTEST(report.unexpected.size(), "unexpected");
        QVERIFY(!report.gateRejected);
    }

    void readsOddReports_data()
    {
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<QByteArrayList>("done");
        QTest::addColumn<bool>("notPermitted");
        QTest::addColumn<QByteArrayList>("unexpected");
        const QByteArrayList none;
        QTest::newRow("nothing") << ""_ba << none << false << none;
        QTest::newRow("cut in a line")
            << "postsuper: A1B2C3D4E5: removed\npostsuper: A1B2C3D4E6: rem"_ba
            << QByteArrayList{"A1B2C3D4E5"} << false
            << QByteArrayList{"postsuper: A1B2C3D4E6: rem"};
        QTest::newRow("long ID") << "postsuper: 4jX60J3bk2z7d: removed\n"_ba
                                 << QByteArrayList{"4jX60J3bk2z7d"} << false << none;
        QTest::newRow("not an ID") << "postsuper: ALL: removed\n"_ba << none << false
                                   << QByteArrayList{"postsuper: ALL: removed"};
        QTest::newRow("another program") << "postfix: A1B2C3D4E5: removed\n"_ba << none << false
                                         << QByteArrayList{"postfix: A1B2C3D4E5: removed"};
        QTest::newRow("more words") << "postsuper: A1B2C3D4E5: not removed\n"_ba << none << false
                                    << QByteArrayList{"postsuper: A1B2C3D4E5: not removed"};
        QTest::newRow("bad count") << "postsuper: Deleted: many messages\n"_ba << none << false
                                   << QByteArrayList{"postsuper: Deleted: many messages"};
        QTest::newRow("warning of sudo")
            << "sudo: unable to resolve host mx1: Name or service not known\n"_ba << none << false
            << QByteArrayList{"sudo: unable to resolve host mx1: Name or service not known"};
        for (const QByteArray &words : {"sudo: no tty present and no askpass program specified"_ba,
                 "sudo: sorry, you must have a tty to run sudo"_ba,
                 "op is not in the sudoers file.  This incident will be reported."_ba,
                 "Sorry, user op may not run sudo on mx1."_ba, "sh: 1: sudo: not found"_ba,
                 "bash: line 1: sudo: command not found"_ba})
            QTest::addRow("%s", words.constData()) << words + '\n'
                                                   << none << true << QByteArrayList{words};
        QTest::newRow("a refusal is none where something was done")
            << "postsuper: A1B2C3D4E5: removed\na password is required\n"_ba
            << QByteArrayList{"A1B2C3D4E5"} << false << QByteArrayList{"a password is required"};
        QTest::newRow("disk full")
            << "postsuper: fatal: rename file a as b: No space left on device\n"_ba << none << false
            << QByteArrayList{"postsuper: fatal: rename file a as b: No space left on device"};
    }
    void readsOddReports()
    {
        QFETCH(QByteArray, errors);
        const auto report = parseQueueCommandReport(QueueCommand::DeleteHeld, errors, 1);
        QTEST(texts(report.done), "done");
        QTEST(report.notPermitted, "notPermitted");
        QTEST(report.unexpected, "unexpected");
        QVERIFY(!report.gateRejected);
    }

    /// postsuper releases a message also where it could not mark it: that one would be delivered.
    void doesNotCountWhatWasReleasedUnmarked()
    {
        const auto report = parseQueueCommandReport(QueueCommand::ExpireHeld,
            "postsuper: warning: expire file hold/A1B2C3D4E5: Permission denied\n"
            "postsuper: A1B2C3D4E5: released from hold\n"
            "postsuper: A1B2C3D4E6: expired\n"
            "postsuper: A1B2C3D4E6: released from hold\n"
            "postsuper: Force-expired: 1 message\npostsuper: Released from hold: 2 messages\n",
            0);
        QCOMPARE(texts(report.done), QByteArrayList{"A1B2C3D4E6"});
        QCOMPARE(report.unexpected.size(), 1);
        const auto stayed = parseQueueCommandReport(
            QueueCommand::ExpireHeld, "postsuper: A1B2C3D4E5: expired\n", 1);
        QVERIFY(stayed.done.isEmpty()); // marked, and still on hold
    }

    void knowsVersions_data()
    {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<bool>("expires");
        QTest::newRow("2.11") << "2.11.3"_ba << false;
        QTest::newRow("3.4") << "3.4.23"_ba << false;
        QTest::newRow("3.5 snapshot") << "3.5-20191013"_ba << true;
        QTest::newRow("3.5") << "3.5.0"_ba << true;
        QTest::newRow("3.10") << "3.10.13"_ba << true;
        QTest::newRow("3.11") << "3.11"_ba << true;
        QTest::newRow("4.0") << "4.0.1"_ba << true;
        QTest::newRow("nothing") << ""_ba << false;
        QTest::newRow("words") << "unknown"_ba << false;
        QTest::newRow("no number") << "3.x"_ba << false;
    }
    void knowsVersions()
    {
        QFETCH(QByteArray, version);
        QTEST(isSupported(QueueCommand::ExpireHeld, version), "expires");
        QVERIFY(isSupported(QueueCommand::RequeueHeld, version));
    }
};

QTEST_GUILESS_MAIN(TestQueueCommand)
#include "tst_queuecommand.moc"
