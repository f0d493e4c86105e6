// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshauth.h"

#include "core/transport/sshagent.h"
#include "core/transport/sshhandshake.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

/// One login, and the account of what was tried.
class Login final
{
public:
    Login(ssh_session session, const SshConfig &target, const Patience &patience)
        : m_session(session), m_target(target), m_patience(patience)
    {
    }

    Result<void> run();

private:
    /// Whether it is settled, one way or the other.
    Result<bool> tryNone();
    Result<bool> tryFile(const QString &path);
    Result<bool> tryAgent();
    Result<bool> tryFiles(bool defaults);
    template <typename Call> Result<bool> attempt(Call call, const QString &what);
    Error refused() const;

    ssh_session m_session;
    const SshConfig &m_target;
    const Patience &m_patience;
    QStringList m_tried;
    bool m_hasPassphrase = false; ///< a configured identity file does
};

template <typename Call> Result<bool> Login::attempt(Call call, const QString &what)
{
    const auto answer = repeat(m_session, m_target, m_patience, SSH_AUTH_AGAIN, call);
    if (!answer)
        return std::unexpected(answer.error());
    if (*answer == SSH_AUTH_SUCCESS)
        return true;
    if (*answer == SSH_AUTH_PARTIAL)
        m_tried += Ssh::tr("%1 (accepted, but the server asks for more)").arg(what);
    else if (!what.isEmpty())
        m_tried += what;
    if (isDead(m_session))
        return std::unexpected(refused());
    return false;
}

Result<bool> Login::tryNone()
{
    return attempt([this] { return ssh_userauth_none(m_session, nullptr); }, {});
}

Result<bool> Login::tryFile(const QString &path)
{
    bool isAsked = false;
    const auto noPassphrase = [](const char *, char *, size_t, int, int, void *asked) {
        *static_cast<bool *>(asked) = true;
        return -1;
    };
    ssh_key key = nullptr;
    const int read = ssh_pki_import_privkey_file(
        QFile::encodeName(path).constData(), nullptr, noPassphrase, &isAsked, &key);
    const SshKey owned(key);
    if (read == SSH_OK)
        return attempt([&] { return ssh_userauth_publickey(m_session, nullptr, key); }, path);
    if (isAsked) {
        m_hasPassphrase = true;
        m_tried += Ssh::tr("%1 (not usable: it has a passphrase)").arg(path);
    } else {
        m_tried += Ssh::tr("%1 (not usable: no private key could be read from it)").arg(path);
    }
    return false;
}

Result<bool> Login::tryAgent()
{
    const SshAgent agent(m_session, m_target.agentSocket, m_patience);
    if (!agent.isReachable()) {
        m_tried += m_target.agentSocket.isEmpty()
            ? Ssh::tr("no agent (SSH_AUTH_SOCK is not set)")
            : Ssh::tr("no agent (nothing answers at %1)").arg(m_target.agentSocket);
        return false;
    }
    // A named key that only the agent can open: offer this one alone, for each refused key counts
    // against the server's MaxAuthTries.
    const bool onlyNamed = m_hasPassphrase || m_target.identitiesOnly;
    ssh_options_set(m_session, SSH_OPTIONS_IDENTITIES_ONLY, &onlyNamed);
    const auto done = attempt(
        [this] { return ssh_userauth_agent(m_session, nullptr); }, Ssh::tr("the agent's keys"));
    // A shut agent looks like one without keys.
    if (done && !*done && m_patience.isCancelled())
        return std::unexpected(interrupted(Patience::Ended::Cancelled, m_target));
    if (done && !*done && m_patience.isExpired())
        return failure(ErrorKind::Timeout,
            Ssh::tr("The SSH agent did not answer in time. It may be waiting for a confirmation or "
                    "for a touch of a security key."));
    return done;
}

/// The files that ssh tries where none is configured; one that is not there is no news.
bool isDefault(const QFileInfo &file)
{
    constexpr std::array names{"id_rsa"_L1, "id_ecdsa"_L1, "id_ecdsa_sk"_L1, "id_ed25519"_L1,
        "id_ed25519_sk"_L1, "id_xmss"_L1, "id_dsa"_L1};
    return file.dir().dirName() == ".ssh"_L1 && std::ranges::contains(names, file.fileName());
}

Result<bool> Login::tryFiles(bool defaults)
{
    for (const QString &path : m_target.identityFiles) {
        const QFileInfo file(path);
        if (isDefault(file) != defaults || (defaults && !file.isFile()))
            continue;
        const auto done = tryFile(path);
        if (!done || *done)
            return done;
    }
    return false;
}

QString methodNames(int methods)
{
    struct Name
    {
        int method;
        QLatin1StringView name;
    };
    constexpr std::array names{Name{SSH_AUTH_METHOD_PUBLICKEY, "publickey"_L1},
        Name{SSH_AUTH_METHOD_PASSWORD, "password"_L1},
        Name{SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"_L1},
        Name{SSH_AUTH_METHOD_HOSTBASED, "hostbased"_L1},
        Name{SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"_L1}};
    QStringList found;
    for (const auto &[method, name] : names) {
        if (methods & method)
            found += name;
    }
    return found.join(", "_L1);
}

Error Login::refused() const
{
    const QByteArray detail = ssh_get_error(m_session);
    if (m_tried.isEmpty() && isDead(m_session))
        return {ErrorKind::Network,
            Ssh::tr("%1 ended the connection before the login. Try again in a minute.")
                .arg(m_target.shownHost()),
            detail};
    const int methods = ssh_userauth_list(m_session, nullptr);
    QString text = Ssh::tr("%1 was not let in.\nTried: %2.\nThe server accepts: %3.")
                       .arg(m_target.shownAccount(),
                           m_tried.isEmpty() ? Ssh::tr("no key was found") : m_tried.join("; "_L1),
                           methods != 0 ? methodNames(methods) : Ssh::tr("not known"));
    if (m_hasPassphrase)
        text += u'\n' + Ssh::tr("Use the agent for a key with a passphrase: ssh-add FILE.");
    else if (isDead(m_session))
        text += u'\n'
            + Ssh::tr("It ended the connection, perhaps after too many keys. Name the right "
                      "identity file for this server.");
    else
        text += u'\n' + Ssh::tr("Check the user name, and that its authorized_keys has your key.");
    return {ErrorKind::Auth, text, detail};
}

Result<void> Login::run()
{
    // The methods that the server allows are known only after "none".
    Result<bool> done = tryNone();
    // What was configured comes first: the agent may hold more keys than the server hears out.
    if (m_target.publicKey) {
        if (done && !*done)
            done = tryFiles(false);
        if (done && !*done)
            done = tryAgent();
        if (done && !*done)
            done = tryFiles(true);
    }
    if (!done)
        return std::unexpected(done.error());
    if (!*done)
        return std::unexpected(refused());
    return {};
}

}

Result<void> authenticate(ssh_session session, const SshConfig &target, const Patience &patience)
{
    return Login(session, target, patience).run();
}

}
