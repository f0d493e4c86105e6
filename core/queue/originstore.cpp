// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/originstore.h"

#include "core/queue/queuesnapshot.h"

#include <utility>

namespace spoolscope {

void OriginStore::put(const QueueId &id, qint64 arrival, MessageFacts facts)
{
    const std::scoped_lock lock(m_mutex);
    if (m_known.size() >= m_most && !m_known.contains(id))
        return;
    m_known.insert(id, {arrival, std::move(facts)});
    ++m_revision;
}

std::optional<MessageFacts> OriginStore::find(const QueueId &id, qint64 arrival) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_known.constFind(id);
    return found == m_known.cend() || found->arrival != arrival ? std::nullopt
                                                                : std::optional(found->facts);
}

void OriginStore::keepThoseIn(const QueueSnapshot &complete)
{
    const std::scoped_lock lock(m_mutex);
    m_known.removeIf([&](const auto &entry) {
        const auto row = complete.find(entry.key());
        return !row || complete.arrival(*row) != entry.value().arrival;
    });
}

qsizetype OriginStore::size() const
{
    const std::scoped_lock lock(m_mutex);
    return m_known.size();
}

quint64 OriginStore::revision() const
{
    const std::scoped_lock lock(m_mutex);
    return m_revision;
}

}
