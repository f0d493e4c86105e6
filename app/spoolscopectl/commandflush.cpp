// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "flushledger.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/postfix/commandadvice.h"
#include "core/postfix/flushcommand.h"
#include "core/transport/remotecommand.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

ExitCode send(const Call &call, const Target &target, const Result<CommandLine> &command)
{
    const auto answer = command.and_then(
        [&](const CommandLine &line) { return run(*target.link.transport, line, call.stop); });
    if (!answer) {
        complain(target.server.name, answer.error());
        return exitCodeFor(answer.error());
    }
    if (const auto taken = checkFlushExit(answer->exitCode, answer->errors); !taken) {
        complain(target.server.name, taken.error());
        return exitCodeFor(taken.error());
    }
    const QString instance = QString::fromUtf8(target.instance.name);
    if (call.arguments.format == Format::Json)
        printJson({{u"server"_s, target.server.name}, {u"instance"_s, instance},
            {u"destination"_s, call.arguments.destination}, {u"accepted"_s, true}});
    else
        print(
            text::visible(target.server.name).toUtf8() + "  " + instance.toUtf8() + "  accepted\n");
    return ExitCode::Done;
}

/// Remembers the flush before it is sent: a flush in doubt counts.
ExitCode flushOne(const Call &call, const Target &target)
{
    const InstanceKey key{target.server.id, target.instance.configDirectory};
    const FlushLimit::Time now(QDateTime::currentMSecsSinceEpoch());
    const auto wait = claimFlush(key, now);
    if (!wait) {
        complain(target.server.name, wait.error());
        return exitCodeFor(wait.error());
    }
    if (*wait > FlushLimit::Time::zero()) {
        complain(target.server.name,
            {ErrorKind::InvalidInput,
                u"%1 was flushed less than a minute ago; wait %2 seconds. %3"_s
                    .arg(QString::fromUtf8(target.instance.name))
                    .arg((wait->count() + 999) / 1000)
                    .arg(advice::flush())});
        return ExitCode::Usage;
    }
    return send(call, target, flushCommand(target.instance));
}

}

ExitCode flush(const Call &call)
{
    if (call.arguments.destination.isEmpty()) {
        note(advice::flush());
        return forEachTarget(call, [&](const Target &target) { return flushOne(call, target); });
    }
    const auto site = FlushSite::parse(call.arguments.destination.toUtf8());
    if (!site) {
        complain({}, site.error());
        return ExitCode::Usage;
    }
    note(advice::retrySite());
    return forEachTarget(call, [&](const Target &target) {
        return send(call, target, retrySiteCommand(target.instance, *site));
    });
}

}
