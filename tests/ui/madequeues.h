// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/queue/queuesource.h"

#include <QDateTime>

#include <memory>

/// Queues for the tests, made here instead of listed.
namespace spoolscope::made {

struct Message
{
    int number = 0;
    QueueName queue = QueueName::Deferred;
    qint64 age = 3600; ///< seconds
    qint64 size = 1000;
    QByteArray sender = "sender@example.com";
    QByteArrayList recipients = {"recipient@example.org"};
    QByteArray reason = "connection timed out";
};

inline constexpr qint64 now = 1'800'000'000;

inline Filter filter(const QString &text)
{
    const auto filter = Filter::parse(text);
    if (!filter)
        qFatal() << text << filter.error().message;
    return *filter;
}

inline QueueId idOf(int number)
{
    return *QueueId::parse("A" + QByteArray::number(0x1000000 + number, 16).toUpper());
}

inline void add(QueueSnapshot &snapshot, const Message &message)
{
    std::vector<ListedRecipient> recipients;
    for (const QByteArray &address : message.recipients)
        recipients.push_back({address, message.reason});
    snapshot.add({idOf(message.number), message.queue, now - message.age, message.size, false,
        message.sender, recipients});
}

inline std::shared_ptr<QueueSnapshot> snapshot(const InstanceKey &key)
{
    return std::make_shared<QueueSnapshot>(key, now * 1000);
}

inline std::shared_ptr<QueueSnapshot> listed(
    const InstanceKey &key, const std::vector<Message> &messages)
{
    auto result = snapshot(key);
    for (const Message &message : messages)
        add(*result, message);
    result->end(ListingState::Complete, 0, {});
    return result;
}

inline InstanceKey instance(const QString &server)
{
    return {server, "/etc/postfix"};
}

inline QueueSource source(const QString &server, const std::vector<Message> &messages)
{
    return {instance(server), server, server + QStringLiteral(".example.net"), 0,
        listed(instance(server), messages)};
}

/// `count` messages that differ in everything the table sorts by.
inline std::vector<Message> many(int count, int first = 0)
{
    constexpr std::array queues{
        QueueName::Deferred, QueueName::Deferred, QueueName::Active, QueueName::Hold};
    std::vector<Message> result;
    result.reserve(size_t(count));
    for (int i = first; i < first + count; ++i) {
        const quint32 mixed = quint32(i) * 2654435761u;
        result.push_back({.number = i,
            .queue = queues[i % queues.size()],
            .age = mixed % 400'000,
            .size = 400 + mixed % 90'000,
            .sender = "user" + QByteArray::number(mixed % 5000) + "@sender.example",
            .recipients = {"to" + QByteArray::number(mixed % 20'011) + "@recipient.example"},
            .reason = "host mx" + QByteArray::number(mixed % 97) + " said: 450 4.2.1 try later"});
    }
    return result;
}

}
