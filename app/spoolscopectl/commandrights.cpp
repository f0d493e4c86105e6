// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/postfix/sudoersrules.h"

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

/// The file goes to stdout, so that it can be piped to where it belongs; advice goes to stderr.
ExitCode rights(const Call &call)
{
    const ServerDefinition &server = call.servers.first();
    const auto link = connectTo(server, call);
    if (!link)
        return link.error();
    const QByteArray account
        = call.arguments.account.isEmpty() ? link->facts.account : call.arguments.account.toUtf8();
    if (account == "root") {
        complain(server.name,
            {ErrorKind::InvalidInput, u"root needs no rules; name the account with --user"_s});
        return ExitCode::Usage;
    }
    QList<Instance> instances;
    const QByteArray wanted = call.arguments.instance.toUtf8();
    for (const Instance &instance : link->facts.instances) {
        if (wanted.isEmpty() || wanted == instance.name || wanted == instance.configDirectory)
            instances.append(instance);
    }
    if (instances.isEmpty()) {
        complain(server.name,
            {ErrorKind::InvalidInput,
                u"there is no instance \"%1\""_s.arg(call.arguments.instance)});
        return ExitCode::Usage;
    }
    const auto rules = sudoersRules(account, *sudoRoleFrom(call.arguments.role), instances);
    if (!rules) {
        complain(server.name, rules.error());
        return ExitCode::Usage;
    }
    print(*rules);
    note(u"Put this into /etc/sudoers.d/%1 on %2 with visudo."_s.arg(
        QString::fromLatin1(sudoersFileName(account)), server.name));
    return ExitCode::Done;
}

}
