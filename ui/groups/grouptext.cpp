// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the rows of groups say.

#include "core/base/textsafety.h"
#include "ui/groups/groupmodel.h"
#include "ui/shape/shapewords.h"
#include "ui/style/humanize.h"
#include "ui/style/plaintext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestText = 1000; ///< bytes of a cell; a server may send megabytes
constexpr quint32 listedRecipients = 20;

QString shown(QByteArrayView utf8)
{
    return text::visibleStart(utf8, longestText);
}

QString shownSender(QByteArrayView sender)
{
    return sender.isEmpty() ? u"<>"_s : shown(sender);
}

/// What a person may hover over before clicking.
QString peopleOf(const QueueSnapshot &snapshot, QueueSnapshot::Row row)
{
    QStringList lines{GroupModel::tr("From %1").arg(shownSender(snapshot.sender(row)))};
    const quint32 count = snapshot.recipientCount(row);
    for (quint32 i = 0; i < std::min(count, listedRecipients); ++i)
        lines += GroupModel::tr("To %1").arg(
            shown(snapshot.text(snapshot.recipient(row, i).address)));
    if (count > listedRecipients)
        lines += GroupModel::tr("… and %1 more").arg(humanize::count(count - listedRecipients));
    if (const QByteArrayView reason = snapshot.reason(row); !reason.isEmpty())
        lines += {QString(), shown(reason)};
    return lines.join(u'\n');
}

}

QVariant GroupModel::data(const QModelIndex &index, int role) const
{
    const Kind kind = this->kind(index);
    const auto column = GroupColumn(index.column());
    if (role == KindRole)
        return int(kind);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (column == GroupColumn::Value ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (kind == Kind::Group)
        return groupData(*group(index), index, role);
    if (kind == Kind::Message)
        return messageData(*message(index), index.column(), role);
    if (kind != Kind::Nothing && role == Qt::DisplayRole && column == GroupColumn::Value)
        return moreText(index);
    return {};
}

QVariant GroupModel::groupData(const QueueGroup &group, const QModelIndex &index, int role) const
{
    const auto column = GroupColumn(index.column());
    const GroupKey key = counts().key;
    const double share
        = double(group.messages) / double(std::max<qint64>(1, counts().all.messages));
    if (role == ShareRole)
        return share;
    // What strangers wrote is cut; a band's or a cause's value is short, and known as a whole.
    const bool isLong = group.value.size() > longestText;
    const auto label
        = [&] { return isLong ? shown(group.value) : m_texts.label(key, group.value); };
    if (role == Qt::AccessibleTextRole && column == GroupColumn::Value)
        return tr("%1: %2 messages").arg(label(), humanize::count(group.messages));
    const bool isTip = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && !isTip)
        return {};
    switch (column) {
    case GroupColumn::Value:
        if (isTip)
            return plaintext::toolTip((isLong ? label() : m_texts.explanation(key, group.value))
                + u"\n\n"_s
                + tr("Click: select these messages. Enter or a double click: show only these."));
        return label();
    case GroupColumn::Messages:
        return isTip ? tr("%Ln message(s)", nullptr, int(group.messages))
                     : humanize::count(group.messages);
    case GroupColumn::Share:
        return isTip
            ? tr("%1 of %2")
                  .arg(humanize::count(group.messages), humanize::count(counts().all.messages))
            : shapewords::share(group.messages, counts().all.messages);
    case GroupColumn::Size:
        return isTip ? humanize::exactSize(group.bytes) : humanize::size(group.bytes);
    case GroupColumn::Oldest:
        return isTip ? arrivalText(group.oldestArrival) : ageText(group.oldestArrival);
    }
    return {};
}

QVariant GroupModel::messageData(RowRef ref, int column, int role) const
{
    const QueueSource &source = (*counts().sources)[ref.source];
    const QueueSnapshot &snapshot = *source.snapshot;
    const auto id = [&] { return snapshot.id(ref.row).toString(); };
    if (role == IdRole)
        return id();
    if (role == PeopleRole)
        return people(ref);
    const bool isTip = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !isTip)
        return {};
    const qint64 arrival = snapshot.arrival(ref.row) - source.clockOffset;
    switch (GroupColumn(column)) {
    case GroupColumn::Value:
        return isTip ? plaintext::toolTip(peopleOf(snapshot, ref.row))
                     : QString(id() + u"   "_s + people(ref));
    case GroupColumn::Size:
        return isTip ? humanize::exactSize(snapshot.size(ref.row))
                     : humanize::size(snapshot.size(ref.row));
    case GroupColumn::Oldest:
        return isTip ? arrivalText(arrival) : ageText(arrival);
    default:
        return {};
    }
}

/// Neither address can turn the rest around.
QString GroupModel::people(RowRef ref) const
{
    const QueueSnapshot &snapshot = *(*counts().sources)[ref.source].snapshot;
    const quint32 recipients = snapshot.recipientCount(ref.row);
    QString text = text::isolated(shownSender(snapshot.sender(ref.row)));
    if (recipients > 0)
        text += u" → "_s
            + text::isolated(shown(snapshot.text(snapshot.recipient(ref.row, 0).address)));
    if (recipients > 1)
        text += u" +"_s + humanize::count(recipients - 1);
    return text;
}

QString GroupModel::moreText(const QModelIndex &index) const
{
    if (kind(index) == Kind::Rest)
        return tr("%Ln more group(s): filter, or sort by another column, to see them", nullptr,
            int(counts().groups.size() - m_arrangement->groups.size()));
    const QueueGroup *all = group(index.parent());
    const qint64 found = index.row();
    return tr("%Ln more: show them", nullptr, int((all ? all->messages : found) - found));
}

QString GroupModel::ageText(qint64 arrival) const
{
    return humanize::age(std::max<qint64>(0, m_now - arrival));
}

QString GroupModel::arrivalText(qint64 arrival) const
{
    return tr("Arrived %1\n%2 ago")
        .arg(QLocale().toString(QDateTime::fromSecsSinceEpoch(arrival), QLocale::ShortFormat),
            humanize::exactAge(std::max<qint64>(0, m_now - arrival)));
}

QVariant GroupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = GroupColumn(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (column == GroupColumn::Value ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && isOfRecipients(counts().key) && column != GroupColumn::Value)
        return tr("A message whose recipients are in several groups counts in each of them.");
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case GroupColumn::Value:
        return FacetText::title(counts().key);
    case GroupColumn::Messages:
        return tr("Messages");
    case GroupColumn::Share:
        return tr("Share");
    case GroupColumn::Size:
        return tr("Size");
    case GroupColumn::Oldest:
        return tr("Oldest");
    }
    return {};
}

}
