// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/secret.h"
#include "core/transport/secretrequest.h"

#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace spoolscope {

/// What a person has told, for as long as the program runs: a link that was lost comes back without
/// a question. Who finds one refused forgets it at once, so that it is never sent a second time.
/// Thread-safe.
class SecretHolder final
{
public:
    std::optional<Secret> find(const SecretKey &key) const; ///< a copy of one's own
    bool has(const SecretKey &key) const;
    void put(const SecretKey &key, Secret secret);
    void forget(const SecretKey &key);
    /// `handler` is told of each secret that was held and is forgotten, by the thread that does it.
    void whenForgotten(std::function<void(const SecretKey &)> handler);

private:
    mutable std::mutex m_mutex;
    std::function<void(const SecretKey &)> m_handler;
    std::map<SecretKey, Secret> m_secrets;
};

}
