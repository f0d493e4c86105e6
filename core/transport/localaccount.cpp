// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/localaccount.h"

#include <QFile>

#include <array>

#include <pwd.h>
#include <unistd.h>

namespace spoolscope {

LocalAccount localAccount()
{
    std::array<char, 4096> buffer;
    passwd entry = {};
    passwd *found = nullptr;
    ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found);
    LocalAccount account{.name = {}, .id = QByteArray::number(::getuid()), .home = {}};
    if (found) {
        account.name = found->pw_name;
        account.home = QFile::decodeName(found->pw_dir);
    }
    return account;
}

}
