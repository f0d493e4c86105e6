// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"
#include "labfixture.h"
#include "scratchjournal.h"
#include "tests/core/linerecorder.h"

#include "core/servers/fleet.h"

#include <QJsonDocument>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

#include <signal.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000; ///< ms

/// Of the recorder's lines those that the test wrote.
QByteArrayList marked(const LineRecorder &recorder)
{
    QByteArrayList texts;
    for (const QByteArray &line : recorder.lines()) {
        if (const qsizetype at = line.indexOf("number "); at >= 0)
            texts += line.sliced(at);
        else if (line == "GAP")
            texts += line;
    }
    return texts;
}

QByteArrayList numbers(int from, int to)
{
    QByteArrayList texts;
    for (int i = from; i <= to; ++i)
        texts += "number " + QByteArray::number(i);
    return texts;
}

}

/// One host with rsyslog's files and one with the journal only.
class TstHostLogs : public QObject
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
        QCOMPARE(
            logSources(facts(*m_journal, u"root"_s)), QList{LogSource{LogSource::Kind::Journal}});
    }

    void followsAcrossLostConnections_data()
    {
        QTest::addColumn<bool>("isJournal");
        QTest::newRow("file") << false;
        QTest::newRow("journal") << true;
    }

    void followsAcrossLostConnections()
    {
        QFETCH(const bool, isJournal);
        const LabFixture &lab = isJournal ? *m_journal : *m_files;
        const auto recorder = std::make_shared<LineRecorder>();
        Fleet fleet(scratchJournal());
        Server *server = fleet.add(lab.server(0));
        ServerLogs &logs = server->logs();
        QCOMPARE(logs.state(), LogsState::Off);
        QSignalSpy grew(&logs, &ServerLogs::grew);
        write(lab, 1, 10);
        logs.follow(recorder, 0);
        QCOMPARE(logs.state(), LogsState::Waiting);
        server->connectToServer();
        QTRY_COMPARE_WITH_TIMEOUT(marked(*recorder), numbers(1, 10), patience);
        QTRY_COMPARE_WITH_TIMEOUT(logs.state(), LogsState::Following, patience);
        QCOMPARE(logs.sources(), QStringList{isJournal ? u"journal"_s : u"/var/log/mail.log"_s});

        lab.killConnections(0);
        QTRY_COMPARE_WITH_TIMEOUT(logs.state(), LogsState::Waiting, patience);
        write(lab, 11, 20);
        server->connectToServer();
        QTRY_COMPARE_WITH_TIMEOUT(marked(*recorder), numbers(1, 20), patience);

        logs.stop();
        QCOMPARE(logs.state(), LogsState::Off);
        write(lab, 21, 30);
        logs.follow(recorder, 0);
        QTRY_COMPARE_WITH_TIMEOUT(marked(*recorder), numbers(1, 30), patience);
        QCOMPARE(logs.gapCount(), 0);
        QCOMPARE(logs.lineCount(), recorder->lines().size());
        QTRY_VERIFY(!grew.isEmpty());
    }

    void saysThatNothingMayBeRead()
    {
        const auto recorder = std::make_shared<LineRecorder>();
        Fleet fleet(scratchJournal());
        Server *server = fleet.add(m_files->server(0, u"viewer"_s));
        server->logs().follow(recorder);
        server->connectToServer();
        QTRY_COMPARE_WITH_TIMEOUT(server->logs().state(), LogsState::Failed, patience);
        QVERIFY(server->logs().error()->message.contains(u"/var/log/mail.log"_s));
    }

    /// Until Ctrl+C.
    void followsByCommand()
    {
        QProcess process;
        CtlCaller(*m_files).start(process,
            {u"log"_s, u"follow"_s, url(*m_files), u"--json"_s, u"--since"_s, u"1h"_s});
        write(*m_files, 31, 40);
        QSet<QByteArray> seen;
        while (!seen.contains("number 40") && process.waitForReadyRead(patience)) {
            while (process.canReadLine()) {
                const QJsonObject event = QJsonDocument::fromJson(process.readLine()).object();
                QCOMPARE(event[u"server"_s].toString(), m_files->server(0).endpoint.host);
                const QByteArray raw = event[u"raw"_s].toString().toUtf8();
                if (const qsizetype at = raw.indexOf("number "); at >= 0)
                    seen += raw.sliced(at);
            }
        }
        QCOMPARE(seen.size(), 40);
        QCOMPARE(::kill(pid_t(process.processId()), SIGINT), 0);
        QVERIFY(process.waitForFinished(patience));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
    }

    void summarisesAServer()
    {
        const Outcome summary = CtlCaller(*m_files).call(
            {u"log"_s, u"summary"_s, url(*m_files), u"--since"_s, u"1h"_s, u"--json"_s});
        QVERIFY2(summary.exitCode == 0, summary.errors.constData());
        QCOMPARE(summary.objects().size(), 1);
    }

private:
    static void write(const LabFixture &lab, int from, int to)
    {
        const auto written = lab.exec(0,
            {u"sh"_s, u"-c"_s,
                u"seq -f 'number %.0f' %1 %2 | "
                "logger --socket-errors=on -p mail.info -t postfix/qmgr"_s.arg(from)
                    .arg(to)});
        QVERIFY2(written, written ? "" : written.error().detail.constData());
    }
    static QString url(const LabFixture &lab)
    {
        return u"ssh://root@"_s + lab.server(0).endpoint.host;
    }

    std::unique_ptr<LabFixture> m_files, m_journal;
};

QTEST_GUILESS_MAIN(TstHostLogs)
#include "tst_hostlogs.moc"
