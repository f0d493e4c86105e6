// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A large listing from its bytes to a full store, on one core; then through a real sshd; beside
// what people count such a listing with today.

#include "benchreport.h"

#include "tests/onhosts/labfixture.h"

#include "core/base/heap.h"
#include "core/postfix/queuelisting.h"
#include "core/queue/queuesnapshot.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <optional>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 chunk = 64 << 10; ///< bytes, as they come from an SSH channel
constexpr qint64 buffered = 8 * chunk; ///< bytes that are read before the clock goes on
constexpr int rounds = 5;

/// A store that is filled with what `feed` hands over.
class Filling final
{
public:
    void feed(QByteArrayView bytes) { m_parser.feed(bytes); }
    const QueueSnapshot &end()
    {
        m_parser.finish();
        m_snapshot.end(ListingState::Complete, m_parser.badLineCount(), {});
        if (m_parser.badLineCount() > 0 || m_snapshot.duplicateCount() > 0 || m_snapshot.isFull())
            qFatal("the listing was not taken as it is");
        return m_snapshot;
    }

private:
    QueueSnapshot m_snapshot{{u"s"_s, "/etc/postfix"}, 0};
    QueueListParser m_parser{[this](const ListedMessage &message) { m_snapshot.add(message); }};
};

struct Memory
{
    qint64 resident = 0;
    size_t counted = 0; ///< by the store's own account
    size_t messages = 0;
};

Memory memoryOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        qFatal() << file.errorString();
    const qint64 before = bench::residentBytes();
    Filling filling;
    for (QByteArray bytes = file.read(chunk); !bytes.isEmpty(); bytes = file.read(chunk))
        filling.feed(bytes);
    const QueueSnapshot &snapshot = filling.end();
    return {bench::residentBytes() - before, snapshot.residentBytes(), snapshot.rowCount()};
}

void feedInChunks(Filling &filling, QByteArrayView bytes)
{
    for (qsizetype at = 0; at < bytes.size(); at += chunk)
        filling.feed(bytes.sliced(at, std::min<qsizetype>(chunk, bytes.size() - at)));
}

void fillFrom(QByteArrayView bytes)
{
    Filling filling;
    feedInChunks(filling, bytes);
    filling.end();
}

/// The same without what a file costs: the bytes are where reading has just put them, as those of a
/// channel are.
double secondsToFillFromBuffer(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        qFatal() << file.errorString();
    QByteArray bytes(buffered, Qt::Uninitialized);
    std::optional<Filling> filling;
    double seconds = bench::processorSeconds([&] { filling.emplace(); });
    while (const qint64 size = std::max<qint64>(file.read(bytes.data(), buffered), 0)) {
        seconds += bench::processorSeconds(
            [&] { feedInChunks(*filling, QByteArrayView(bytes).first(size)); });
    }
    return seconds + bench::processorSeconds([&] {
        filling->end();
        filling.reset();
    });
}

void fillThrough(const SshEndpoint &endpoint)
{
    const auto transport = SshTransport::connect(endpoint, {}, {});
    if (!transport)
        qFatal() << transport.error().error.message;
    auto command = RemoteCommand::start(**transport, {{"cat", "/tmp/listing"}}, {});
    if (!command)
        qFatal() << command.error().message;
    Filling filling;
    const auto read = command->readAll([&](const QByteArray &bytes) {
        filling.feed(bytes);
        return true;
    });
    if (!read)
        qFatal() << read.error().message;
    filling.end();
}

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QCoreApplication application(argc, argv);
    const auto options = bench::parseOptions(QCoreApplication::arguments(), 1'000'000);
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"listing"_s);
    bench::shell(u"tests/lab/listing --messages %1 >%2"_s.arg(options.messages).arg(path));
    bench::Report report;
    const Memory memory = memoryOf(path);
    QFile file(path);
    const uchar *const mapped = file.open(QIODevice::ReadOnly) ? file.map(0, file.size()) : nullptr;
    if (!mapped)
        qFatal() << file.errorString();
    const QByteArrayView listing(mapped, file.size());
    const double megabytes = double(listing.size()) / 1e6;
    report.add(u"messages"_s, double(memory.messages), u"messages"_s);
    report.add(u"listing_mb"_s, megabytes, u"MB"_s);
    report.add(
        u"bytes_per_message"_s, double(memory.resident) / double(memory.messages), u"bytes"_s);
    report.add(u"counted_bytes_per_message"_s, double(memory.counted) / double(memory.messages),
        u"bytes"_s);
    fillFrom(listing); // the pages of the file are at hand behind this
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round)
        times.push_back(bench::processorSeconds([&] { fillFrom(listing); }));
    report.add(u"mb_per_s"_s, megabytes / bench::median(times), u"MB/s"_s);
    for (double &time : times)
        time = secondsToFillFromBuffer(path);
    report.add(u"mb_per_s_from_buffer"_s, megabytes / bench::median(times), u"MB/s"_s);

    const auto beside = [&](const QString &name, const QString &command) {
        const auto pairs
            = bench::measurePairs(1, [&] { bench::shell(command); }, [&] { fillFrom(listing); });
        report.add(name + u"_s"_s, bench::median(pairs.first), u"s"_s);
        report.add(u"ratio_to_"_s + name, pairs.medianRatio(), u"time/time"_s);
    };
    beside(u"jq"_s, u"jq -c .sender %1 >/dev/null"_s.arg(path));
    beside(u"python"_s,
        u"python3 -c 'import collections, json, sys; print(collections.Counter("
        "json.loads(line)[\"sender\"] for line in sys.stdin).most_common(10))' <%1 >/dev/null"_s
            .arg(path));

    const auto lab = LabFixture::start(1, 1);
    const SshEndpoint endpoint = lab->server(0).endpoint;
    if (!QFile::copy(path, lab->root(0) + u"/tmp/listing"_s))
        qFatal("the listing could not be put on the host");
    const QString ssh = bench::sshLine(endpoint, u"cat /tmp/listing >/dev/null"_s);
    const auto pairs
        = bench::measurePairs(3, [&] { bench::shell(ssh); }, [&] { fillThrough(endpoint); });
    report.add(u"ssh_s"_s, bench::median(pairs.first), u"s"_s);
    report.add(u"sshd_mb_per_s"_s, megabytes / bench::median(pairs.second), u"MB/s"_s);
    report.add(u"ratio_to_ssh"_s, pairs.medianRatio(), u"time/time"_s);
    report.writeTo(options.out);
}
