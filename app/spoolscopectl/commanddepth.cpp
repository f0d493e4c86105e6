// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/queue/listeddepths.h"
#include "core/queue/queuelister.h"
#include "core/transport/remotecommand.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// What an account without a look at the directories can know: the five queues postqueue lists.
Result<QueueDepths> countByListing(const Target &target, std::stop_token stop)
{
    QueueSnapshot snapshot(
        {target.server.id, target.instance.configDirectory}, QDateTime::currentMSecsSinceEpoch());
    if (const auto listed = listQueue(*target.link.transport, target.instance, snapshot, stop);
        !listed)
        return std::unexpected(listed.error());
    return depthsOf(snapshot);
}

Result<QueueDepths> count(const Target &target, std::stop_token stop)
{
    if (!target.rights.countQueues)
        return countByListing(target, stop);
    const auto answer = run(*target.link.transport, countQueuesCommand(target.instance), stop);
    if (!answer)
        return std::unexpected(answer.error());
    return parseDepths(answer->output);
}

void printHeader()
{
    QByteArray line
        = QByteArray("server").leftJustified(20) + QByteArray("instance").leftJustified(16);
    for (const QueueName name : allQueues)
        line += toBytes(name).toByteArray().rightJustified(9);
    print(line + '\n');
}

void printDepths(Format format, const Target &target, const QueueDepths &depths)
{
    const QString instanceName = QString::fromUtf8(target.instance.name);
    QString line = target.server.name.leftJustified(20) + instanceName.leftJustified(16);
    QJsonObject object{{u"server"_s, target.server.name}, {u"instance"_s, instanceName}};
    for (const QueueName name : allQueues) {
        const auto known = depths[name];
        line += (known ? QString::number(*known) : u"?"_s).rightJustified(9);
        object.insert(toString(name), known ? QJsonValue(*known) : QJsonValue());
    }
    if (format == Format::Json)
        printJson(object);
    else
        printText(line);
}

}

ExitCode depth(const Call &call)
{
    if (call.arguments.format != Format::Json)
        printHeader();
    return forEachTarget(call, [&](const Target &target) {
        const auto depths = count(target, call.stop);
        if (!depths) {
            complain(target.server.name, depths.error());
            return exitCodeFor(depths.error());
        }
        printDepths(call.arguments.format, target, *depths);
        return ExitCode::Done;
    });
}

}
