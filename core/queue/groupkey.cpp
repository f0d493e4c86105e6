// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/groupkey.h"

#include <algorithm>

namespace spoolscope {

namespace {

constexpr std::array fields{FilterField::Sender, FilterField::FromDomain, FilterField::Domain,
    FilterField::Provider, FilterField::Reason, FilterField::Cause, FilterField::Cluster,
    FilterField::Dsn, FilterField::Queue, FilterField::Server, FilterField::Age, FilterField::Size,
    FilterField::Client, FilterField::User, FilterField::Subject};
static_assert(fields.size() == allGroupKeys.size());

}

QString toString(GroupKey key)
{
    return nameOf(fieldOf(key)).toString();
}

std::optional<GroupKey> parseGroupKey(QStringView name)
{
    const auto match
        = std::ranges::find(allGroupKeys, name, [](GroupKey key) { return nameOf(fieldOf(key)); });
    return match == allGroupKeys.end() ? std::nullopt : std::optional(*match);
}

QStringList groupKeyNames()
{
    QStringList list;
    for (const GroupKey key : allGroupKeys)
        list.append(toString(key));
    return list;
}

FilterField fieldOf(GroupKey key)
{
    return fields[size_t(key)];
}

}
