// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/refusal.h"

#include <algorithm>
#include <array>

namespace spoolscope {

bool isRefusal(QByteArrayView line)
{
    constexpr std::array<QByteArrayView, 12> refusals{"a password is required",
        "no tty present and no askpass program", "you must have a tty to run sudo",
        "is not allowed to execute", "is not allowed to run sudo", "is not in the sudoers file",
        "may not run sudo on", "use of this command is reserved for the superuser",
        "is not allowed to flush the mail queue", "is not allowed to submit mail",
        "unauthorized configuration directory name", "specify \"alternate_config_directories"};
    if (line.endsWith(": not found") || line.endsWith(": command not found")) // by the shell
        return line.contains("sudo");
    return std::ranges::any_of(
        refusals, [&](QByteArrayView words) { return line.contains(words); });
}

}
