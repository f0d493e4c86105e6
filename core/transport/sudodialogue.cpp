// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sudodialogue.h"

#include "core/transport/remoteprocess.h"

#include <QCoreApplication>

#include <utility>

namespace spoolscope {

namespace {

struct Sudo
{
    Q_DECLARE_TR_FUNCTIONS(Sudo)
};

bool takeOut(QByteArray &text, const QByteArray &part)
{
    const qsizetype at = text.indexOf(part);
    if (at < 0)
        return false;
    text.remove(at, part.size());
    return true;
}

}

SudoDialogue::SudoDialogue(
    SudoTalk talk, QByteArray nonce, QByteArray input, std::shared_ptr<SudoPasswords> passwords)
    : m_talk(talk)
    , m_prompt("SPOOLSCOPE-SUDO-ASK-" + nonce)
    , m_runs("SPOOLSCOPE-SUDO-RUN-" + nonce + '\n')
    , m_ends("SPOOLSCOPE-SUDO-END-" + nonce + '\n')
    , m_input(std::move(input))
    , m_passwords(std::move(passwords))
{
}

SudoDialogue::~SudoDialogue()
{
    settle(SudoPasswords::Verdict::Unknown);
}

void SudoDialogue::settle(SudoPasswords::Verdict verdict)
{
    if (m_passwords && std::exchange(m_isTrying, false))
        m_passwords->settle(verdict);
}

void SudoDialogue::endInput(RemoteProcess &process)
{
    if (std::exchange(m_isOpen, false))
        process.closeInput();
    m_isOver = true;
}

void SudoDialogue::look(RemoteProcess &process, QByteArray &errors, const std::stop_token &stop)
{
    while (takeOut(errors, m_prompt)) {
        if (++m_prompts == 1 && m_isOpen)
            answer(process, stop);
        else
            endInput(process);
    }
    if (takeOut(errors, m_ends))
        endInput(process);
    if (!m_isOver && m_talk == SudoTalk::PasswordAndInput && takeOut(errors, m_runs)) {
        settle(SudoPasswords::Verdict::Accepted);
        process.write("DATA\n" + m_input);
        endInput(process);
    }
}

void SudoDialogue::answer(RemoteProcess &process, const std::stop_token &stop)
{
    auto secret = m_passwords ? m_passwords->take(stop)
                              : failure(ErrorKind::Permission,
                                    Sudo::tr("sudo on the server asks for a password, and none "
                                             "was given. Nothing was done."));
    if (!secret) {
        m_noPassword = secret.error();
        endInput(process);
        return;
    }
    m_isTrying = true;
    if (m_talk == SudoTalk::PasswordAndInput)
        process.write("PASSWORD\n");
    process.writeSecret(*secret);
    process.write("\n");
    if (m_talk == SudoTalk::Password)
        endInput(process);
}

void SudoDialogue::commandSpoke(RemoteProcess &process)
{
    settle(SudoPasswords::Verdict::Accepted);
    if (m_talk == SudoTalk::Password)
        endInput(process);
}

Result<void> SudoDialogue::verdict(QByteArrayView errors)
{
    if (m_noPassword)
        return std::unexpected(*m_noPassword);
    if (!m_isTrying)
        return {};
    // A sudo that gives one try only (passwd_tries) does not ask again. LC_ALL is C.
    const bool isWrong = m_prompts > 1 || errors.contains("incorrect password attempt");
    settle(isWrong ? SudoPasswords::Verdict::Refused : SudoPasswords::Verdict::Accepted);
    if (!isWrong)
        return {};
    return failure(ErrorKind::Auth,
        Sudo::tr("sudo on the server did not accept the password. It was tried once and nothing "
                 "was done. Try again with the right one."),
        errors.toByteArray());
}

}
