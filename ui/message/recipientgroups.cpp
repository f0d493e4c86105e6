// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/recipientgroups.h"

#include "core/base/textsafety.h"

#include <QHash>

namespace spoolscope {

QList<RecipientGroup> groupRecipients(
    const QueueSnapshot &snapshot, QueueSnapshot::Row row, qsizetype mostAddresses)
{
    QList<RecipientGroup> groups;
    QHash<StringPool::Id, qsizetype> groupOf;
    const quint32 count = snapshot.recipientCount(row);
    for (quint32 i = 0; i < count; ++i) {
        const QueueSnapshot::Recipient recipient = snapshot.recipient(row, i);
        const auto known = groupOf.constFind(recipient.reason);
        const qsizetype index = known != groupOf.cend() ? *known : groups.size();
        if (index == groups.size()) {
            groupOf.insert(recipient.reason, index);
            groups.append(
                {text::visibleStart(snapshot.text(recipient.reason), longestShown), {}, 0});
        }
        RecipientGroup &group = groups[index];
        ++group.count;
        if (qsizetype(i) < mostAddresses)
            group.addresses.append(
                text::visibleStart(snapshot.text(recipient.address), longestShown));
    }
    return groups;
}

}
