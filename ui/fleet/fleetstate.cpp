// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/fleet/fleetstate.h"

#include <QCoreApplication>

#include <algorithm>

namespace spoolscope {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(spoolscope::FleetModel)
};

QString attentionText(const Server &server)
{
    if (server.question())
        return Words::tr("asks a question");
    const auto request = server.secretRequest();
    if (!request)
        return Words::tr("unknown host key");
    switch (request->key.kind) {
    case SecretKind::Passphrase:
        return Words::tr("passphrase needed");
    case SecretKind::SudoPassword:
        return Words::tr("sudo password needed");
    case SecretKind::Password:
        break;
    }
    return Words::tr("password needed");
}

QString connectingText(const Server &server)
{
    switch (server.loginHint()) {
    case LoginHint::TouchKey:
        return Words::tr("touch your security key");
    case LoginHint::AgentWaits:
        return Words::tr("waiting for the SSH agent");
    case LoginHint::None:
        break;
    }
    return Words::tr("connecting…");
}

}

FleetState fleetState(const InstanceStatus &status)
{
    if (status.listing)
        return FleetState::Busy;
    const bool brokeOff = status.snapshot && status.snapshot->state() == ListingState::Incomplete;
    return status.listingError || brokeOff ? FleetState::Incomplete : FleetState::Connected;
}

FleetState fleetState(const Server &server)
{
    switch (server.state()) {
    case ServerState::Offline:
        return FleetState::Offline;
    case ServerState::Connecting:
        return server.question() ? FleetState::Attention : FleetState::Busy;
    case ServerState::AwaitingHostKey:
    case ServerState::AwaitingSecret:
        return FleetState::Attention;
    case ServerState::Failed:
        return FleetState::Failed;
    case ServerState::Connected:
        break;
    }
    const bool isPartial = server.facts() && !server.facts()->leftOut.isEmpty();
    FleetState worst
        = isPartial || server.isSilent() ? FleetState::Incomplete : FleetState::Connected;
    for (const InstanceStatus &status : server.instances()) {
        const FleetState state = fleetState(status);
        if (state == FleetState::Busy)
            return state;
        worst = std::max(worst, state);
    }
    return worst;
}

QString stateText(const Server &server, FleetState state)
{
    switch (state) {
    case FleetState::Offline:
        return Words::tr("offline");
    case FleetState::Busy:
        return server.state() == ServerState::Connecting ? connectingText(server) : QString();
    case FleetState::Attention:
        return attentionText(server);
    case FleetState::Connected:
        return {};
    case FleetState::Incomplete:
        return server.isSilent() ? Words::tr("not answering") : Words::tr("incomplete");
    case FleetState::Failed:
        break;
    }
    switch (server.error() ? server.error()->kind : ErrorKind::Network) {
    case ErrorKind::Auth:
        return Words::tr("login refused");
    case ErrorKind::HostKey:
        return Words::tr("host key refused");
    case ErrorKind::NotFound:
        return Words::tr("no Postfix");
    case ErrorKind::Timeout:
        return Words::tr("no answer");
    default:
        return Words::tr("unreachable");
    }
}

QString questionLabel(const Server &server)
{
    if (server.question())
        return Words::tr("Answer…");
    if (const auto request = server.secretRequest())
        return request->key.kind == SecretKind::Passphrase ? Words::tr("Enter Passphrase…")
                                                           : Words::tr("Enter Password…");
    if (!server.hostKeyOffer())
        return {};
    return server.hostKeyOffer()->verdict == HostKeyVerdict::Unknown ? Words::tr("Check Host Key…")
                                                                     : Words::tr("Show Host Keys…");
}

QStringList marks(const ServerDefinition &definition)
{
    QStringList words;
    if (definition.role == ServerRole::Production)
        words += Words::tr("production");
    else if (definition.role == ServerRole::Test)
        words += Words::tr("test");
    if (definition.isReadOnly)
        words += Words::tr("read-only");
    return words;
}

void FleetTally::add(const InstanceStatus &status)
{
    const auto count = status.messageCount();
    if (!count || !status.snapshot) {
        isComplete = false;
        return;
    }
    isKnown = true;
    messages += *count;
    isComplete = isComplete && status.snapshot->state() == ListingState::Complete;
}

}
