// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/journal.h"
#include "planfixture.h"

#include <numeric>

/// A journal with operations that were never carried out, for what reads it.
namespace spoolscope::madejournal {

struct Wanted
{
    Action action = Action::Trash;
    QString server = QStringLiteral("mx1");
    int messages = 20;
    Relation relation = Relation::None;
    QString of = {};
    QString reason = QStringLiteral("spam run");
    QString plan = {};
    int first = 0; ///< number of the first message
};

inline std::vector<PlannedMessage> messagesOf(const Wanted &wanted)
{
    std::vector<PlannedMessage> messages;
    for (int i = wanted.first; i < wanted.first + wanted.messages; ++i)
        messages.push_back(
            {{queueId(i), 1'700'000'000 + i, 1000 + i,
                 i % 3 ? "sender" + QByteArray::number(i) + "@example.org" : hostileText},
                QueueName::Deferred, "user" + QByteArray::number(i) + "@example.com", 1});
    return messages;
}

inline OperationHeader headerOf(const Wanted &wanted)
{
    OperationHeader header;
    header.action = wanted.action;
    header.relation = wanted.relation;
    header.of = wanted.of;
    header.plan = wanted.plan;
    header.reason = wanted.reason;
    header.key = {wanted.server, "/etc/postfix"};
    header.serverName = wanted.server;
    header.address = QStringLiteral("ssh://root@") + wanted.server;
    header.account = "root";
    header.hostKey = "SHA256:uNiVztksCsDhcc0u9e8BrCXNtLM6xXLFPTB8fXzQ8zI";
    header.instanceName = "-";
    header.messages = wanted.messages;
    header.bytes = 1000 * wanted.messages;
    header.commands = {QStringLiteral("postsuper -c /etc/postfix -h -")};
    return header;
}

/// One that has ended, with every message done; its id.
inline QString ended(const Journal &journal, const Wanted &wanted)
{
    const auto log = journal.begin(headerOf(wanted), messagesOf(wanted));
    PartResult result;
    result.verdicts.assign(size_t(wanted.messages), Verdict::Done);
    if (!log || !(*log)->end(result))
        qFatal("the journal cannot be written");
    return (*log)->id();
}

/// One whose program ended after it had sent the first ten to be held.
inline QString interrupted(const Journal &journal, const Wanted &wanted)
{
    const auto log = journal.begin(headerOf(wanted), messagesOf(wanted));
    std::vector<size_t> rows(10);
    std::iota(rows.begin(), rows.end(), size_t(0));
    if (!log || !(*log)->sending(PlanStep::Holding, QStringLiteral("hold"), rows))
        qFatal("the journal cannot be written");
    return (*log)->id();
}

}
