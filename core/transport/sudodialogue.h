// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/commandline.h"
#include "core/transport/sudopasswords.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace spoolscope {

class RemoteProcess;

/// Our side of a command made by askingSudo(): waits on stderr for sudo's prompt, which carries the
/// run's nonce, answers it once, and sends the input when sudo has let the command run. A second
/// prompt means that the password is wrong; it is never answered.
class SudoDialogue final
{
public:
    /// `passwords` may be null: then a prompt ends the command with an error.
    SudoDialogue(SudoTalk talk, QByteArray nonce, QByteArray input,
        std::shared_ptr<SudoPasswords> passwords);
    ~SudoDialogue();

    /// Whether nothing more is to be said or waited for.
    bool isOver() const { return m_isOver; }
    /// Looks at stderr, `errors`, and takes what was meant for us out of it. Blocks while a
    /// password is asked for.
    void look(RemoteProcess &process, QByteArray &errors, const std::stop_token &stop);
    /// The command printed something: sudo let it run.
    void commandSpoke(RemoteProcess &process);
    /// At the command's end: why it was not run, if that is a matter of the password.
    Result<void> verdict(QByteArrayView errors);

private:
    Q_DISABLE_COPY_MOVE(SudoDialogue)
    void answer(RemoteProcess &process, const std::stop_token &stop);
    void endInput(RemoteProcess &process);
    void settle(SudoPasswords::Verdict verdict);

    SudoTalk m_talk;
    QByteArray m_prompt;
    QByteArray m_runs; ///< the line that says that sudo lets the command run
    QByteArray m_ends; ///< the line that says that it does not
    QByteArray m_input;
    std::shared_ptr<SudoPasswords> m_passwords;
    std::optional<Error> m_noPassword; ///< why none was given
    int m_prompts = 0;
    bool m_isOpen = true; ///< stdin
    bool m_isTrying = false; ///< a password was sent and settle() is due
    bool m_isOver = false;
};

}
