// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshkeyboard.h"

#include "core/transport/secretasker.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr int mostRounds = 3;
constexpr int mostEmptyRounds = 4; ///< sshd ends a PAM conversation with one
constexpr int mostPrompts = 16;

/// What PAM and login.conf ask for a password with, and nothing that might ask for a code.
bool asksForPassword(const ServerQuestion &question)
{
    static const QRegularExpression form(
        u"\\A(\\([^()]{1,200}\\) )?([A-Za-z0-9._@-]{1,100}'s )?password:?\\z"_s,
        QRegularExpression::CaseInsensitiveOption);
    return question.round == 1 && question.prompts.size() == 1 && !question.prompts[0].isEchoed
        && form.match(question.prompts[0].text.trimmed()).hasMatch();
}

class Keyboard final
{
public:
    explicit Keyboard(SshLogin &login) : m_login(login) { }
    LoginResult run();

private:
    Result<int> send();
    LoginResult answerRound();
    ServerQuestion question(int prompts) const;
    SshConnectFailure refused() const;

    SshLogin &m_login;
    int m_round = 0;
    int m_emptyRounds = 0;
    std::optional<Secret> m_password; ///< what was answered to a lone "Password:"
};

/// SSH_AUTH_INFO when there is something to answer.
Result<int> Keyboard::send()
{
    ssh_session session = m_login.session();
    const QByteArray before = ssh_get_error(session);
    return repeat(session, m_login.target(), m_login.patience(), SSH_AUTH_AGAIN, [&] {
        const int result = ssh_userauth_kbdint(session, nullptr, nullptr);
        // After a question that it does not take, libssh waits for one that never comes.
        const bool isBroken
            = ssh_get_error_code(session) == SSH_FATAL && before != ssh_get_error(session);
        return result == SSH_AUTH_AGAIN && isBroken ? int(SSH_AUTH_ERROR) : result;
    });
}

ServerQuestion Keyboard::question(int prompts) const
{
    ssh_session session = m_login.session();
    const auto shown
        = [](const char *text) { return serverText(QByteArrayView(text ? text : "")); };
    ServerQuestion asked{m_login.target().shownAccount(), m_login.options().isJumpHost, m_round,
        m_round == 1 ? m_login.banner() : QString(), shown(ssh_userauth_kbdint_getname(session)),
        shown(ssh_userauth_kbdint_getinstruction(session)), {}};
    for (int i = 0; i < prompts; ++i) {
        char isEchoed = 0;
        const char *text = ssh_userauth_kbdint_getprompt(session, unsigned(i), &isEchoed);
        asked.prompts += {shown(text), isEchoed != 0};
    }
    return asked;
}

SshConnectFailure Keyboard::refused() const
{
    if (const auto &secrets = m_login.options().secrets)
        secrets->forget(m_login.passwordKey());
    return m_login.failed(ErrorKind::Auth,
        Ssh::tr("%1 was not let in: the server did not accept the answers. Connect again to be "
                "asked anew.")
            .arg(m_login.target().shownAccount()));
}

/// Refused means that the question stands answered, and the server's verdict is to come.
LoginResult Keyboard::answerRound()
{
    ssh_session session = m_login.session();
    const auto &options = m_login.options();
    const int prompts = ssh_userauth_kbdint_getnprompts(session);
    if (prompts == 0 && ++m_emptyRounds <= mostEmptyRounds)
        return LoginStep::Refused;
    if (prompts <= 0 || prompts > mostPrompts || ++m_round > mostRounds)
        return std::unexpected(m_login.failed(ErrorKind::Auth,
            Ssh::tr("%1 asks more at the login than is answered here (16 questions in each of 3 "
                    "rounds). Log in with ssh to see what it wants.")
                .arg(m_login.target().shownHost())));
    const ServerQuestion asked = question(prompts);
    const bool isPassword = asksForPassword(asked);
    std::optional<std::vector<Secret>> answers;
    if (auto held = isPassword && options.secrets ? options.secrets->find(m_login.passwordKey())
                                                  : std::nullopt) {
        answers.emplace().push_back(std::move(*held));
    } else {
        const Patience person(m_login.patience().stopToken(), options.personDeadline);
        answers = options.asker->ask(asked, person);
        if (person.isCancelled())
            return std::unexpected(
                SshConnectFailure{interrupted(Patience::Ended::Cancelled, m_login.target())});
        m_login.personWasAsked();
    }
    if (!answers || answers->size() != size_t(prompts))
        return std::unexpected(m_login.failed(ErrorKind::Auth,
            Ssh::tr("What %1 asked at the login was not answered. Connect again to be asked anew.")
                .arg(m_login.target().shownHost())));
    for (int i = 0; i < prompts; ++i)
        ssh_userauth_kbdint_setanswer(session, unsigned(i), (*answers)[size_t(i)].bytes());
    if (isPassword)
        m_password = std::move(answers->front());
    return LoginStep::Refused;
}

LoginResult Keyboard::run()
{
    const QString what = u"keyboard-interactive"_s;
    while (true) {
        const auto answer = send();
        if (!answer)
            return std::unexpected(SshConnectFailure{answer.error()});
        if (*answer == SSH_AUTH_INFO) {
            if (const LoginResult answered = answerRound(); !answered)
                return answered;
            continue;
        }
        if (*answer == SSH_AUTH_ERROR && !isDead(m_login.session()))
            return std::unexpected(m_login.failed(ErrorKind::Auth,
                Ssh::tr("%1 asked something at the login that cannot be understood. Log in with "
                        "ssh to see what it wants.")
                    .arg(m_login.target().shownHost())));
        const bool isGood = *answer == SSH_AUTH_SUCCESS || *answer == SSH_AUTH_PARTIAL;
        if (isGood && m_password && m_login.options().secrets)
            m_login.options().secrets->put(m_login.passwordKey(), std::move(*m_password));
        // A person has answered: the next try is theirs.
        if (!isGood && m_round > 0)
            return std::unexpected(refused());
        return m_login.attempt([code = *answer] { return code; }, what);
    }
}

}

LoginResult loginByKeyboard(SshLogin &login)
{
    return Keyboard(login).run();
}

}
