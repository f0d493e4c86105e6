// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"
#include "hostprocesses.h"
#include "labfixture.h"
#include "scratchjournal.h"
#include "tests/core/linerecorder.h"

#include "core/servers/fleet.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <signal.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000; ///< ms

/// Of these lines those that the test wrote with this word, and the gaps.
QByteArrayList marked(const QByteArrayList &lines, const QByteArray &word)
{
    QByteArrayList texts;
    for (const QByteArray &line : lines) {
        if (const qsizetype at = line.indexOf(word + ' '); at >= 0)
            texts += line.sliced(at);
        else if (line == "GAP")
            texts += line;
    }
    return texts;
}

QByteArrayList numbered(const QByteArray &word, int from, int to)
{
    QByteArrayList texts;
    for (int i = from; i <= to; ++i)
        texts += word + ' ' + QByteArray::number(i);
    return texts;
}

/// The lines with one word that `log follow --json` prints.
class FollowedOutput final
{
public:
    FollowedOutput(QProcess &process, QByteArray word) : m_process(process), m_word(std::move(word))
    {
    }

    /// Until the last of these came, or a minute went by without anything.
    bool waitFor(const QByteArrayList &expected)
    {
        while (!m_lines.contains(expected.last())) {
            if (!m_process.canReadLine() && !m_process.waitForReadyRead(patience))
                return false;
            while (m_process.canReadLine())
                take(QJsonDocument::fromJson(m_process.readLine()).object());
        }
        return true;
    }
    /// With "GAP" for each gap.
    const QByteArrayList &lines() const { return m_lines; }

private:
    void take(const QJsonObject &event)
    {
        const bool isGap = event[u"event"_s] == u"gap"_s;
        m_lines += marked({isGap ? "GAP"_ba : event[u"raw"_s].toString().toUtf8()}, m_word);
    }

    QProcess &m_process;
    const QByteArray m_word;
    QByteArrayList m_lines;
};

}

/// One host with rsyslog's files and one with the journal only.
class TestHostLogs : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_files = LabFixture::start(1, 1);
        m_journal = LabFixture::start(1, 1, {u"--log"_s, u"journal"_s});
    }

    void tellsTheSources()
    {
        const auto facts = [](const LabFixture &lab, const QString &user) {
            return connectServer(lab.server(0, user), {}, {})->facts;
        };
        const HostFacts files = facts(*m_files, u"operator"_s);
        QCOMPARE(logSources(files), (QList{LogSource{LogSource::Kind::File, "/var/log/mail.log"}}));
        QVERIFY(files.logs.first().modified > 0);
        QCOMPARE(logTimeZone(files).offsetFromUtc(QDateTime::currentDateTime()), 0);
        QVERIFY(logSources(facts(*m_files, u"viewer"_s)).isEmpty());
        const QList journal{LogSource{LogSource::Kind::Journal}};
        QCOMPARE(logSources(facts(*m_journal, u"root"_s)), journal);
        QCOMPARE(logSources(facts(*m_journal, u"operator"_s)), journal);
        QVERIFY(logSources(facts(*m_journal, u"viewer"_s)).isEmpty());
    }

    void followsAcrossLostConnections_data() { addLogs(); }
    void followsAcrossLostConnections()
    {
        const LabFixture &lab = fetchedLab();
        const auto recorder = std::make_shared<LineRecorder>();
        const auto seen = [&] { return marked(recorder->lines(), "window"); };
        Fleet fleet(scratchJournal());
        Server *server = fleet.add(lab.server(0));
        ServerLogs &logs = server->logs();
        QCOMPARE(logs.state(), LogsState::Off);
        QSignalSpy grew(&logs, &ServerLogs::grew);
        write(lab, "window", 1, 10);
        logs.follow(recorder, 0);
        QCOMPARE(logs.state(), LogsState::Waiting);
        server->connectToServer();
        QTRY_COMPARE_WITH_TIMEOUT(seen(), numbered("window", 1, 10), patience);
        QTRY_COMPARE_WITH_TIMEOUT(logs.state(), LogsState::Following, patience);
        QCOMPARE(logs.sources(),
            QStringList{&lab == m_journal.get() ? u"journal"_s : u"/var/log/mail.log"_s});

        for (int cut = 1; cut <= 3; ++cut) {
            lab.killConnections(0);
            QTRY_VERIFY_WITH_TIMEOUT(logs.state() != LogsState::Following, patience);
            write(lab, "window", cut * 10 + 1, cut * 10 + 5);
            server->connectToServer(); // if it did not do so by itself
            QTRY_COMPARE_WITH_TIMEOUT(logs.state(), LogsState::Following, patience);
            write(lab, "window", cut * 10 + 6, cut * 10 + 10);
            QTRY_COMPARE_WITH_TIMEOUT(seen(), numbered("window", 1, cut * 10 + 10), patience);
        }

        logs.stop();
        QCOMPARE(logs.state(), LogsState::Off);
        write(lab, "window", 41, 50);
        logs.follow(recorder, 0);
        QTRY_COMPARE_WITH_TIMEOUT(seen(), numbered("window", 1, 50), patience);
        QCOMPARE(logs.gapCount(), 0);
        QCOMPARE(logs.lineCount(), recorder->lines().size());
        QTRY_VERIFY(!grew.isEmpty());
    }

    void saysThatNothingMayBeRead_data() { addLogs(); }
    void saysThatNothingMayBeRead()
    {
        const LabFixture &lab = fetchedLab();
        const auto recorder = std::make_shared<LineRecorder>();
        Fleet fleet(scratchJournal());
        Server *server = fleet.add(lab.server(0, u"viewer"_s));
        server->logs().follow(recorder);
        server->connectToServer();
        QTRY_COMPARE_WITH_TIMEOUT(server->logs().state(), LogsState::Failed, patience);
        QVERIFY(server->logs().error()->message.contains(
            &lab == m_journal.get() ? u"journal"_s : u"/var/log/mail.log"_s));
    }

    /// Until Ctrl+C, over connections that are lost.
    void followsByCommand_data() { addLogs(); }
    void followsByCommand()
    {
        const LabFixture &lab = fetchedLab();
        QProcess process;
        CtlCaller(lab).start(
            process, {u"log"_s, u"follow"_s, url(lab), u"--json"_s, u"--since"_s, u"1h"_s});
        FollowedOutput output(process, "command");
        for (int cut = 0; cut <= 2; ++cut) {
            write(lab, "command", cut * 10 + 1, cut * 10 + 5);
            QVERIFY(output.waitFor(numbered("command", 1, cut * 10 + 5)));
            lab.killConnections(0);
            write(lab, "command", cut * 10 + 6, cut * 10 + 10);
            QVERIFY(output.waitFor(numbered("command", 1, cut * 10 + 10)));
        }
        QCOMPARE(output.lines(), numbered("command", 1, 30));
        QVERIFY(!sessionProcesses(lab.pid(0)).isEmpty());
        QCOMPARE(::kill(pid_t(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(patience));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QVERIFY2(isQuiet(lab), sessionProcesses(lab.pid(0)).join(' ').constData());
    }

    /// Nothing that it started there goes on when it is killed, whether the log grows or not.
    void leavesNothingBehind_data() { addLogs(); }
    void leavesNothingBehind()
    {
        const LabFixture &lab = fetchedLab();
        for (const bool grows : {false, true}) {
            QVERIFY2(isQuiet(lab), sessionProcesses(lab.pid(0)).join(' ').constData());
            QProcess process;
            CtlCaller(lab).start(process, {u"log"_s, u"follow"_s, url(lab), u"--json"_s});
            const QByteArray word = grows ? "busy" : "idle";
            FollowedOutput output(process, word);
            const auto isFollowed = [&] {
                const QByteArrayList names = sessionProcesses(lab.pid(0));
                return names.contains("journalctl") || names.contains("sleep"); // between two looks
            };
            // Not QTRY_VERIFY, which asks once more: there may be neither for a moment.
            QVERIFY(QTest::qWaitFor(isFollowed, patience));
            write(lab, word, 1, 5);
            QVERIFY(output.waitFor(numbered(word, 1, 5)));
            process.kill();
            QVERIFY(process.waitForFinished(patience));
            if (grows)
                write(lab, word, 6, 5000);
            QVERIFY2(isQuiet(lab), sessionProcesses(lab.pid(0)).join(' ').constData());
        }
    }

    /// From what was rotated away, packed or not, in its order.
    void readsRotatedFiles()
    {
        const QString rotate
            = u"cd /var/log; [ ! -e mail.log.2.gz ] || mv mail.log.2.gz mail.log.3.gz; "
              "[ ! -e mail.log.1 ] || { mv mail.log.1 mail.log.2; gzip mail.log.2; }; "
              "mv mail.log mail.log.1; pkill -HUP -x rsyslogd"_s;
        for (int i = 0; i < 4; ++i) {
            write(*m_files, "rotated", i * 1000 + 1, i * 1000 + 1000);
            if (i < 3)
                QVERIFY(m_files->exec(0, {u"sh"_s, u"-c"_s, rotate}));
        }
        QVERIFY(m_files->exec(0, {u"test"_s, u"-e"_s, u"/var/log/mail.log.3.gz"_s}));
        LineRecorder recorder;
        const auto link = connectServer(m_files->server(0, u"operator"_s), {}, {});
        QVERIFY(link);
        const auto follower = makeLogFollower(
            logSources(link->facts).first(), logTimeZone(link->facts), {0, {}}, recorder);
        const auto read = follower->catchUp(*link->transport, {});
        QVERIFY2(read && *read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(marked(recorder.lines(), "rotated"), numbered("rotated", 1, 4000));

        QProcess process;
        CtlCaller(*m_files).start(
            process, {u"log"_s, u"follow"_s, url(*m_files), u"--json"_s, u"--since"_s, u"1h"_s});
        FollowedOutput output(process, "rotated");
        QVERIFY(output.waitFor(numbered("rotated", 1, 4000)));
        QCOMPARE(output.lines(), numbered("rotated", 1, 4000));
        process.kill();
        QVERIFY(process.waitForFinished(patience));
    }

    void tracesAMessage_data() { addLogs(); }
    void tracesAMessage()
    {
        const LabFixture &lab = fetchedLab();
        QVERIFY(lab.exec(0,
            {u"sh"_s, u"-c"_s,
                u"printf 'Subject: traced\\n\\nhello\\n' | "
                "sendmail -f traced@lab.example nobody@far.invalid; "
                "until postqueue -j | grep 'traced@lab' | grep -q delay_reason; do sleep 0.1; done"_s}));
        QList<QJsonObject> traces;
        const QDeadlineTimer deadline(patience);
        do { // until it is logged
            const Outcome traced = CtlCaller(lab).call(
                {u"log"_s, u"trace"_s, url(lab), u"from:traced@lab.example"_s, u"--json"_s});
            QVERIFY2(traced.exitCode == 0, traced.errors.constData());
            traces = traced.objects();
        } while (!deadline.hasExpired() && fates(traces) != u"nobody@far.invalid deferred"_s);
        QCOMPARE(fates(traces), u"nobody@far.invalid deferred"_s);
        const QJsonObject hop = traces.first()[u"hops"].toArray().first().toObject();
        QCOMPARE(hop[u"began"].toString(), u"local"_s);
        QCOMPARE(hop[u"ended"].toString(), u"waiting"_s);
        const Outcome byId = CtlCaller(lab).call(
            {u"log"_s, u"trace"_s, url(lab), hop[u"queue_id"].toString(), u"--json"_s});
        QCOMPARE(fates(byId.objects()), u"nobody@far.invalid deferred"_s);
    }

    /// The same as of the file where it lies.
    void summarisesAServer()
    {
        const CtlCaller ctl(*m_files);
        const Outcome there = ctl.call({u"log"_s, u"summary"_s, url(*m_files), u"--json"_s});
        QVERIFY2(there.exitCode == 0, there.errors.constData());
        const QDir logs(m_files->root(0) + u"/var/log"_s);
        QStringList words{u"log"_s, u"summary"_s, u"--json"_s};
        for (const QString &name : logs.entryList({u"mail.log*"_s}))
            words += logs.filePath(name);
        const Outcome here = ctl.call(words);
        QVERIFY2(here.exitCode == 0, here.errors.constData());
        QCOMPARE(there.objects().size(), 1);
        QCOMPARE(there.objects(), here.objects());
        QVERIFY(QJsonDocument(there.objects().first()).toJson().contains("far.invalid"));
    }
    void summarisesAJournal()
    {
        const Outcome summary = CtlCaller(*m_journal)
                                    .call({u"log"_s, u"summary"_s, url(*m_journal), u"--since"_s,
                                        u"1h"_s, u"--json"_s});
        QVERIFY2(summary.exitCode == 0, summary.errors.constData());
        QCOMPARE(summary.objects().size(), 1);
        QVERIFY(QJsonDocument(summary.objects().first()).toJson().contains("far.invalid"));
    }

private:
    static void addLogs()
    {
        QTest::addColumn<bool>("isJournal");
        QTest::newRow("file") << false;
        QTest::newRow("journal") << true;
    }
    const LabFixture &fetchedLab() const
    {
        QFETCH(const bool, isJournal);
        return isJournal ? *m_journal : *m_files;
    }
    static void write(const LabFixture &lab, const QByteArray &word, int from, int to)
    {
        const auto written = lab.exec(0,
            {u"sh"_s, u"-c"_s,
                u"seq -f '%1 %.0f' %2 %3 | "
                "logger --socket-errors=on -p mail.info -t postfix/qmgr"_s
                    .arg(QString::fromLatin1(word))
                    .arg(from)
                    .arg(to)});
        QVERIFY2(written, written ? "" : written.error().detail.constData());
    }
    static QString url(const LabFixture &lab)
    {
        return u"ssh://root@"_s + lab.server(0).endpoint.host;
    }
    /// Whether all that ran for somebody who was logged in ends soon.
    static bool isQuiet(const LabFixture &lab)
    {
        return QTest::qWaitFor([&] { return sessionProcesses(lab.pid(0)).isEmpty(); }, 20'000);
    }
    /// "jo@a.example deferred, ..." of all traces.
    static QString fates(const QList<QJsonObject> &traces)
    {
        QStringList all;
        for (const QJsonObject &trace : traces) {
            for (const QJsonValue &one : trace[u"recipients"].toArray())
                all += one[u"address"].toString() + u' ' + one[u"fate"].toString();
        }
        return all.join(u", "_s);
    }

    std::unique_ptr<LabFixture> m_files, m_journal;
};

QTEST_GUILESS_MAIN(TestHostLogs)
#include "tst_hostlogs.moc"
