// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/secretholder.h"
#include "core/transport/sshconfig.h"
#include "core/transport/sshhandle.h"
#include "core/transport/sshhandshake.h"
#include "core/transport/sshtransport.h"

#include <optional>

namespace spoolscope {

enum class LoginStep {
    Refused, ///< this did not help; another way may
    Partial, ///< accepted, but the server asks for more
    In,
};
using LoginResult = std::expected<LoginStep, SshConnectFailure>;

/// One login under way: what its methods share, and the account of what was tried.
class SshLogin final
{
public:
    SshLogin(ssh_session session, const SshConfig &target, const SshConnectOptions &options,
        const Patience &patience);

    ssh_session session() const { return m_session; }
    const SshConfig &target() const { return m_target; }
    const SshConnectOptions &options() const { return m_options; }
    const Patience &patience() const { return m_later ? *m_later : m_patience; }

    /// Time that a person took is not the server's.
    void personWasAsked() { m_later.emplace(m_patience.stopToken(), m_options.deadline); }

    /// Runs a non-blocking function of libssh that tries one way in. `what` names it afterwards.
    template <typename Call> LoginResult attempt(Call call, const QString &what);
    void note(const QString &tried) { m_tried += tried; }
    /// What to do when nothing else lets us in, instead of the usual advice; the first one stays.
    void advise(const QString &advice);
    /// Remembers the first secret that would help.
    void want(SecretRequest request);
    bool isWaitingForSecret() const { return m_wanted.has_value(); }
    std::optional<SecretRequest> wanted() const { return m_wanted; }
    SecretKey passwordKey() const;

    SshConnectFailure refused() const;
    SshConnectFailure failed(ErrorKind kind, const QString &message) const;
    QString banner() const; ///< what the server said unasked; visible and cut

private:
    LoginResult judge(int answer, const QString &what);

    ssh_session m_session;
    const SshConfig &m_target;
    const SshConnectOptions &m_options;
    const Patience &m_patience;
    std::optional<Patience> m_later;
    QStringList m_tried;
    QString m_advice;
    std::optional<SecretRequest> m_wanted;
};

/// At most 4 KB of what a server wrote, with line breaks, fit to be shown.
QString serverText(QByteArrayView bytes);

template <typename Call> LoginResult SshLogin::attempt(Call call, const QString &what)
{
    const auto answer = repeat(m_session, m_target, patience(), SSH_AUTH_AGAIN, call);
    if (!answer)
        return std::unexpected(SshConnectFailure{answer.error()});
    return judge(*answer, what);
}

}
