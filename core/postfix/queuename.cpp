// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuename.h"

namespace spoolscope {

namespace {

constexpr std::array<QByteArrayView, allQueues.size()> words{"maildrop", "incoming", "active",
    "deferred", "hold", "corrupt", "bounce", "defer", "trace", "flush"};

}

QByteArrayView toBytes(QueueName name)
{
    return words[size_t(name)];
}

QString toString(QueueName name)
{
    return QString::fromLatin1(toBytes(name));
}

std::optional<QueueName> parseQueueName(QByteArrayView text)
{
    for (const QueueName name : allQueues) {
        if (text == toBytes(name))
            return name;
    }
    return std::nullopt;
}

}
