// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Verified delete (hold, re-list, compare, delete from hold) beside raw `postsuper -d -`, each on
// the same number of messages of one real queue.

#include "benchreport.h"

#include "tests/onhosts/labfixture.h"

#include "core/base/heap.h"
#include "core/journal/journaledpart.h"
#include "core/queue/queuelister.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

std::shared_ptr<const ActionPlan> planAll(const ServerLink &link, int messages)
{
    const Instance &instance = link.facts.instances.first();
    const auto snapshot
        = std::make_shared<QueueSnapshot>(InstanceKey{u"s"_s, instance.configDirectory}, qint64(0));
    if (const auto listed = listQueue(*link.transport, instance, *snapshot, {}); !listed)
        qFatal() << listed.error().message;
    ActionPlan::Selection selection{snapshot, {}, u"mx1"_s, instance, link.facts.rights.first()};
    for (QueueSnapshot::Row row = 0; row < snapshot->rowCount(); ++row) {
        if (snapshot->queue(row) == QueueName::Deferred && int(selection.rows.size()) < messages)
            selection.rows.push_back(row);
    }
    if (int(selection.rows.size()) != messages)
        qFatal() << "only" << selection.rows.size() << "deferred messages";
    return ActionPlan::freeze(Action::Delete, {&selection, 1});
}

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QCoreApplication application(argc, argv);
    const auto options = bench::parseOptions(QCoreApplication::arguments(), 20'000);
    auto started = LabFixture::start(1, 1);
    const LabFixture &lab = *started;
    const ServerDefinition server = lab.server(0);
    const QTemporaryDir scratch;
    const QString idsFile = scratch.filePath(u"ids"_s);
    int seed = 100;

    const auto prepare = [&](const ServerLink &link) {
        // Some are active or on hold: fill more than are needed.
        if (const auto filled = lab.fill(0, options.messages * 11 / 10 + 100, ++seed); !filled)
            qFatal() << filled.error().detail;
        return planAll(link, options.messages);
    };
    std::vector<double> raw;
    std::vector<double> verified;
    for (int round = 0; round < 3; ++round) {
        const auto link = connectServer(server, {}, {});
        if (!link)
            qFatal() << link.error().error.message;
        auto plan = prepare(*link);
        QFile ids(idsFile);
        if (!ids.open(QIODevice::WriteOnly))
            qFatal() << ids.errorString();
        for (const PlannedMessage &message : plan->parts()[0].messages)
            ids.write(message.identity.id.toByteArray() + '\n');
        ids.close();
        raw.push_back(bench::seconds([&] {
            bench::shell(
                bench::sshLine(server.endpoint, u"postsuper -d - <%1 2>/dev/null"_s.arg(idsFile)));
        }));

        plan = prepare(*link);
        PartResult result;
        verified.push_back(bench::seconds([&] {
            result = performPart(Journal(scratch.filePath(u"journal"_s)), *plan, 0, {},
                reconnectingSource(server, nullptr), {});
        }));
        if (result.counts()[size_t(Verdict::Done)] != options.messages)
            qFatal() << "deleted" << result.counts()[size_t(Verdict::Done)]
                     << (result.error ? result.error->message : QString());
    }
    bench::Report report;
    report.add(u"raw_postsuper_s"_s, bench::median(raw), u"s"_s);
    report.add(u"verified_delete_s"_s, bench::median(verified), u"s"_s);
    report.add(u"verified_per_s"_s, options.messages / bench::median(verified), u"messages/s"_s);
    report.add(u"ratio"_s, bench::median(raw) / bench::median(verified), u"rate/rate"_s);
    report.writeTo(options.out);
    return 0;
}
