// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QHashFunctions>

#include <algorithm>
#include <array>
#include <compare>
#include <optional>

namespace spoolscope {

/// A Postfix queue ID, short (5 hexadecimal digits of microseconds and the inode in upper-case
/// hexadecimal) or long (base 52 time, 'z', base 51 inode; enable_long_queue_ids, Postfix 2.9 and
/// later). Source: mail_queue.h, postconf(5). There is no default value and no way to make one
/// from "ALL", "-", blanks or line breaks, so anything that takes a QueueId names one message.
class QueueId final
{
public:
    static constexpr qsizetype maximumLength = 23; ///< long form with a 64-bit inode

    static std::optional<QueueId> parse(QByteArrayView text);

    QByteArrayView bytes() const { return QByteArrayView(m_text.data(), m_size); }
    QByteArray toByteArray() const { return bytes().toByteArray(); }
    QString toString() const { return QString::fromLatin1(bytes()); }
    bool isLong() const;

    friend bool operator==(const QueueId &, const QueueId &) = default;
    friend auto operator<=>(const QueueId &, const QueueId &) = default;
    friend size_t qHash(const QueueId &id, size_t seed = 0) { return qHash(id.bytes(), seed); }

private:
    QueueId() = default;
    std::array<char, maximumLength> m_text = {}; ///< zero-padded, so that == compares the text
    quint8 m_size = 0;
};

}
