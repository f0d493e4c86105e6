// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/secretasker.h"
#include "core/transport/uniquefd.h"

#include <memory>
#include <stop_token>

namespace spoolscope::ctl {

/// Asks on /dev/tty, so that standard input stays for data: as ssh does. Nothing is echoed where a
/// secret is typed; the terminal is as before when the question is over, however it ends. Nothing
/// secret is ever taken from the command line or the environment.
class Terminal final : public SecretAsker
{
public:
    static std::shared_ptr<Terminal> open(); ///< null where nobody is there

    std::optional<Secret> askSecret(const SecretRequest &request, std::stop_token stop) const;
    std::optional<std::vector<Secret>> ask(
        const ServerQuestion &question, const Patience &patience) override;

private:
    explicit Terminal(UniqueFd fd) : m_fd(std::move(fd)) { }
    enum class Echo { On, Off };
    std::optional<Secret> read(const QString &prompt, Echo echo, const Patience &patience) const;
    void write(const QString &text) const;

    UniqueFd m_fd;
};

}
