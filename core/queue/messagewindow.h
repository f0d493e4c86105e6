// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/postfix/queuelisting.h"

#include <memory>
#include <span>
#include <vector>

namespace spoolscope {

/// Copies of the last few listed messages. The store keeps them back until the places for their
/// texts have come from memory; the parser's views do not live so long. Small enough to stay in the
/// processor's nearest caches.
class MessageWindow final
{
public:
    bool hasRoomFor(const ListedMessage &message) const;
    const ListedMessage &append(const ListedMessage &message); ///< the caller asked hasRoomFor()
    std::span<const ListedMessage> messages() const { return m_messages; }
    void clear();

private:
    QByteArrayView copy(QByteArrayView text);

    std::vector<ListedMessage> m_messages;
    /// Of fixed size while there are messages, which refer to them.
    std::vector<ListedRecipient> m_recipients;
    std::unique_ptr<char[]> m_text;
    size_t m_used = 0; ///< bytes of m_text
};

}
