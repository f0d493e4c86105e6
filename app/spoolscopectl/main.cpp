// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "arguments.h"
#include "commands.h"
#include "console.h"
#include "targets.h"

#include "core/base/hardening.h"
#include "core/base/heap.h"
#include "core/queue/knowledge.h"
#include "core/transport/secretholder.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

ctl::ExitCode dispatch(const ctl::Call &call)
{
    const QString &command = call.arguments.command;
    if (command == "probe"_L1)
        return ctl::probe(call);
    if (command == "rights"_L1)
        return ctl::rights(call);
    if (command == "queue"_L1)
        return ctl::queue(call);
    if (command == "depth"_L1)
        return ctl::depth(call);
    if (command == "shape"_L1)
        return ctl::shape(call);
    if (command == "show"_L1)
        return ctl::show(call);
    if (command == "flush"_L1)
        return ctl::flush(call);
    if (command == "vault"_L1)
        return ctl::vault(call);
    if (command == "undo"_L1)
        return ctl::undo(call);
    if (command == "trash"_L1)
        return ctl::trash(call);
    if (command == "journal"_L1)
        return ctl::journal(call);
    if (command == "log"_L1)
        return ctl::log(call);
    return ctl::act(call);
}

/// Before any filter is read. What has a fault is said and does not keep from working.
LoadedKnowledge takeUpKnowledge()
{
    LoadedKnowledge loaded = loadKnowledge();
    for (const OwnKnowledge *own : {&loaded.causes, &loaded.providers})
        if (own->fault)
            ctl::complain({}, *own->fault);
    setKnowledge(loaded.knowledge);
    return loaded;
}

ctl::ExitCode run(const ctl::Arguments &arguments, const std::stop_token &stop)
{
    const auto servers = ctl::findServers(arguments);
    if (!servers) {
        ctl::complain({}, servers.error());
        return ctl::exitCodeFor(servers.error());
    }
    return dispatch({arguments, *servers, stop, arguments.batch ? nullptr : ctl::Terminal::open(),
        std::make_shared<SecretHolder>()});
}

}

int main(int argc, char *argv[])
{
#ifdef NDEBUG
    forbidMemoryDumps();
#endif
    keepFreedMemory();
    const ctl::StopOnSignal stop;
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"spoolscopectl"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SPOOLSCOPE_VERSION));

    const LoadedKnowledge loaded = takeUpKnowledge();
    const auto arguments = ctl::parseArguments(QCoreApplication::arguments());
    if (!arguments) {
        ctl::complain({}, arguments.error());
        ctl::note(u"Try spoolscopectl --help."_s);
        return int(ctl::ExitCode::Usage);
    }
    ctl::ExitCode code = arguments->command == "knowledge"_L1
        ? ctl::listKnowledge(arguments->format, loaded)
        : run(*arguments, stop.token());
    if (!ctl::flush())
        code = ctl::worse(code, ctl::ExitCode::Incomplete);
    return int(code);
}
