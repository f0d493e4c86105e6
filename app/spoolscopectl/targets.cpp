// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "targets.h"

#include "core/servers/serverstore.h"
#include "core/transport/secretholder.h"

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

void applyOptions(const Arguments &arguments, ServerDefinition &server)
{
    if (!arguments.identityFile.isEmpty())
        server.endpoint.identityFile = arguments.identityFile;
    if (!arguments.knownHostsFile.isEmpty())
        server.endpoint.knownHostsFile = arguments.knownHostsFile;
    if (!arguments.sshConfigFile.isEmpty())
        server.endpoint.configFile = arguments.sshConfigFile;
    if (!arguments.jump.isEmpty())
        server.endpoint.proxyJump = arguments.jump;
}

}

Result<QList<ServerDefinition>> findServers(const Arguments &arguments)
{
    QList<ServerDefinition> stored;
    QList<ServerDefinition> found;
    for (const QString &word : arguments.servers) {
        if (word.contains(u':')) {
            auto server = parseServerAddress(word);
            if (!server)
                return std::unexpected(server.error());
            found.append(std::move(*server));
            continue;
        }
        if (stored.isEmpty()) {
            auto loaded = ServerStore().load();
            if (!loaded)
                return std::unexpected(loaded.error());
            stored = std::move(*loaded);
        }
        const auto match = std::ranges::find(stored, word, &ServerDefinition::name);
        if (match == stored.end())
            return failure(ErrorKind::InvalidInput,
                u"no stored server is called \"%1\"; use ssh://[user@]host[:port], or add it in "
                u"Spoolscope first"_s.arg(word));
        found.append(*match);
    }
    for (ServerDefinition &server : found)
        applyOptions(arguments, server);
    return found;
}

QString readOnlyReason(const ServerDefinition &server)
{
    if (!server.isReadOnly)
        return {};
    return u"%1 is stored as read-only. Allow changes by its menu in Spoolscope, or set "
           u"\"readOnly\" "
           u"to false for it in %2."_s.arg(server.name, ServerStore::defaultFile());
}

RequestPlace requestPlace(const Target &target)
{
    return {*target.link.transport, target.instance, target.rights,
        {target.server.id, target.instance.configDirectory}, target.server.name,
        target.server.address(), target.link.facts.account, target.link.hostKey,
        readOnlyReason(target.server)};
}

std::optional<ServerDefinition> storedServer(const Arguments &arguments, const QString &id)
{
    const auto stored = ServerStore().load();
    if (!stored)
        return std::nullopt;
    const auto match = std::ranges::find(*stored, id, &ServerDefinition::id);
    if (match == stored->end())
        return std::nullopt;
    ServerDefinition server = *match;
    applyOptions(arguments, server);
    return server;
}

SshConnectOptions Call::connectOptions() const
{
    SshConnectOptions options;
    options.secrets = secrets;
    options.asker = terminal;
    if (terminal)
        options.hint = [](LoginHint hint) {
            if (hint == LoginHint::TouchKey)
                note(u"spoolscopectl: touch your security key"_s);
            else if (hint == LoginHint::AgentWaits)
                note(u"spoolscopectl: waiting for the SSH agent; it may ask for a confirmation"_s);
        };
    return options;
}

SshConnectOptions Call::jobOptions() const
{
    SshConnectOptions options = connectOptions();
    options.asker.reset();
    return options;
}

std::expected<ServerLink, ExitCode> connectTo(const ServerDefinition &server, const Call &call)
{
    constexpr int mostTries = 3; // as NumberOfPasswordPrompts of ssh_config(5)
    std::map<SecretKey, int> tries;
    auto link = connectServer(server, call.connectOptions(), call.stop);
    while (!link && link.error().secret && call.terminal) {
        const SecretRequest request = *link.error().secret;
        if (++tries[request.key] > mostTries)
            break;
        if (request.wasRefused)
            complain(server.name, {ErrorKind::Auth, link.error().error.message});
        auto secret = call.terminal->askSecret(request, call.stop);
        if (!secret)
            break;
        call.secrets->put(request.key, std::move(*secret));
        link = connectServer(server, call.connectOptions(), call.stop);
    }
    if (link)
        return std::move(*link);
    const SshConnectFailure &why = link.error();
    complain(server.name, why.error);
    if (why.hostKey && why.hostKey->verdict == HostKeyVerdict::Unknown)
        note(u"    If %1 is the fingerprint your server really has, record it first: open the "
             u"server in Spoolscope or connect once with ssh."_s.arg(
                 QString::fromLatin1(why.hostKey->fingerprint)));
    return std::unexpected(exitCodeFor(why.error));
}

ExitCode forEachTarget(const Call &call, const std::function<ExitCode(const Target &)> &work)
{
    ExitCode code = ExitCode::Done;
    const QByteArray wanted = call.arguments.instance.toUtf8();
    for (const ServerDefinition &server : call.servers) {
        const auto link = connectTo(server, call);
        if (!link) {
            code = worse(code, link.error());
            continue;
        }
        QStringList names;
        bool any = false;
        for (qsizetype i = 0; i < link->facts.instances.size(); ++i) {
            const Instance &instance = link->facts.instances[i];
            names.append(QString::fromUtf8(instance.name));
            if (wanted.isEmpty() || wanted == instance.name || wanted == instance.configDirectory) {
                any = true;
                code = worse(code, work({server, *link, instance, link->facts.rights[i]}));
            }
        }
        if (!any) {
            complain(server.name,
                {ErrorKind::InvalidInput,
                    u"there is no instance \"%1\"; there are: %2"_s.arg(
                        call.arguments.instance, names.join(u", "_s))});
            code = worse(code, ExitCode::Usage);
        }
    }
    return code;
}

}
