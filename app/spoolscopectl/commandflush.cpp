// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/postfix/commandadvice.h"

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

ExitCode told(const Call &call, const Target &target, const Result<void> &asked)
{
    if (!asked) {
        complain(target.server.name, asked.error());
        return asked.error().kind == ErrorKind::InvalidInput ? ExitCode::Usage
                                                             : exitCodeFor(asked.error());
    }
    const QString instance = QString::fromUtf8(target.instance.name);
    if (call.arguments.format == Format::Json)
        printJson({{u"server"_s, target.server.name}, {u"instance"_s, instance},
            {u"destination"_s, call.arguments.destination}, {u"accepted"_s, true}});
    else
        print(text::visible(target.server.name).toUtf8() + "  " + text::visible(instance).toUtf8()
            + "  accepted\n");
    return ExitCode::Done;
}

}

ExitCode flush(const Call &call)
{
    if (call.arguments.destination.isEmpty()) {
        note(advice::flush());
        return forEachTarget(call, [&](const Target &target) {
            return told(call, target, flushQueue(Journal(), requestPlace(target), call.stop));
        });
    }
    const auto site = FlushSite::parse(call.arguments.destination.toUtf8());
    if (!site) {
        complain({}, site.error());
        return ExitCode::Usage;
    }
    note(advice::retrySite());
    return forEachTarget(call, [&](const Target &target) {
        return told(
            call, target, retryDestination(Journal(), requestPlace(target), *site, call.stop));
    });
}

}
