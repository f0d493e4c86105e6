// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <memory>

#include <libssh/libssh.h>

namespace spoolscope {

struct SshSessionDeleter
{
    void operator()(ssh_session session) const
    {
        // A socket that libssh was given it would forget and leave open; taken back as an option
        // it is closed like one of its own. (Libssh calls that an error of the option.)
        ssh_options_set(session, SSH_OPTIONS_FD, nullptr);
        ssh_disconnect(session);
        ssh_free(session);
    }
};
using SshHandle = std::unique_ptr<ssh_session_struct, SshSessionDeleter>;

/// Whether the link is gone, however libssh came to notice.
inline bool isDead(ssh_session session)
{
    return !ssh_is_connected(session)
        || (ssh_get_status(session) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0;
}

struct SshKeyDeleter
{
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using SshKey = std::unique_ptr<ssh_key_struct, SshKeyDeleter>;

}
