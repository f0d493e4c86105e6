// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The shape of a listing that is at hand beside `ssh host qshape deferred`, which reads every queue
// file. Both print the same table, or this ends with an error.

#include "benchreport.h"

#include "tests/onhosts/labfixture.h"
#include "tests/onhosts/qshapetable.h"

#include "core/base/heap.h"
#include "core/queue/queuelister.h"
#include "core/queue/shaperecord.h"
#include "core/queue/shapetext.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <array>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array deferred{QueueName::Deferred};

void list(const ServerDefinition &server, QueueSnapshot &snapshot)
{
    auto transport = SshTransport::connect(server.endpoint, {}, {});
    if (!transport)
        qFatal() << transport.error().error.message;
    const auto listed = listQueue(**transport, {"-", "/etc/postfix"}, snapshot, {}, {});
    if (!listed)
        qFatal() << listed.error().message << listed.error().detail;
}

/// As spoolscopectl does it.
QByteArray tableOf(const QueueSnapshot &snapshot, qint64 now)
{
    ShapeCounter counter({});
    ShapeCounter::Adder adder(counter, snapshot, now);
    const auto rows = QueueSnapshot::Row(snapshot.rowCount());
    for (QueueSnapshot::Row row = 0; row < rows; ++row) {
        if (snapshot.queue(row) == QueueName::Deferred)
            adder.add(row);
    }
    return shapeText(counter.shape());
}

/// As the window does it: by recipients and senders, for every queue, and then put together.
QByteArray recordedTableOf(const QueueSnapshot &snapshot, qint64 now)
{
    const SharedRecord record = countShape(snapshot, {}, now, 0);
    return shapeText(joinShapes({&record, 1}, {}, deferred));
}

/// A message may grow into the next bucket, or be tried, between the two.
void compare(const LabFixture &lab, QueueSnapshot &snapshot)
{
    QByteArray theirs, mine;
    for (int attempt = 0; attempt < 10; ++attempt) {
        const auto table = lab.exec(0, {u"qshape"_s, u"deferred"_s});
        if (!table)
            qFatal() << table.error().message;
        theirs = *table;
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        // Somewhere within its run it looked at the clock.
        for (qint64 ago = 0; ago < 30; ++ago) {
            mine = tableOf(snapshot, now - ago);
            if (comparableTable(mine) != comparableTable(theirs))
                continue;
            if (recordedTableOf(snapshot, now - ago) != mine)
                qFatal() << "the window's table is another one";
            return;
        }
    }
    qFatal() << "qshape prints another table:\n" << theirs << "\nand not\n" << mine;
}

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QCoreApplication application(argc, argv);
    const auto options = bench::parseOptions(QCoreApplication::arguments(), 100'000);
    const auto lab = LabFixture::start(1, options.messages);
    const ServerDefinition server = lab->server(0);
    QueueSnapshot snapshot({u"s"_s, "/etc/postfix"}, 0);
    list(server, snapshot);
    compare(*lab, snapshot);

    const QString ssh = bench::sshLine(server.endpoint, u"qshape deferred >/dev/null"_s);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const auto pairs
        = bench::measurePairs(5, [&] { bench::shell(ssh); }, [&] { tableOf(snapshot, now); });
    std::vector<double> recorded;
    for (int i = 0; i < 5; ++i)
        recorded.push_back(bench::seconds([&] { recordedTableOf(snapshot, now); }));
    bench::Report report;
    report.add(u"messages"_s, double(snapshot.rowCount()), u"messages"_s);
    report.add(u"ssh_qshape_s"_s, bench::median(pairs.first), u"s"_s);
    report.add(u"shape_s"_s, bench::median(pairs.second), u"s"_s);
    report.add(u"ratio"_s, pairs.medianRatio(), u"time/time"_s);
    report.add(u"record_s"_s, bench::median(recorded), u"s"_s);
    report.add(
        u"record_ratio"_s, bench::median(recorded) / bench::median(pairs.first), u"time/time"_s);
    report.writeTo(options.out);
    return 0;
}
