// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/uniquefd.h"

#include <memory>

#include <sys/types.h>

namespace spoolscope {

/// A running ProxyCommand. It ends with this object, with everything it has started.
class ProxyProcess final
{
public:
    /// Runs the command as ssh does, by the user's shell, in a process group of its own; the
    /// descriptor is its standard input and output. Error: Io.
    static Result<std::pair<std::shared_ptr<ProxyProcess>, UniqueFd>> start(
        const QByteArray &command);
    ProxyProcess(const ProxyProcess &) = delete;
    ProxyProcess &operator=(const ProxyProcess &) = delete;
    ~ProxyProcess();

private:
    explicit ProxyProcess(pid_t pid) : m_pid(pid) { }
    pid_t m_pid;
};

}
