// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The libssh transport beside OpenSSH's client on one long stream. --messages: megabytes.

#include "benchreport.h"

#include "tests/onhosts/labfixture.h"

#include "core/base/heap.h"
#include "core/transport/remotecommand.h"
#include "core/transport/sshtransport.h"

#include <QCoreApplication>

using namespace spoolscope;
using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QCoreApplication application(argc, argv);
    const auto options = bench::parseOptions(QCoreApplication::arguments(), 300);
    auto lab = LabFixture::start(1, 1);
    const SshEndpoint endpoint = lab->server(0).endpoint;
    const qint64 bytes = qint64(options.messages) << 20;
    const QByteArray size = QByteArray::number(bytes);

    // Bytes with no pattern to speak of, prepared before the clock starts.
    if (const auto made
        = lab->exec(0, {u"sh"_s, u"-c"_s, u"head -c %1 /dev/urandom > /tmp/stream"_s.arg(bytes)});
        !made)
        qFatal() << made.error().detail;
    const QString read = u"cat /tmp/stream >/dev/null"_s;
    const auto ours = [&] {
        const auto transport = SshTransport::connect(endpoint, {}, {});
        if (!transport)
            qFatal() << transport.error().error.message;
        auto command = RemoteCommand::start(**transport, {{"cat", "/tmp/stream"}}, {});
        qint64 received = 0;
        while (command) {
            const auto chunk = command->read();
            if (!chunk)
                qFatal() << chunk.error().message << chunk.error().detail;
            if (chunk->isEmpty())
                break;
            received += chunk->size();
        }
        if (received != bytes)
            qFatal() << "received" << received << "of" << bytes;
    };
    const auto pairs
        = bench::measurePairs(5, [&] { bench::shell(bench::sshLine(endpoint, read)); }, ours);
    bench::Report report;
    const double theirs = bench::median(pairs.first);
    const double mine = bench::median(pairs.second);
    report.add(u"ssh_s"_s, theirs, u"s"_s);
    report.add(u"spoolscope_s"_s, mine, u"s"_s);
    report.add(u"spoolscope_mb_per_s"_s, double(bytes) / 1e6 / mine, u"MB/s"_s);
    report.add(u"ratio"_s, 1 / pairs.medianRatio(), u"rate/rate"_s);
    // ssh's default is ChaCha20; with the cipher that we ask for it is faster as well.
    const QString sameCipher = bench::sshLine(endpoint, read, u"-c aes128-gcm@openssh.com"_s);
    report.add(u"ratio_same_cipher"_s,
        1
            / bench::measurePairs(
                5, [&] { bench::shell(sameCipher); }, ours)
                .medianRatio(),
        u"rate/rate"_s);
    report.writeTo(options.out);
    return 0;
}
