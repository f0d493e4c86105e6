// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

namespace spoolscope {

/// What became of a request to an agent to sign for a login.
enum class AgentSigning {
    NotAsked, ///< the server did not take the key
    Signed,
    Untouched, ///< signed by a security key without a touch
    Refused,
    Expired, ///< nobody confirmed or touched in time
    Ended, ///< the agent closed the connection
};

/// Reads an agent's answer (draft-ietf-sshm-ssh-agent; PROTOCOL.u2f of OpenSSH for the flags).
AgentSigning signingIn(const QByteArray &answer, bool isSecurityKey);

/// Why a login did not get further with a key that the server had taken: a remark on the key, and
/// what to do. Empty where nothing is known.
struct SigningTrouble
{
    QString remark;
    QString advice;
};
SigningTrouble troubleOf(AgentSigning signing, bool isSecurityKey, const QString &host);

/// Why the login ended, and what to do, where the answer did not come in time.
QString lateSigningText(bool isSecurityKey, const QString &account);

}
