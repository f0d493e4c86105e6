// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshauth.h"

#include "core/transport/sshkeyboard.h"
#include "core/transport/sshpublickey.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr int mostSteps = 8; ///< a server that never has enough

enum class Method { PublicKey, Keyboard, Password };

class Authentication final
{
public:
    Authentication(SshLogin &login, std::vector<SshKeyFile> keys)
        : m_login(login), m_keys(login, std::move(keys)), m_methods(order(login.target()))
    {
    }

    std::expected<void, SshConnectFailure> run();

private:
    static QList<Method> order(const SshConfig &target);
    static int libsshName(Method method);
    LoginResult step(); ///< one round through the methods that are left
    LoginResult tryMethod(Method method);
    LoginResult tryPassword();

    SshLogin &m_login;
    SshPublicKeyLogin m_keys;
    QList<Method> m_methods; ///< refused ones leave
};

QList<Method> Authentication::order(const SshConfig &target)
{
    QList<Method> methods;
    for (const QByteArray &name : target.preferredMethods) {
        if (name == "publickey" && target.publicKey)
            methods += Method::PublicKey;
        else if (name == "keyboard-interactive" && target.keyboardInteractive)
            methods += Method::Keyboard;
        else if (name == "password" && target.password)
            methods += Method::Password;
    }
    return methods;
}

int Authentication::libsshName(Method method)
{
    switch (method) {
    case Method::PublicKey:
        return SSH_AUTH_METHOD_PUBLICKEY;
    case Method::Keyboard:
        return SSH_AUTH_METHOD_INTERACTIVE;
    case Method::Password:
        return SSH_AUTH_METHOD_PASSWORD;
    }
    Q_UNREACHABLE_RETURN(0);
}

LoginResult Authentication::tryPassword()
{
    const SecretKey key = m_login.passwordKey();
    const auto &secrets = m_login.options().secrets;
    const auto password = secrets ? secrets->find(key) : std::nullopt;
    if (!password) {
        m_login.want({key});
        return LoginStep::Refused;
    }
    // It is not in an error's text; libssh wipes the packet it was in.
    const LoginResult result = m_login.attempt(
        [&] { return ssh_userauth_password(m_login.session(), nullptr, password->bytes()); },
        u"password"_s);
    if ((result && *result != LoginStep::Refused) || m_login.patience().isCancelled())
        return result;
    if (!result && result.error().error.kind != ErrorKind::Auth)
        return result; // the link was lost or too slow; that says nothing about the password
    secrets->forget(key);
    m_login.want({key, {}, true});
    return std::unexpected(m_login.refused());
}

LoginResult Authentication::tryMethod(Method method)
{
    switch (method) {
    case Method::PublicKey:
        return m_keys.run();
    case Method::Keyboard:
        if (m_login.options().asker)
            return loginByKeyboard(m_login);
        m_login.note(Ssh::tr("keyboard-interactive (nobody was there to answer)"));
        return LoginStep::Refused;
    case Method::Password:
        return tryPassword();
    }
    Q_UNREACHABLE_RETURN(LoginStep::Refused);
}

LoginResult Authentication::step()
{
    const int accepted = ssh_userauth_list(m_login.session(), nullptr);
    const QList<Method> methods = m_methods;
    for (const Method method : methods) {
        if ((accepted & libsshName(method)) == 0)
            continue;
        LoginResult result = tryMethod(method);
        if (!result || *result != LoginStep::Refused)
            return result;
        m_methods.removeOne(method);
        if (m_login.isWaitingForSecret())
            break;
    }
    return std::unexpected(m_login.refused());
}

std::expected<void, SshConnectFailure> Authentication::run()
{
    // The methods that the server allows are known only after "none".
    LoginResult result
        = m_login.attempt([this] { return ssh_userauth_none(m_login.session(), nullptr); }, {});
    for (int steps = 0; result && *result != LoginStep::In; ++steps) {
        if (steps == mostSteps)
            return std::unexpected(m_login.refused());
        result = step();
    }
    if (!result)
        return std::unexpected(result.error());
    return {};
}

}

std::expected<void, SshConnectFailure> authenticate(ssh_session session, const SshConfig &target,
    const SshConnectOptions &options, std::vector<SshKeyFile> keys, const Patience &patience)
{
    SshLogin login(session, target, options, patience);
    return Authentication(login, std::move(keys)).run();
}

}
