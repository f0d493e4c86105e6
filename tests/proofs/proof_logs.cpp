// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "account.h"
#include "numberedlog.h"
#include "proofhost.h"
#include "proofrun.h"

#include "core/logs/logfollower.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <array>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 linesInTest = 100'000;
constexpr qint64 breaksInTest = 30, breaksInSoak = 200;

/// $1 the first number, $2 the last; each line is a message of its own.
const QString writeLines
    = u"seq -f 'number %.0f' $1 $2 | logger --socket-errors=on -p mail.info -t postfix/qmgr"_s;

/// Where logrotate has done its part, rsyslog writes to the old file until it takes the signal.
const QString untilReopened
    = u"until ! ls -l /proc/$(pgrep -x rsyslogd)/fd | grep -q 'mail.log[.]'; do :; done"_s;

QString logrotate(const QString &options)
{
    return u"printf '/var/log/mail.log {\\n rotate 999\\n su root adm\\n %1\\n}\\n' >/tmp/rotate.conf; "
           "chmod 644 /tmp/rotate.conf; logrotate -s /tmp/rotate.state -f /tmp/rotate.conf"_s.arg(
               options);
}

/// In each way that logrotate has.
QStringList rotations()
{
    const QString reopen
        = u"create 0640 root adm\\n postrotate\\n pkill -HUP -x rsyslogd\\n endscript"_s;
    return {logrotate(reopen), logrotate(u"copytruncate"_s),
        logrotate(reopen) + u"; "_s + untilReopened + u"; gzip /var/log/mail.log.1"_s,
        logrotate(u"copytruncate\\n compress"_s),
        logrotate(reopen + u"\\n compress\\n delaycompress"_s)};
}

}

/// Numbered lines through a real rsyslog and a real journald, over a link that breaks.
class ProofLogs : public QObject
{
    Q_OBJECT

private slots:
    void followsAFile()
    {
        prove(u"file"_s, {u"--log"_s, u"rsyslog"_s},
            {LogSource::Kind::File, "/var/log/mail.log"}, rotations());
    }

    void followsTheJournal()
    {
        prove(u"journal"_s, {u"--log"_s, u"journal"_s}, {LogSource::Kind::Journal},
            {u"journalctl --rotate"_s});
    }

    void cleanupTestCase()
    {
        m_run.print(m_run.count());
        QCOMPARE(m_run.failures(), 0);
    }

private:
    void prove(const QString &name, const QStringList &labOptions, const LogSource &source,
        const QStringList &turns)
    {
        ProofHost host(1, labOptions);
        NumberedLog log;
        const auto follower = makeLogFollower(source, QTimeZone::utc(), {0, {}}, log);
        std::jthread reader([&](const std::stop_token &stop) { read(host, *follower, stop); });

        const qint64 breaks = m_run.count() > linesInTest ? breaksInSoak : breaksInTest;
        qint64 written = 0;
        for (qint64 trial = 0; trial < breaks; ++trial) {
            std::mt19937_64 random = m_run.random(trial);
            const qint64 connections = host.proxy().figures().connections;
            breakTheNext(host, random);
            const qint64 upTo = m_run.count() * (trial + 1) / breaks;
            const qint64 middle = written + qint64(random() % quint64(upTo - written));
            write(host, written + 1, middle);
            inHost(host, turns[qsizetype(trial) % turns.size()], {});
            write(host, middle + 1, upTo);
            written = upTo;
            QVERIFY2(waitForConnection(host, connections + 1), "it does not connect again");
        }
        host.proxy().setScript({});
        host.proxy().resetAll();
        if (!log.waitFor(written))
            m_run.fail(0, u"%1: nothing comes behind %2"_s.arg(name).arg(log.last()));
        reader.request_stop();
        reader.join();
        host.proxy().resetAll();
        judge(host, name, log, written);
    }

    void judge(ProofHost &host, const QString &name, const NumberedLog &log, qint64 written)
    {
        if (!waitUntilQuiet(host))
            m_run.fail(0, name + u": something still runs on the host: "_s
                    + QString::fromUtf8(host.sessionProcesses().join(' ')));
        for (const QString &fault : log.faults())
            m_run.fail(0, name + u": "_s + fault);
        const std::set<qint64> lost = log.lost();
        if (log.count() + qint64(lost.size()) != written)
            m_run.fail(0, u"%1: %2 lines of %3"_s.arg(name).arg(log.count()).arg(written));
        for (const qint64 number : onDisk(host, lost))
            m_run.fail(number, name + u": it is on the disk and was not handed over"_s);
        m_run.set(name + u" lines"_s, log.count());
        m_run.set(name + u" lost by the server at gaps"_s, qint64(lost.size()));
        m_run.set(name + u" gaps"_s, log.gaps());
        m_run.set(name + u" connections"_s, host.proxy().figures().connections);
    }

    /// Which of these lines are in any file of the log, or in the journal.
    std::set<qint64> onDisk(ProofHost &host, const std::set<qint64> &numbers) const
    {
        std::set<qint64> found;
        if (numbers.empty())
            return found;
        const QByteArray all = inHost(host,
            u"journalctl -q -o cat SYSLOG_FACILITY=2 2>/dev/null; zcat -f /var/log/mail.log*"_s, {});
        for (const QByteArray &line : all.split('\n')) {
            const qint64 number = line.sliced(line.lastIndexOf(' ') + 1).toLongLong();
            if (line.contains("number ") && numbers.contains(number))
                found.insert(number);
        }
        return found;
    }

    static void read(ProofHost &host, LogFollower &follower, const std::stop_token &stop)
    {
        SshConnectOptions options;
        options.liveness = {150ms, 900ms};
        while (!stop.stop_requested()) {
            const auto transport = host.connect(options);
            if (transport)
                (void)follower.follow(**transport, stop);
        }
    }

    /// At some byte of what comes, or soon, whatever comes.
    static void breakTheNext(ProofHost &host, std::mt19937_64 &random)
    {
        constexpr qint64 most = 200'000;
        Break what = randomBreak(random, random() % 4 == 0 ? Way::ToServer : Way::ToClient, most);
        what.afterTime = 300ms + std::chrono::milliseconds(random() % 1500);
        host.proxy().setScript({{}, {}, what});
        host.proxy().arm(what);
    }

    static bool waitForConnection(ProofHost &host, qint64 number)
    {
        const QDeadlineTimer deadline(60s);
        while (host.proxy().figures().connections < number && !deadline.hasExpired())
            std::this_thread::yield();
        return !deadline.hasExpired();
    }

    static void write(ProofHost &host, qint64 from, qint64 to)
    {
        if (from <= to)
            inHost(host, writeLines, {QString::number(from), QString::number(to)});
    }

    /// Not by lab exec: a Python start is long.
    static QByteArray inHost(ProofHost &host, const QString &script, const QStringList &words)
    {
        QProcess process;
        process.start(u"nsenter"_s,
            QStringList{u"--target"_s, QString::number(host.lab().pid(0)), u"--mount"_s, u"--pid"_s,
                u"--uts"_s, u"--ipc"_s, u"--net"_s, u"--"_s, u"sh"_s, u"-c"_s, script, u"sh"_s}
                + words);
        if (!process.waitForFinished(120'000) || process.exitCode() != 0)
            qFatal() << script << process.readAllStandardError();
        return process.readAllStandardOutput();
    }

    ProofRun m_run{"logs", linesInTest};
};

QTEST_GUILESS_MAIN(ProofLogs)
#include "proof_logs.moc"
