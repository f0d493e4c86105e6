// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/agentsigning.h"

#include <QCoreApplication>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr char signAnswer = 14;
constexpr qsizetype flagsAndCounter = 5; // the end of a security key's signature
constexpr char userPresence = 1;

}

AgentSigning signingIn(const QByteArray &answer, bool isSecurityKey)
{
    if (!answer.startsWith(signAnswer))
        return AgentSigning::Refused;
    if (isSecurityKey && answer.size() > flagsAndCounter
        && (answer[answer.size() - flagsAndCounter] & userPresence) == 0)
        return AgentSigning::Untouched;
    return AgentSigning::Signed;
}

SigningTrouble troubleOf(AgentSigning signing, bool isSecurityKey, const QString &host)
{
    switch (signing) {
    case AgentSigning::NotAsked:
    case AgentSigning::Expired:
        break;
    case AgentSigning::Signed:
        return {Ssh::tr("the server takes this key, but not its signature"),
            isSecurityKey
                ? Ssh::tr(
                      "%1 knows the security key, but its signature was not enough. It may want "
                      "the PIN as well (verify-required in authorized_keys). The log of its "
                      "sshd says why.")
                      .arg(host)
                : Ssh::tr("%1 knows the key, but did not let you in with it. The log of its sshd "
                          "says why.")
                      .arg(host)};
    case AgentSigning::Untouched:
        return {Ssh::tr("the security key signed without a touch"),
            Ssh::tr("%1 wants the security key to be touched, but it was made to sign without. Use "
                    "one that asks for a touch, or write no-touch-required before it in "
                    "authorized_keys.")
                .arg(host)};
    case AgentSigning::Refused:
        return {Ssh::tr("the server takes this key, but the agent refused to sign"),
            isSecurityKey
                ? Ssh::tr("See that the security key is plugged in, connect again and touch it. If "
                          "it has a PIN, the agent needs an ssh-askpass program to ask for it.")
                : Ssh::tr("The agent may have asked you to confirm the use of the key. Connect "
                          "again and allow it.")};
    case AgentSigning::Ended:
        return {Ssh::tr("the agent ended before it signed"),
            Ssh::tr("Check the agent with: ssh-add -l")};
    }
    return {};
}

QString lateSigningText(bool isSecurityKey, const QString &account)
{
    return isSecurityKey
        ? Ssh::tr("The security key was not touched in time to log in as %1. Connect again and "
                  "touch it.")
              .arg(account)
        : Ssh::tr("The SSH agent did not sign in time to log in as %1. It may have asked you to "
                  "confirm the use of the key. Connect again and answer it.")
              .arg(account);
}

}
