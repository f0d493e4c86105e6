// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"

#include <QDateTime>

namespace spoolscope {

inline QueueId queueId(int number)
{
    return *QueueId::parse("B" + QByteArray::number(0x200000 + number, 16).toUpper());
}

struct Part
{
    QString server;
    int messages = 0;
    bool isPermitted = true;
    QByteArray instance = "-";
};

/// What strangers may have written, in every place a listing has for it.
inline const QByteArray hostileText
    = "<img src=\"file:///etc/passwd\"><b>x</b>%1 &File \x1b[31m\xe2\x80\xae";

inline std::shared_ptr<QueueSnapshot> makeSnapshot(
    const QString &server, int messages, qint64 now = QDateTime::currentSecsSinceEpoch())
{
    auto snapshot = std::make_shared<QueueSnapshot>(
        InstanceKey{server, "/etc/postfix"}, QDateTime::currentMSecsSinceEpoch());
    for (int i = 0; i < messages; ++i) {
        const QByteArray recipient
            = "user" + QByteArray::number(i) + "@example" + QByteArray::number(i % 9) + ".com";
        const ListedRecipient recipients[]{
            {recipient, "connect to mx.example.com[192.0.2.1]:25: Connection timed out"},
            {"second@example.net", hostileText}};
        snapshot->add({queueId(i), i % 50 == 7 ? QueueName::Active : QueueName::Deferred,
            now - 240 - i, 4000 + i, false,
            i % 4 == 0       ? QByteArray()
                : i % 4 == 1 ? hostileText
                             : QByteArray("news@shop.example"),
            std::span(recipients).first(i % 3 ? 1 : 2)});
    }
    snapshot->publish();
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

inline std::shared_ptr<const ActionPlan> makePlan(Action action, const std::vector<Part> &parts)
{
    std::vector<ActionPlan::Selection> selections;
    for (const Part &part : parts) {
        constexpr auto root = Privilege::Direct;
        ActionPlan::Selection selection{makeSnapshot(part.server, part.messages), {}, part.server,
            {part.instance, "/etc/postfix"},
            part.isPermitted
                ? InstanceRights{root, root, root, root, root, true, root, root, root, root}
                : InstanceRights{}};
        for (QueueSnapshot::Row row = 0; row < selection.snapshot->rowCount(); ++row)
            selection.rows.push_back(row);
        selections.push_back(std::move(selection));
    }
    return ActionPlan::freeze(action, selections);
}

}
