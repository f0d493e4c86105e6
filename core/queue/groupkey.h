// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterfield.h"

#include <QStringList>

#include <array>
#include <optional>

namespace spoolscope {

/// What messages can be counted by; named like the fields of the filter language.
enum class GroupKey : quint8 {
    Sender,
    FromDomain,
    Domain,
    Provider,
    Reason,
    Cause,
    Cluster,
    Dsn,
    Queue,
    Server,
    Age,
    Size,

    // Of what may be unknown of a message (SnapshotFacts)
    Client,
    User,
    Subject,
};

inline constexpr std::array allGroupKeys{GroupKey::Sender, GroupKey::FromDomain, GroupKey::Domain,
    GroupKey::Provider, GroupKey::Reason, GroupKey::Cause, GroupKey::Cluster, GroupKey::Dsn,
    GroupKey::Queue, GroupKey::Server, GroupKey::Age, GroupKey::Size, GroupKey::Client,
    GroupKey::User, GroupKey::Subject};

QString toString(GroupKey key); ///< "from-domain"
std::optional<GroupKey> parseGroupKey(QStringView name);
QStringList groupKeyNames();

FilterField fieldOf(GroupKey key);

/// Whether each recipient has a value of its own, so that a message may have several.
constexpr bool isOfRecipients(GroupKey key)
{
    return key >= GroupKey::Domain && key <= GroupKey::Dsn;
}

constexpr bool isOfOrigin(GroupKey key)
{
    return key >= GroupKey::Client;
}

}
