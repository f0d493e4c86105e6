// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A listing to a full store beside `ssh host postqueue -j`, and the window while it lists.

#include "benchreport.h"

#include "tests/onhosts/labfixture.h"

#include "core/base/heap.h"
#include "core/queue/queuelister.h"
#include "core/queue/queuesnapshot.h"
#include "core/servers/fleet.h"
#include "core/servers/serverstore.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTimer>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// A transport that notes when the first byte of stdout came.
class WatchedTransport final : public Transport
{
public:
    explicit WatchedTransport(std::shared_ptr<Transport> inner) : m_inner(std::move(inner)) { }
    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &command, std::stop_token stop) override
    {
        auto process = m_inner->start(command, std::move(stop));
        if (!process)
            return process;
        return std::make_unique<Watched>(std::move(*process), m_sinceFirstByte);
    }
    bool isAlive() const override { return m_inner->isAlive(); }
    void whenLost(std::function<void(const Error &)> handler) override
    {
        m_inner->whenLost(std::move(handler));
    }
    qint64 sinceFirstByte() const { return m_sinceFirstByte.nsecsElapsed(); }

private:
    class Watched final : public RemoteProcess
    {
    public:
        Watched(std::unique_ptr<RemoteProcess> inner, QElapsedTimer &clock)
            : m_inner(std::move(inner)), m_clock(clock)
        {
        }
        Result<QByteArray> read(std::stop_token stop, std::chrono::milliseconds silence) override
        {
            auto bytes = m_inner->read(std::move(stop), silence);
            if (!m_clock.isValid())
                m_clock.start();
            return bytes;
        }
        void write(const QByteArray &bytes) override { m_inner->write(bytes); }
        void writeSecret(const Secret &secret) override { m_inner->writeSecret(secret); }
        Result<void> waitForOutput(std::stop_token stop, std::chrono::milliseconds silence) override
        {
            return m_inner->waitForOutput(std::move(stop), silence);
        }
        void closeInput() override { m_inner->closeInput(); }
        Result<ExitStatus> wait(std::stop_token stop, std::chrono::milliseconds silence) override
        {
            return m_inner->wait(std::move(stop), silence);
        }
        QByteArray takeErrorOutput() override { return m_inner->takeErrorOutput(); }

    private:
        std::unique_ptr<RemoteProcess> m_inner;
        QElapsedTimer &m_clock;
    };

    std::shared_ptr<Transport> m_inner;
    QElapsedTimer m_sinceFirstByte;
};

struct Listing
{
    double firstRowsMs = -1;
    size_t rows = 0;
    qint64 resident = 0;
    size_t stored = 0; ///< bytes by the store's own account
};

Listing listOnce(const ServerDefinition &server)
{
    // What stays when the connection with its buffers is gone is what the store costs.
    const qint64 before = bench::residentBytes();
    Listing listing;
    QueueSnapshot snapshot({u"s"_s, "/etc/postfix"}, 0);
    {
        auto opened = SshTransport::connect(server.endpoint, {}, {});
        if (!opened)
            qFatal() << opened.error().error.message;
        WatchedTransport transport(std::move(*opened));
        const auto listed
            = listQueue(transport, {"-", "/etc/postfix"}, snapshot, {}, [&](qint64 rows) {
                  if (rows > 0 && listing.firstRowsMs < 0)
                      listing.firstRowsMs = double(transport.sinceFirstByte()) / 1e6;
              });
        if (!listed)
            qFatal() << listed.error().message << listed.error().detail;
    }
    listing.rows = snapshot.rowCount();
    listing.stored = snapshot.residentBytes();
    listing.resident = bench::residentBytes() - before;
    return listing;
}

/// What the SSH and cryptography libraries allocate once in a process is not the store's.
void connectOnce(const ServerDefinition &server)
{
    auto opened = SshTransport::connect(server.endpoint, {}, {});
    if (!opened)
        qFatal() << opened.error().error.message;
    if (const auto process = (*opened)->start("true", {}); !process)
        qFatal() << process.error().message;
}

/// The longest time between two turns of the event loop while the window lists the host, in ms.
double longestStall(const ServerDefinition &server)
{
    Fleet fleet;
    MainWindow window(fleet, std::nullopt);
    window.resize(1600, 1000);
    window.show();
    Server *added = fleet.add(server);
    QElapsedTimer sinceTurn;
    qint64 longest = 0;
    QTimer heartbeat;
    heartbeat.setTimerType(Qt::PreciseTimer);
    QObject::connect(&heartbeat, &QTimer::timeout, &heartbeat, [&] {
        longest = std::max(longest, sinceTurn.nsecsElapsed());
        sinceTurn.start();
        const auto &instances = added->instances();
        if (!instances.empty() && !instances[0].listing && instances[0].snapshot)
            QApplication::exit();
    });
    // The first painting of the window is not the listing.
    QTimer::singleShot(500, &heartbeat, [&] {
        added->connectToServer();
        sinceTurn.start();
        heartbeat.start(1);
    });
    QApplication::exec();
    return double(longest) / 1e6;
}

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    QStandardPaths::setTestModeEnabled(true);
    const QApplication application(argc, argv);
    QApplication::setApplicationName(u"bench_list"_s);
    const auto options = bench::parseOptions(QApplication::arguments(), 100'000);
    const auto lab = LabFixture::start(1, options.messages);
    const ServerDefinition server = lab->server(0);

    connectOnce(server);
    const Listing first = listOnce(server);

    const QString ssh = bench::sshLine(server.endpoint, u"postqueue -j >/dev/null"_s);
    const auto pairs
        = bench::measurePairs(5, [&] { bench::shell(ssh); }, [&] { listOnce(server); });
    bench::Report report;
    report.add(u"messages"_s, double(first.rows), u"messages"_s);
    report.add(u"ssh_postqueue_s"_s, bench::median(pairs.first), u"s"_s);
    report.add(u"spoolscope_s"_s, bench::median(pairs.second), u"s"_s);
    report.add(u"ratio"_s, pairs.medianRatio(), u"time/time"_s);
    report.add(u"ratio_of_medians"_s, bench::median(pairs.second) / bench::median(pairs.first),
        u"time/time"_s);
    report.add(u"first_rows_ms"_s, first.firstRowsMs, u"ms"_s);
    report.add(u"bytes_per_message"_s, double(first.resident) / double(first.rows), u"bytes"_s);
    report.add(
        u"counted_bytes_per_message"_s, double(first.stored) / double(first.rows), u"bytes"_s);
    // The worst of three windows: the server shares this machine's processors with them.
    double stall = 0;
    for (int window = 0; window < 3; ++window)
        stall = std::max(stall, longestStall(server));
    report.add(u"max_stall_ms"_s, stall, u"ms"_s);
    report.writeTo(options.out);
    return 0;
}
