// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshlogin.h"

#include "core/base/textsafety.h"

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

constexpr qsizetype longestServerText = 4096;

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

QString requestText(const SecretRequest &request)
{
    const bool isPassphrase = request.key.kind == SecretKind::Passphrase;
    if (request.wasRefused)
        return isPassphrase
            ? Ssh::tr("This is not the passphrase of the key %1.").arg(request.key.subject)
            : Ssh::tr(
                  "%1 was not let in with this password. It may be wrong, or the server may let "
                  "this account in by key only.")
                  .arg(request.account);
    return isPassphrase ? Ssh::tr("To log in as %1, the passphrase of the key %2 is needed.")
                              .arg(request.account, request.key.subject)
                        : Ssh::tr("To log in as %1, a password is needed.").arg(request.account);
}

}

QString serverText(QByteArrayView bytes)
{
    return text::visibleLines(bytes.first(std::min(bytes.size(), longestServerText))).trimmed();
}

SshLogin::SshLogin(ssh_session session, const SshConfig &target, const SshConnectOptions &options,
    const Patience &patience)
    : m_session(session), m_target(target), m_options(options), m_patience(patience)
{
}

SecretKey SshLogin::passwordKey() const
{
    return {SecretKind::Password, m_target.shownAccount() + u':' + QString::number(m_target.port)};
}

void SshLogin::want(SecretRequest request)
{
    request.account = m_target.shownAccount();
    if (!m_wanted)
        m_wanted = std::move(request);
}

void SshLogin::advise(const QString &advice)
{
    if (m_advice.isEmpty())
        m_advice = advice;
}

LoginResult SshLogin::judge(int answer, const QString &what)
{
    if (answer == SSH_AUTH_SUCCESS)
        return LoginStep::In;
    if (answer == SSH_AUTH_PARTIAL)
        m_tried += Ssh::tr("%1 (accepted, but the server asks for more)").arg(what);
    else if (!what.isEmpty())
        m_tried += what;
    if (isDead(m_session))
        return std::unexpected(refused());
    return answer == SSH_AUTH_PARTIAL ? LoginStep::Partial : LoginStep::Refused;
}

QString SshLogin::banner() const
{
    char *text = ssh_get_issue_banner(m_session);
    const QString shown = text ? serverText(QByteArrayView(text)) : QString();
    ssh_string_free_char(text);
    return shown;
}

SshConnectFailure SshLogin::failed(ErrorKind kind, const QString &message) const
{
    QByteArray detail = ssh_get_error(m_session);
    if (const QString said = banner(); !said.isEmpty())
        detail += '\n' + Ssh::tr("Message from %1:\n%2").arg(m_target.shownHost(), said).toUtf8();
    return {{kind, message, detail}};
}

SshConnectFailure SshLogin::refused() const
{
    if (m_wanted) {
        SshConnectFailure failure = failed(ErrorKind::Auth, requestText(*m_wanted));
        failure.secret = m_wanted;
        return failure;
    }
    const bool isGone = isDead(m_session);
    if (m_tried.isEmpty() && isGone)
        return failed(ErrorKind::Network,
            Ssh::tr("%1 ended the connection before the login. Try again in a minute.")
                .arg(m_target.shownHost()));
    const int methods = ssh_userauth_list(m_session, nullptr);
    QString text = Ssh::tr("%1 was not let in.\nTried: %2.\nThe server accepts: %3.")
                       .arg(m_target.shownAccount(),
                           m_tried.isEmpty() ? Ssh::tr("no key was found") : m_tried.join("; "_L1),
                           methods != 0 ? methodNames(methods) : Ssh::tr("not known"));
    if (!m_advice.isEmpty())
        text += u'\n' + m_advice;
    else if (isGone)
        text += u'\n'
            + Ssh::tr("It ended the connection, perhaps after too many keys. Name the right "
                      "identity file for this server.");
    else if (methods & SSH_AUTH_METHOD_PUBLICKEY)
        text += u'\n' + Ssh::tr("Check the user name, and that its authorized_keys has your key.");
    else
        text += u'\n' + Ssh::tr("Log in with ssh to see what the server asks for.");
    return failed(ErrorKind::Auth, text);
}

}
