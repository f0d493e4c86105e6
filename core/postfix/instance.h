// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace spoolscope {

/// One Postfix instance on a host (postmulti(1)). Queue IDs are unique only within one.
struct Instance
{
    QByteArray name; ///< "postfix-out"; "-" for the unnamed primary instance
    QByteArray configDirectory; ///< absolute; every command carries it as -c

    bool operator==(const Instance &) const = default;
};

/// How privileged commands are run on the server.
enum class Privilege {
    Direct, ///< as the account itself
    Sudo, ///< through sudo -n: fails at once where a password would be needed
    SudoPassword, ///< through sudo, which may ask for the account's password
};

/// `words` as an administrator would type them: prefixed by "sudo -n" or "sudo" where the privilege
/// asks for it. Programs run through sudo are named by their absolute path, as the rules in sudoers
/// are. How the password gets there is not in these words: see sudopassword.h.
QByteArrayList withPrivilege(Privilege privilege, QByteArrayList words);

/// Whether commands may carry the directory: an absolute path of letters, digits and . _ - + @ %
/// only. Postfix splits its lists of instances at blanks and commas, and a sudoers rule for
/// anything stranger would need escapes of its own.
bool isUsableConfigDirectory(QByteArrayView directory);

}
