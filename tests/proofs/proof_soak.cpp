// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "faultproxy.h"
#include "proofrun.h"
#include "tests/onhosts/hostprocesses.h"
#include "tests/onhosts/labfixture.h"
#include "tests/ui/stallmeter.h"

#include "core/servers/fleet.h"
#include "ui/mainwindow.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int secondsInTest = 40;
constexpr int hostsInTest = 4;
constexpr int hostsInSoak = 8;
constexpr size_t most = 25; ///< messages of an action
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double longestStall = 1000; ///< ms of processor time
#else
constexpr double longestStall = 100;
#endif

struct Sample
{
    qint64 heap = 0; ///< bytes that are allocated and not freed
    qint64 memory = 0; ///< bytes resident
    qint64 files = 0, threads = 0;
};

Sample takeSample()
{
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        qFatal("no /proc");
    const auto count
        = [](const QString &directory) { return QDir(directory).entryList(QDir::NoFilter).size(); };
    const auto heap = ::mallinfo2();
    return {qint64(heap.uordblks + heap.hblkhd),
        statm.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE),
        count(u"/proc/self/fd"_s), count(u"/proc/self/task"_s)};
}

/// The median of one member over a quarter of the samples.
qint64 median(const std::vector<Sample> &samples, int quarter, qint64 Sample::*member)
{
    std::vector<qint64> values;
    const size_t size = samples.size() / 4;
    for (size_t i = size * size_t(quarter); i < size * size_t(quarter + 1); ++i)
        values.push_back(samples[i].*member);
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

}

/// The window on several hosts while mail arrives, actions are carried out and connections break
/// every few seconds: nothing grows, nothing stalls, and nothing is left running on the hosts.
class ProofSoak : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        const bool isTest = m_run.hours() == 0 && m_run.count() <= secondsInTest;
        m_hosts = isTest ? hostsInTest : hostsInSoak;
        m_lab = LabFixture::start(m_hosts, 300);
        for (int i = 0; i < m_hosts; ++i)
            m_proxies.push_back(std::make_unique<FaultProxy>(m_lab->server(i).endpoint.host, 22));
        writeKnownHosts();
    }

    void staysAsItWas()
    {
        Fleet fleet(Journal(m_files.filePath(u"journal"_s)));
        MainWindow window(fleet, std::nullopt);
        window.resize(1280, 800);
        window.show();
        for (int i = 0; i < m_hosts; ++i)
            fleet.add(server(i));
        fleet.connectAll();
        QTRY_VERIFY_WITH_TIMEOUT(
            std::ranges::all_of(fleet.servers(),
                [](const Server *one) { return one->state() == ServerState::Connected; }),
            120'000);
        QTRY_VERIFY_WITH_TIMEOUT(window.queuePage()->isSettled(), 60'000);

        const qint64 seconds = m_run.hours() > 0 ? qint64(m_run.hours() * 3600) : m_run.count();
        m_random = m_run.random(0);
        StallMeter stalls;
        std::vector<Sample> samples;
        {
            const std::jthread trouble([this](const std::stop_token &stop) { makeTrouble(stop); });
            QElapsedTimer clock;
            clock.start();
            for (qint64 tick = 0; clock.elapsed() < seconds * 1000; ++tick) {
                QTest::qWait(250);
                if (tick % 4 == 0)
                    samples.push_back(takeSample());
                if (tick % 6 == 1)
                    act(fleet);
                if (tick % 20 == 7)
                    fleet.refreshAll();
                if (tick % 5 == 2)
                    look(window);
            }
        }
        const double longest = stalls.longest();
        calmDown(fleet);
        judge(samples, longest);
        leavesNothingBehind();
        m_run.print(seconds);
        QVERIFY(m_run.figure(u"faults"_s) > seconds / 12);
        QVERIFY(m_run.figure(u"operations"_s) > seconds / 12);
        QCOMPARE(m_run.failures(), 0);
    }

private:
    void writeKnownHosts()
    {
        QFile labs(m_lab->knownHostsFile());
        QFile known(m_files.filePath(u"known_hosts"_s));
        QVERIFY(labs.open(QIODevice::ReadOnly) && known.open(QIODevice::WriteOnly));
        for (const QByteArray &line : labs.readAll().split('\n')) {
            for (int i = 0; i < m_hosts; ++i) {
                const QByteArray names = line.split(' ').first();
                if (names.split(',').contains(m_lab->server(i).endpoint.host.toLatin1()))
                    known.write("[127.0.0.1]:" + QByteArray::number(m_proxies[size_t(i)]->port())
                        + line.sliced(line.indexOf(' ')) + '\n');
            }
        }
    }

    ServerDefinition server(int host) const
    {
        ServerDefinition server = m_lab->server(host);
        server.endpoint.host = u"127.0.0.1"_s;
        server.endpoint.port = m_proxies[size_t(host)]->port();
        server.endpoint.knownHostsFile = m_files.filePath(u"known_hosts"_s);
        return server;
    }

    /// On a thread of its own: faults, and mail that arrives.
    void makeTrouble(const std::stop_token &stop)
    {
        std::mt19937_64 random = m_run.random(1);
        for (int round = 0; !stop.stop_requested(); ++round) {
            for (int i = 0; i < 20 && !stop.stop_requested(); ++i)
                std::this_thread::sleep_for(100ms);
            const int host = int(random() % quint64(m_hosts));
            if (round % 3 == 2 && m_lab->fill(host, 15, 1000 + round))
                m_run.add(u"mail arrived"_s, 15);
            FaultProxy &proxy = *m_proxies[random() % m_proxies.size()];
            switch (random() % 6) {
            case 0:
                m_lab->killConnections(host);
                break;
            case 1:
                killSessionProcesses(m_lab->pid(host), "postqueue", SIGKILL);
                killSessionProcesses(m_lab->pid(host), "postsuper", SIGKILL);
                break;
            case 2: // the next connection is a bad one
                proxy.setScript(FaultScript::line(std::chrono::milliseconds(random() % 200),
                    20'000 + qint64(random() % 500'000)));
                proxy.arm({Fault::Reset});
                break;
            default:
                proxy.setScript({});
                proxy.arm(randomBreak(
                    random, random() % 2 == 0 ? Way::ToServer : Way::ToClient, 100'000));
            }
            m_run.add(u"faults"_s);
        }
        for (const auto &proxy : m_proxies)
            proxy->setScript({});
    }

    void act(Fleet &fleet)
    {
        Server *server = fleet.servers()[qsizetype(m_random() % quint64(m_hosts))];
        if (server->state() != ServerState::Connected || server->instances().empty())
            return;
        const InstanceStatus &status = server->instances().front();
        if (!status.snapshot || status.snapshot->state() != ListingState::Complete)
            return;
        constexpr std::array actions{
            Action::Hold, Action::Release, Action::Delete, Action::Delete, Action::Delete};
        const Action action = actions[m_random() % actions.size()];
        ActionPlan::Selection selection{
            status.snapshot, {}, server->name(), status.instance, status.rights};
        const QueueName queue = action == Action::Release ? QueueName::Hold : QueueName::Deferred;
        for (QueueSnapshot::Row row = 0; row < status.snapshot->rowCount(); ++row) {
            if (status.snapshot->queue(row) == queue && selection.rows.size() < most
                && m_random() % 3 == 0)
                selection.rows.push_back(row);
        }
        if (selection.rows.empty())
            return;
        const auto plan = ActionPlan::freeze(action, {&selection, 1});
        m_run.add(u"operations"_s);
        ++m_running;
        server->execute(plan, 0, {.reason = u"soak"_s}, this, {}, [this, plan](PartResult result) {
            --m_running;
            if (result.verdicts.size() != plan->parts()[0].messages.size())
                m_run.fail(0, u"a message without a verdict"_s);
            for (const Verdict verdict : result.verdicts)
                m_run.add(u"verdict "_s + toString(verdict));
        });
    }

    /// What a person does meanwhile.
    void look(const MainWindow &window)
    {
        QueuePage &page = *window.queuePage();
        const int rows = page.model().rowCount();
        if (rows > 0)
            page.view()->setCurrentIndex(page.model().index(int(m_random() % quint64(rows)), 0));
        page.view()->viewport()->update();
    }

    void calmDown(Fleet &fleet)
    {
        for (const auto &proxy : m_proxies)
            proxy->disarm();
        QTRY_COMPARE_WITH_TIMEOUT(m_running, 0, 120'000);
        for (Server *server : fleet.servers())
            server->disconnectFromServer();
        QTest::qWait(500);
        for (const auto &proxy : m_proxies)
            proxy->resetAll(); // what a black hole keeps
    }

    void judge(const std::vector<Sample> &samples, double longest)
    {
        const auto compare = [&](const QString &what, qint64 Sample::*member, qint64 slack) {
            const qint64 before = median(samples, 1, member);
            const qint64 after = median(samples, 3, member);
            m_run.set(what, QJsonArray{before, after});
            if (after > before + slack)
                m_run.fail(0, u"%1 grew from %2 to %3"_s.arg(what).arg(before).arg(after));
        };
        compare(u"heap"_s, &Sample::heap, median(samples, 1, &Sample::heap) / 20 + (8 << 20));
        // What is resident goes on to grow for the first minute, while each of the threads gets
        // an arena of its own from the C library.
        compare(u"memory"_s, &Sample::memory, median(samples, 1, &Sample::memory) / 5 + (16 << 20));
        compare(u"descriptors"_s, &Sample::files, 4 * m_hosts);
        compare(u"threads"_s, &Sample::threads, 2 * m_hosts);
        m_run.set(u"longest stall in ms"_s, longest);
        if (longest > longestStall)
            m_run.fail(0, u"a stall of %1 ms"_s.arg(longest));
    }

    void leavesNothingBehind()
    {
        for (int host = 0; host < m_hosts; ++host) {
            const auto left = [&] { return sessionProcesses(m_lab->pid(host)); };
            if (!QTest::qWaitFor([&] { return left().isEmpty(); }, 30'000))
                m_run.fail(0,
                    u"%1 still runs %2"_s.arg(
                        m_lab->name(host), QString::fromLatin1(left().join(' '))));
        }
    }

    ProofRun m_run{"soak", secondsInTest};
    int m_hosts = 0;
    std::unique_ptr<LabFixture> m_lab;
    std::vector<std::unique_ptr<FaultProxy>> m_proxies;
    QTemporaryDir m_files;
    std::mt19937_64 m_random;
    int m_running = 0;
};

QTEST_MAIN(ProofSoak)
#include "proof_soak.moc"
