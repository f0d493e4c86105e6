// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/messagewindow.h"

#include <algorithm>

namespace spoolscope {

namespace {

// By then the first one's places are there; sixteen or thirty-two were no faster.
constexpr size_t mostMessages = 8;
constexpr size_t mostRecipients = 64;
constexpr size_t mostText = 16 << 10; ///< bytes

size_t textSize(const ListedMessage &message)
{
    auto size = size_t(message.sender.size());
    for (const ListedRecipient &recipient : message.recipients)
        size += size_t(recipient.address.size() + recipient.reason.size());
    return size;
}

}

bool MessageWindow::hasRoomFor(const ListedMessage &message) const
{
    return m_messages.size() < mostMessages
        && m_recipients.size() + message.recipients.size() <= mostRecipients
        && m_used + textSize(message) <= mostText;
}

const ListedMessage &MessageWindow::append(const ListedMessage &message)
{
    if (!m_text) {
        m_text = std::make_unique_for_overwrite<char[]>(mostText);
        m_messages.reserve(mostMessages);
        m_recipients.reserve(mostRecipients);
    }
    ListedMessage &kept = m_messages.emplace_back(message);
    kept.sender = copy(message.sender);
    const size_t first = m_recipients.size();
    for (const ListedRecipient &recipient : message.recipients)
        m_recipients.emplace_back(copy(recipient.address), copy(recipient.reason));
    kept.recipients = std::span(m_recipients).subspan(first);
    return kept;
}

QByteArrayView MessageWindow::copy(QByteArrayView text)
{
    char *const start = m_text.get() + m_used;
    std::copy(text.begin(), text.end(), start);
    m_used += size_t(text.size());
    return {start, text.size()};
}

void MessageWindow::clear()
{
    m_messages.clear();
    m_recipients.clear();
    m_used = 0;
}

}
