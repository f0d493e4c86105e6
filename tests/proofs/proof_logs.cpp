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

#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 linesInTest = 100'000;
constexpr qint64 breaksInTest = 30, breaksInSoak = 200;

/// A way of turning a log: a shell script and its words.
struct Turn
{
    QByteArray name;
    QString script;
    QStringList words = {};
    bool mayLose = false; ///< what was written between a copy and the cut
};

/// `options`: of logrotate(8).
Turn logrotate(const QByteArray &name, const QString &options, bool mayLose = false)
{
    return {name,
        // Names by date differ by the second.
        u"printf %s \"$1\" >/tmp/rotate.conf; chmod 644 /tmp/rotate.conf; "
        "while [ -e /var/log/mail.log-$(date +%Y%m%d-%s) ]; do sleep 0.1; done; "
        "logrotate -s /tmp/rotate.state -f /tmp/rotate.conf"_s,
        {u"/var/log/mail.log {\n rotate 999\n su root adm\n "_s + options + u"\n}\n"_s}, mayLose};
}

QList<Turn> turnsOfFiles()
{
    const QString hangUp
        = u"create 0640 root adm\n postrotate\n pkill -HUP -x rsyslogd\n%1 endscript"_s;
    // Until it takes the signal rsyslog writes to the old file, which would be packed without that.
    const QString wait
        = u" until ! ls -l /proc/$(pgrep -x rsyslogd)/fd | grep -q 'mail[.]log[.]'; do :; done\n"_s;
    return {logrotate("debian", u"compress\n delaycompress\n "_s + hangUp.arg(QString())),
        logrotate("redhat", u"dateext\n dateformat -%Y%m%d-%s\n "_s + hangUp.arg(QString())),
        logrotate("gzip", u"compress\n "_s + hangUp.arg(wait)),
        logrotate("copytruncate", u"copytruncate"_s, true),
        logrotate("copytruncate-gzip", u"copytruncate\n compress"_s, true)};
}

/// Each line is a message of its own. $1 the word, $2 the first number, $3 the last.
const QString writeLines
    = u"seq -f \"$1 %.0f\" $2 $3 | logger --socket-errors=on -p mail.info -t postfix/qmgr"_s;

}

/// Numbered lines through a real rsyslog and a real journald, over a link that breaks.
class ProofLogs : public QObject
{
    Q_OBJECT

private slots:
    void followsAFile()
    {
        ProofHost host(1);
        const QList<Turn> turns = turnsOfFiles();
        for (const Turn &turn : turns) {
            inHost(host, u"rm -f /var/log/mail.log[.-]* /tmp/rotate.state; : >/var/log/mail.log"_s);
            prove(host, {LogSource::Kind::File, "/var/log/mail.log"}, turn, turns.size());
        }
    }

    void followsTheJournal()
    {
        ProofHost host(1, {u"--log"_s, u"journal"_s});
        prove(host, {LogSource::Kind::Journal}, {"journal", u"journalctl --rotate"_s}, 1);
    }

    void cleanupTestCase()
    {
        m_run.print(m_run.count());
        QCOMPARE(m_run.failures(), 0);
    }

private:
    /// With one of `parts` of the lines and of the breaks.
    void prove(ProofHost &host, const LogSource &source, const Turn &turn, qint64 parts)
    {
        NumberedLog log(turn.name);
        const auto follower = makeLogFollower(source, QTimeZone::utc(), {0, {}}, log);
        std::jthread reader([&](const std::stop_token &stop) { read(host, *follower, stop); });

        const qint64 before = host.proxy().figures().connections;
        const qint64 lines = m_run.count() / parts;
        const qint64 breaks = (m_run.count() > linesInTest ? breaksInSoak : breaksInTest) / parts;
        qint64 written = 0;
        for (qint64 i = 0; i < breaks; ++i) {
            std::mt19937_64 random = m_run.random(m_trial++);
            const qint64 connections = host.proxy().figures().connections;
            breakTheNext(host, random);
            const qint64 upTo = lines * (i + 1) / breaks;
            for (quint64 times = 1 + random() % 2; times > 0; --times) {
                const qint64 middle = written + qint64(random() % quint64(upTo - written + 1));
                write(host, turn.name, written + 1, middle);
                inHost(host, turn.script, turn.words);
                m_run.add(u"rotations"_s);
                written = middle;
            }
            write(host, turn.name, written + 1, upTo);
            written = upTo;
            QVERIFY2(waitForConnection(host, connections + 1), "it does not connect again");
        }
        host.proxy().setScript({});
        host.proxy().resetAll();
        if (!log.waitFor(written))
            m_run.fail(0,
                u"%1: nothing comes behind %2 of %3"_s.arg(QLatin1StringView(turn.name))
                    .arg(log.account().last)
                    .arg(written));
        reader.request_stop();
        reader.join();
        host.proxy().resetAll();
        m_run.add(u"connections"_s, host.proxy().figures().connections - before);
        judge(host, turn, log.account(), written);
    }

    void judge(
        ProofHost &host, const Turn &turn, const NumberedLog::Account &account, qint64 written)
    {
        const QString name = QString::fromLatin1(turn.name);
        const auto fail = [&](const QString &what) { m_run.fail(0, name + u": "_s + what); };
        if (!waitUntilQuiet(host))
            fail(u"something still runs on the host: "_s
                + QString::fromUtf8(host.sessionProcesses().join(' ')));
        for (const QString &fault : account.faults)
            fail(fault);
        const qint64 lostAtGaps = qint64(account.lostAtGaps.size());
        if (account.lines + lostAtGaps != written)
            fail(
                u"%1 lines and %2 in gaps of %3"_s.arg(account.lines).arg(lostAtGaps).arg(written));
        if (account.gaps > 0 && !turn.mayLose)
            fail(u"%1 gaps, though all is on the disk: %2"_s.arg(account.gaps)
                    .arg(account.reasons.join(u"; "_s)));
        for (const qint64 number : onDisk(host, name, account.lostAtGaps))
            fail(u"%1 is on the disk and was not handed over"_s.arg(number));
        m_run.add(u"lines"_s, account.lines);
        m_run.add(u"lost"_s, account.lost);
        m_run.add(u"doubled"_s, account.doubled);
        m_run.add(u"gaps of copytruncate"_s, account.gaps);
        m_run.add(u"lost by the server in these"_s, lostAtGaps);
    }

    /// Which of these lines are in any file of the log, or in the journal.
    static std::set<qint64> onDisk(
        ProofHost &host, const QString &name, const std::set<qint64> &numbers)
    {
        std::set<qint64> found;
        if (numbers.empty())
            return found;
        const QByteArray all = inHost(host,
            u"{ journalctl -q -o cat SYSLOG_FACILITY=2; zcat -f /var/log/mail.log*; } 2>/dev/null "
            u"| "
            "sed -n \"s/.*$1 //p\""_s,
            {name});
        for (const QByteArray &line : all.split('\n')) {
            if (const qint64 number = line.toLongLong(); numbers.contains(number))
                found.insert(number);
        }
        return found;
    }

    static void read(ProofHost &host, LogFollower &follower, const std::stop_token &stop)
    {
        SshConnectOptions options;
        options.liveness = {150ms, 900ms};
        while (!stop.stop_requested()) {
            if (const auto transport = host.connect(options))
                (void)follower.follow(**transport, stop);
            std::this_thread::sleep_for(20ms);
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
            std::this_thread::sleep_for(5ms);
        return host.proxy().figures().connections >= number;
    }

    static void write(ProofHost &host, const QByteArray &name, qint64 from, qint64 to)
    {
        if (from <= to)
            inHost(host, writeLines,
                {QString::fromLatin1(name), QString::number(from), QString::number(to)});
    }

    /// Not by lab exec: a Python start is long.
    static QByteArray inHost(ProofHost &host, const QString &script, const QStringList &words = {})
    {
        QProcess process;
        process.start(u"nsenter"_s,
            QStringList{u"--target"_s, QString::number(host.lab().pid(0)), u"--mount"_s, u"--pid"_s,
                u"--uts"_s, u"--ipc"_s, u"--net"_s, u"--"_s, u"sh"_s, u"-c"_s, script, u"sh"_s}
                + words);
        if (!process.waitForFinished(120'000) || process.exitCode() != 0)
            qFatal() << script << words << process.readAllStandardError();
        return process.readAllStandardOutput();
    }

    ProofRun m_run{"logs", linesInTest};
    qint64 m_trial = 0;
};

QTEST_GUILESS_MAIN(ProofLogs)
#include "proof_logs.moc"
