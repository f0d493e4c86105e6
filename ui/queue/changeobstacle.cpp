// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/changeobstacle.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>

namespace spoolscope {

namespace {

struct Obstacle
{
    Q_DECLARE_TR_FUNCTIONS(Obstacle)
};

/// The sentence about one right that is missing.
QString missing(Right right, const Server &server, const InstanceStatus &status)
{
    const QString name = text::visible(server.name());
    const QString command = QString::fromUtf8(commandFor(right, status.instance).join(' '));
    const auto &facts = server.facts();
    const qsizetype place = facts ? facts->instances.indexOf(status.instance) : -1;
    const auto offered = place >= 0 && place < facts->offered.size()
        ? facts->offered[place].of(right)
        : std::nullopt;
    if (offered == Privilege::SudoPassword)
        return Obstacle::tr("sudo on %1 asks for a password to run \"%2\". Edit the server and "
                            "choose sudo with a password.")
            .arg(name, command);
    if (offered)
        return Obstacle::tr("%1 is set to work without sudo, which \"%2\" needs. Edit the server "
                            "to change that.")
            .arg(name, command);
    if (facts && facts->sudo == SudoAnswer::NeedsTerminal)
        return Obstacle::tr("sudo on %1 insists on a terminal (requiretty), so \"%2\" cannot be "
                            "run. The server's menu, Rights, shows the rule that helps.")
            .arg(name, command);
    return Obstacle::tr("The account %1 on %2 may not run \"%3\". The server's menu, Rights, shows "
                        "the sudo rule that allows it.")
        .arg(facts ? text::visible(facts->account) : QString(), name, command);
}

}

std::vector<Right> rightsNeeded(Action action)
{
    switch (action) {
    case Action::Hold:
        return {Right::Hold, Right::Release};
    case Action::Release:
        return {Right::Release};
    case Action::Delete:
        return {Right::Hold, Right::Release, Right::DeleteHeld};
    case Action::Requeue:
        return {Right::Hold, Right::Release, Right::RequeueHeld};
    case Action::Trash:
        return {Right::Hold, Right::Release};
    case Action::Return:
        return {Right::Hold, Right::Release, Right::ExpireHeld};
    case Action::Retry:
        return {Right::Flush};
    }
    Q_UNREACHABLE_RETURN({});
}

QString changeObstacle(const Server *server, const InstanceKey &key, std::span<const Right> rights)
{
    const InstanceStatus *status = server ? server->instance(key) : nullptr;
    if (!status)
        return Obstacle::tr("The server is no longer in the list.");
    if (server->state() != ServerState::Connected)
        return Obstacle::tr("%1 is not connected.").arg(text::visible(server->name()));
    if (const QString why = server->readOnlyReason(); !why.isEmpty())
        return text::visible(why);
    for (const Right right : rights) {
        if (!status->rights.of(right))
            return missing(right, *server, *status);
    }
    return {};
}

}
