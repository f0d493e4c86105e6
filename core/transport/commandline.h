// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayList>

#include <chrono>

namespace spoolscope {

/// Whether a command talks with us about sudo's password before it reads its input (the scripts are
/// in core/postfix/sudopassword.h).
enum class SudoTalk {
    None,
    Password, ///< the password, when asked for; nothing else is read
    PasswordAndInput, ///< then, once sudo said yes, the input
};

/// A remote command as a value: what to run, what to feed it, how long it may be silent and how
/// much it may print. Data never becomes shell text except through quoteForShell().
struct CommandLine
{
    QByteArrayList arguments; ///< argv[0] first; looked up in the standard system directories
    QByteArray input = {}; ///< all of stdin; stdin is closed behind it
    std::chrono::milliseconds silence = std::chrono::seconds(60); ///< longest wait for a byte
    qint64 outputLimit = qint64(8) << 30; ///< bytes of stdout before OutputTooLarge
    SudoTalk sudo = SudoTalk::None;

    bool operator==(const CommandLine &) const = default;
};

/// The words quoted for any login shell we may meet: sh, bash, dash, zsh, fish, csh, tcsh and
/// rbash read the same words back. NUL and line breaks have no quoting that all of these share
/// and are refused (InvalidInput).
Result<QByteArray> quoteForShell(const QByteArrayList &words);

/// The command as an administrator would type it on the server, for display and copying.
QString displayText(const CommandLine &command);

}
