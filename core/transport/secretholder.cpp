// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/secretholder.h"

namespace spoolscope {

std::optional<Secret> SecretHolder::find(const SecretKey &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_secrets.find(key);
    if (found == m_secrets.end())
        return {};
    return found->second.clone();
}

bool SecretHolder::has(const SecretKey &key) const
{
    const std::lock_guard lock(m_mutex);
    return m_secrets.contains(key);
}

void SecretHolder::put(const SecretKey &key, Secret secret)
{
    const std::lock_guard lock(m_mutex);
    m_secrets.insert_or_assign(key, std::move(secret));
}

void SecretHolder::forget(const SecretKey &key)
{
    const std::lock_guard lock(m_mutex);
    if (m_secrets.erase(key) > 0 && m_handler)
        m_handler(key);
}

void SecretHolder::whenForgotten(std::function<void(const SecretKey &)> handler)
{
    const std::lock_guard lock(m_mutex);
    m_handler = std::move(handler);
}

}
