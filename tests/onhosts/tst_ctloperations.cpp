// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// What a script can do with operations, their journal, the trash and the vault.
class TestCtlOperations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_lab = LabFixture::start(1, 600); }

    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void trashUndoPurge()
    {
        const auto before = ids();
        const Outcome trashed = act({u"trash"_s}, 20);
        QVERIFY2(trashed.exitCode == 0, trashed.errors.constData());
        QCOMPARE(trashed.verdicts(), QByteArrayList(20, "done"));
        const auto held = ids("hold");
        const QString first = operations().first();
        QCOMPARE(call({u"trash"_s, u"list"_s, u"--json"_s}).objects().first()[u"messages"], 20);

        const Outcome undone = call({u"undo"_s, first.first(17), u"--yes"_s, u"--json"_s});
        QVERIFY2(undone.exitCode == 0, undone.errors.constData());
        QCOMPARE(undone.verdicts(), QByteArrayList(20, "done"));
        QCOMPARE(ids(), before);
        QCOMPARE(ids("hold").size(), held.size() - 20);
        QVERIFY(call({u"trash"_s, u"list"_s}).output.isEmpty());
        const Outcome again = call({u"undo"_s, first, u"--yes"_s});
        QCOMPARE(again.exitCode, 2); // once is all

        QCOMPARE(act({u"delete"_s, u"--trash"_s}, 20).exitCode, 0);
        QCOMPARE(ids(), before);
        const QString second = operations().first();
        QCOMPARE(call({u"trash"_s, u"purge"_s, second, u"--yes"_s}).exitCode, 2); // no reason given
        const Outcome purged = call({u"trash"_s, u"purge"_s, u"--older-than"_s, u"0"_s,
            u"--reason"_s, u"spam"_s, u"--yes"_s, u"--json"_s});
        QVERIFY2(purged.exitCode == 0, purged.errors.constData());
        QCOMPARE(purged.verdicts(), QByteArrayList(20, "done"));
        QCOMPARE(ids().size(), before.size() - 20);
        QVERIFY(call({u"trash"_s, u"list"_s}).output.isEmpty());
        QCOMPARE(operations().size(), 4);
    }

    void aReasonIsAskedFor()
    {
        const auto before = m_lab->queueFiles(0);
        const Outcome refused = call(
            {u"act"_s, u"delete"_s, url(), u"--ids"_s, u"-"_s, u"--yes"_s}, some(11).join('\n'));
        QCOMPARE(refused.exitCode, 2);
        QVERIFY(refused.errors.contains("--reason"));
        QCOMPARE(m_lab->queueFiles(0), before);
        QVERIFY(operations().isEmpty());
    }

    void whereSelects()
    {
        const QString where = u"from-domain:kontor-brandt.example and queue:deferred"_s;
        const auto wanted
            = call({u"queue"_s, url(), u"--instance"_s, u"-"_s, u"--json"_s, u"--where"_s, where})
                  .objects();
        QVERIFY(wanted.size() > 20);
        const Outcome held = call({u"act"_s, u"hold"_s, url(), u"--instance"_s, u"-"_s,
            u"--where"_s, where, u"--yes"_s, u"--json"_s});
        QVERIFY2(held.exitCode == 0, held.errors.constData());
        QCOMPARE(held.verdicts(), QByteArrayList(wanted.size(), "done"));
        for (const QJsonObject &message : wanted)
            QVERIFY(ids("hold").contains(message[u"queue_id"].toString().toUtf8()));
        QCOMPARE(call({u"undo"_s, operations().first(), u"--yes"_s}).exitCode, 0);
        const Outcome nothing = call({u"act"_s, u"delete"_s, url(), u"--where"_s,
            u"sender:nobody@nowhere.example"_s, u"--yes"_s});
        QCOMPARE(nothing.exitCode, 0);
    }

    void aCopyStaysInTheVault()
    {
        const QByteArrayList chosen = some(3);
        const Outcome deleted = act({u"delete"_s, u"--vault"_s}, 3);
        QVERIFY2(deleted.exitCode == 0, deleted.errors.constData());
        QCOMPARE(deleted.verdicts(), QByteArrayList(3, "done"));
        const auto entries = call({u"vault"_s, u"list"_s, u"--json"_s}).objects();
        QCOMPARE(entries.size(), 3);
        for (const QJsonObject &entry : entries)
            QVERIFY(chosen.contains(entry[u"queue_id"].toString().toUtf8()));
    }

    void theVaultGivesBack()
    {
        const QByteArrayList chosen = some(1);
        QCOMPARE(act({u"delete"_s, u"--vault"_s}, 1).exitCode, 0);
        QVERIFY(!ids().contains(chosen[0]));
        const auto before = ids();
        const Outcome restored
            = call({u"vault"_s, u"restore"_s, QString::fromLatin1(chosen[0]), url(), u"--json"_s});
        QVERIFY2(restored.exitCode == 0, restored.errors.constData());
        QVERIFY(restored.errors.contains("It is a new message there"));
        const QByteArray newId = restored.objects().first()[u"new_queue_id"].toString().toLatin1();
        QVERIFY(newId != chosen[0]);
        QVERIFY(!before.contains(newId));
        QVERIFY(ids().contains(newId));
        // The journal has it, as what it was and with what came of it.
        const auto first = call({u"journal"_s, u"list"_s, u"--json"_s}).objects().first();
        QCOMPARE(first[u"action"].toString(), u"restore"_s);
        QVERIFY(first[u"subject"].toString().startsWith(QString::fromLatin1(chosen[0])));
        QVERIFY(first[u"note"].toString().contains(QString::fromLatin1(newId)));
        QCOMPARE(first[u"state"].toString(), u"ended"_s);
        QCOMPARE(call({u"undo"_s, first[u"operation"].toString(), u"--yes"_s}).exitCode, 2);
        const Outcome unknown = call({u"vault"_s, u"restore"_s, u"ABCDEF0123"_s, url()});
        QCOMPARE(unknown.exitCode, 6);
    }

    void flushesOnceAMinute()
    {
        const QStringList flush{u"flush"_s, url(), u"--instance"_s, u"-"_s, u"--json"_s};
        // Where nothing can be written down, nothing is asked.
        QVERIFY(QDir(m_home->path()).mkpath(u"state/spoolscope"_s));
        QFile obstacle(m_home->filePath(u"state/spoolscope/journal"_s));
        QVERIFY(obstacle.open(QFile::WriteOnly));
        QVERIFY(call(flush).exitCode != 0);
        QVERIFY(obstacle.remove());

        const Outcome first = call(flush);
        QVERIFY2(first.exitCode == 0, first.errors.constData());
        QCOMPARE(first.objects().size(), 1);
        QVERIFY(first.errors.contains("slows down"));
        const Outcome second = call(flush);
        QCOMPARE(second.exitCode, 2);
        QVERIFY2(second.errors.contains("wait "), second.errors.constData());
        const auto entries = call({u"journal"_s, u"list"_s, u"--json"_s}).objects();
        QCOMPARE(entries.size(), 1); // what was not sent is no operation
        QCOMPARE(entries.first()[u"action"].toString(), u"flush"_s);
        // A destination is no flush, and says so where Postfix keeps no list for it.
        const Outcome site = call(
            {u"flush"_s, url(), u"--instance"_s, u"-"_s, u"--destination"_s, u"other.example"_s});
        QVERIFY(site.exitCode != 0);
        QVERIFY(site.errors.contains("fast_flush_domains"));
        QCOMPARE(call({u"journal"_s, u"list"_s, u"--json"_s})
                     .objects()
                     .first()[u"error"]
                     .toString()
                     .isEmpty(),
            false);
    }

    void paceHoldsBack()
    {
        const auto heldBefore = ids("hold");
        QProcess process;
        start(process,
            {u"act"_s, u"hold"_s, url(), u"--ids"_s, u"-"_s, u"--yes"_s, u"--reason"_s, u"test"_s,
                u"--rate"_s, u"8"_s});
        process.write(some(12).join('\n'));
        process.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(ids("hold").size(), heldBefore.size() + 4, 60'000);
        QTest::qWait(3000); // the next ones are due after half a minute
        QCOMPARE(ids("hold").size(), heldBefore.size() + 4);
        process.terminate();
        QVERIFY(process.waitForFinished());
        QCOMPARE(ids("hold").size(), heldBefore.size() + 4);
        const Outcome refused = call({u"undo"_s, operations().first(), u"--yes"_s});
        QCOMPARE(refused.exitCode, 2); // it was never verified: there is a better way
        QVERIFY(refused.errors.contains("journal release"));
        const Outcome undone = call({u"journal"_s, u"release"_s, operations().first(), u"--yes"_s});
        QVERIFY2(undone.exitCode == 0, undone.errors.constData());
        QCOMPARE(ids("hold"), heldBefore);
    }

    void killedInTheMiddle_data()
    {
        QTest::addColumn<QString>("verb");
        QTest::addColumn<QString>("remedy");
        for (const char *verb : {"trash", "delete"}) {
            for (const char *remedy : {"finish", "release", "report"})
                QTest::addRow("%s, then %s", verb, remedy)
                    << QString::fromLatin1(verb) << QString::fromLatin1(remedy);
        }
    }

    void killedInTheMiddle()
    {
        QFETCH(QString, verb);
        QFETCH(QString, remedy);
        const auto before = ids();
        const auto heldBefore = ids("hold");
        const QByteArrayList chosen = some(40);
        // Ten go at once; at that rate the next batch waits.
        QProcess process;
        start(process,
            {u"act"_s, verb, url(), u"--ids"_s, u"-"_s, u"--yes"_s, u"--reason"_s, u"test"_s,
                u"--rate"_s, u"20"_s});
        process.write(chosen.join('\n'));
        process.closeWriteChannel();
        QTRY_COMPARE_WITH_TIMEOUT(ids("hold").size(), heldBefore.size() + 10, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(journalText().contains("\"what\":\"answer\""), 30'000);
        QCOMPARE(
            call({u"journal"_s, u"list"_s, u"--json"_s}).objects().first()[u"state"].toString(),
            u"running"_s);
        QCOMPARE(
            call({u"journal"_s, remedy, operations().first(), u"--yes"_s, u"--reason"_s, u"x"_s})
                .exitCode,
            2); // not while it runs
        process.kill();
        QVERIFY(process.waitForFinished());
        QCOMPARE(ids("hold").size(), heldBefore.size() + 10);

        const QString operation = operations().first();
        const auto listed = call({u"journal"_s, u"list"_s, u"--json"_s}).objects();
        QCOMPARE(listed.first()[u"state"].toString(), u"interrupted"_s);
        const Outcome mended = call(
            {u"journal"_s, remedy, operation, u"--yes"_s, u"--reason"_s, u"mended"_s, u"--json"_s});
        QVERIFY2(mended.exitCode == 0, mended.errors.constData());
        const bool isFinished = remedy == "finish"_L1;
        if (isFinished && verb == "delete"_L1)
            QCOMPARE(ids().size(), before.size() - 40);
        else
            QCOMPARE(ids(), before);
        const qsizetype inHold = remedy == "release"_L1 ? 0
            : remedy == "report"_L1                     ? 10
            : verb == "trash"_L1                        ? 40
                                                        : 0;
        QCOMPARE(ids("hold").size(), heldBefore.size() + size_t(inHold));
        const auto states = call({u"journal"_s, u"list"_s, u"--json"_s}).objects();
        for (const QJsonObject &one : states)
            QVERIFY(one[u"state"] != u"interrupted"_s);
        // What the report leaves on hold can be let go afterwards.
        if (remedy == "report"_L1) {
            const Outcome released = call({u"journal"_s,
                verb == "trash"_L1 ? u"show"_s : u"release"_s, operation, u"--yes"_s, u"--json"_s});
            QVERIFY2(released.exitCode == 0, released.errors.constData());
            if (verb == "trash"_L1)
                QCOMPARE(call({u"undo"_s, operation, u"--yes"_s}).exitCode, 0);
            QCOMPARE(ids("hold"), heldBefore);
        }
    }

    void verifiesAndExports()
    {
        QCOMPARE(act({u"hold"_s}, 3).exitCode, 0);
        const QString operation = operations().first();
        const Outcome verified = call({u"journal"_s, u"verify"_s, u"--json"_s});
        QCOMPARE(verified.exitCode, 0);
        QVERIFY(verified.objects().first()[u"holds"].toBool());
        QVERIFY(call({u"journal"_s, u"show"_s, operation}).output.contains("postsuper"));
        const QByteArray json = call({u"journal"_s, u"export"_s, operation}).output;
        QVERIFY(QJsonDocument::fromJson(json).isObject());
        const QByteArray script
            = call({u"journal"_s, u"export"_s, operation, u"--script"_s}).output;
        QVERIFY(script.contains("postsuper -c "));
        QProcess shell;
        shell.start(u"sh"_s, {u"-s"_s});
        shell.write(script);
        shell.closeWriteChannel();
        QVERIFY(shell.waitForFinished());
        QVERIFY(shell.exitCode() != 0); // its guard is there: nothing is run

        QFile file(journalFile());
        QVERIFY(file.open(QFile::ReadWrite));
        QByteArray bytes = file.readAll();
        bytes.replace("\"user\":\"", "\"user\":\"x");
        file.seek(0);
        file.write(bytes);
        file.close();
        const Outcome tampered = call({u"journal"_s, u"verify"_s});
        QCOMPARE(tampered.exitCode, 6);
        QVERIFY(tampered.output.contains("BROKEN at line 1"));
        const auto before = m_lab->queueFiles(0);
        const Outcome refused = act({u"hold"_s}, 1);
        QVERIFY(refused.exitCode != 0);
        QVERIFY(refused.errors.contains(journalFile().toUtf8()));
        QCOMPARE(m_lab->queueFiles(0), before);
    }

    /// The last one: Postfix goes on with what it was asked for here.
    void returnsAndRetries()
    {
        const Outcome returned = act({u"return"_s}, 2);
        QVERIFY2(returned.exitCode == 0, returned.errors.constData());
        QCOMPARE(returned.verdicts(), QByteArrayList(2, "done"));
        for (const QJsonObject &object : returned.objects())
            QVERIFY(!ids("hold").contains(object[u"queue_id"].toString().toUtf8()));
        const Outcome retried = act({u"retry"_s}, 5);
        QVERIFY2(retried.exitCode == 0, retried.errors.constData());
        QCOMPARE(retried.verdicts(), QByteArrayList(5, "done"));
    }

private:
    QString url() const { return u"ssh://root@"_s + m_lab->server(0).endpoint.host; }

    /// IDs of the main instance on disk, in one queue or all.
    std::set<QByteArray> ids(const QByteArray &queue = {}) const
    {
        return LabFixture::idsBelow(m_lab->queueFiles(0), queue);
    }

    QByteArrayList some(qsizetype count) const
    {
        const auto deferred = ids("deferred");
        QByteArrayList chosen(deferred.begin(), deferred.end());
        if (chosen.size() < count)
            qFatal("the queue is used up");
        return chosen.first(count);
    }

    Outcome act(const QStringList &verb, qsizetype count) const
    {
        return call(QStringList{u"act"_s, verb.first(), url()} + verb.sliced(1)
                + QStringList{u"--ids"_s, u"-"_s, u"--reason"_s, u"test"_s, u"--yes"_s,
                    u"--json"_s},
            some(count).join('\n'));
    }

    QStringList operations() const
    {
        QStringList names;
        for (const QJsonObject &one : call({u"journal"_s, u"list"_s, u"--json"_s}).objects())
            names.append(one[u"operation"].toString());
        return names;
    }

    QString journalFile() const
    {
        const QDir directory(m_home->filePath(u"state/spoolscope/journal"_s));
        return directory.filePath(directory.entryList({u"*.journal"_s}).value(0));
    }

    QByteArray journalText() const
    {
        QFile file(journalFile());
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }

    CtlCaller ctl() const { return CtlCaller(*m_lab, m_home->path()); }
    void start(QProcess &process, const QStringList &words) const { ctl().start(process, words); }
    Outcome call(const QStringList &words, const QByteArray &input = {}) const
    {
        return ctl().call(words, input);
    }

    std::unique_ptr<LabFixture> m_lab;
    std::unique_ptr<QTemporaryDir> m_home;
};

QTEST_GUILESS_MAIN(TestCtlOperations)
#include "tst_ctloperations.moc"
