// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/hostname.h"

#include <QList>
#include <QString>

#include <algorithm>

namespace spoolscope {

namespace {

constexpr qsizetype longestName = 253;
constexpr qsizetype longestLabel = 63;

bool isLabelCharacter(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z')
        || c == u'-' || c == u'_';
}

bool isLabel(QStringView label)
{
    return !label.isEmpty() && label.size() <= longestLabel && !label.startsWith(u'-')
        && !label.endsWith(u'-') && std::ranges::all_of(label, isLabelCharacter);
}

}

bool isHostName(QStringView name)
{
    if (name.endsWith(u'.'))
        name.chop(1);
    return name.size() <= longestName && std::ranges::all_of(name.split(u'.'), isLabel);
}

}
