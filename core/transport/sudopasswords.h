// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace spoolscope {

/// Where the password for sudo comes from, for one account on one server; shared by all commands
/// on its connections. Thread-safe. Until a password has proved right, one command tries it at a
/// time: a wrong one that several try at once would lock the account.
class SudoPasswords final
{
public:
    /// May wait for a person; called on the threads of jobs. An error is what the command ends
    /// with.
    using Ask = std::function<Result<Secret>(std::stop_token)>;
    /// Told when sudo refused what `ask` gave: it must not be given again.
    using Refused = std::function<void()>;

    explicit SudoPasswords(Ask ask, Refused refused = {});

    /// Every success is to be followed by one settle().
    Result<Secret> take(std::stop_token stop);
    enum class Verdict { Accepted, Refused, Unknown };
    void settle(Verdict verdict);

private:
    const Ask m_ask;
    const Refused m_refused;
    std::mutex m_mutex; ///< guards what follows
    std::condition_variable_any m_changed;
    bool m_isProven = false;
    bool m_isTrying = false;
};

}
