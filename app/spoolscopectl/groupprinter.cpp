// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "groupprinter.h"

#include "console.h"

#include "core/base/textsafety.h"
#include "core/postfix/dsnstatus.h"
#include "core/queue/knowledge.h"
#include "core/queue/snapshotfacts.h"

#include <QDateTime>
#include <QTimeZone>

#include <limits>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// What is known of a group of reasons; null for others.
const ReasonCause *causeOf(GroupKey key, const QueueGroup &group)
{
    const ReasonKnowledge &reasons = knowledge().reasons;
    if (key == GroupKey::Cause)
        return reasons.causeNamed(QString::fromUtf8(group.value));
    return key == GroupKey::Cluster ? reasons.causeOf(group.value, dsnStatusIn(group.value))
                                    : nullptr;
}

/// Nobody knows where its messages came from.
bool isUnknown(GroupKey key, const QueueGroup &group)
{
    return isOfOrigin(key) && group.value == unknownValue();
}

void printJsonGroup(GroupKey key, const QueueGroup &group, const ReasonCause *cause)
{
    const QJsonValue value = isUnknown(key, group) ? QJsonValue(QJsonValue::Null)
                                                   : QJsonValue(QString::fromUtf8(group.value));
    QJsonObject object{{u"group_by"_s, toString(key)}, {u"value"_s, value},
        {u"count"_s, group.messages}, {u"bytes"_s, group.bytes},
        {u"oldest_arrival_time"_s, group.oldestArrival}};
    if (cause) {
        object[u"cause"_s] = cause->id;
        object[u"explanation"_s] = cause->explanation;
        object[u"remedy"_s] = cause->remedy;
    }
    printJson(object);
}

void printCsvGroup(GroupKey key, const QueueGroup &group)
{
    print(text::csvField(isUnknown(key, group) ? "?" : group.value) + ','
        + QByteArray::number(group.messages) + ',' + QByteArray::number(group.bytes) + ','
        + QDateTime::fromSecsSinceEpoch(group.oldestArrival, QTimeZone::UTC)
            .toString(Qt::ISODate)
            .toUtf8()
        + "\r\n");
}

void printTextGroup(GroupKey key, const QueueGroup &group, const ReasonCause *cause)
{
    QByteArray value = isUnknown(key, group) ? QByteArray("?")
        : !group.value.isEmpty()             ? text::visible(group.value).toUtf8()
        : key == GroupKey::Sender            ? QByteArray("<>")
                                             : QByteArray("-");
    if (cause && key == GroupKey::Cause)
        value += ": " + cause->explanation.toUtf8();
    print(QByteArray::number(group.messages).rightJustified(9)
        + QByteArray::number(group.bytes).rightJustified(15) + "  "
        + QDateTime::fromSecsSinceEpoch(group.oldestArrival)
            .toString(u"yyyy-MM-dd HH:mm:ss")
            .toUtf8()
        + "  " + value + '\n');
}

}

void printGroups(const Arguments &arguments, const QueueGroups &groups)
{
    const QString key = toString(groups.key());
    if (arguments.format == Format::Csv)
        print(key.toUtf8() + ",count,bytes,oldest_arrival_time\r\n");
    else if (arguments.format == Format::Text)
        print("    count          bytes  oldest               " + key.toUtf8() + '\n');
    qint64 left = arguments.limit.value_or(std::numeric_limits<qint64>::max());
    for (const QueueGroup &group : groups.sorted()) {
        if (left-- <= 0)
            break;
        const ReasonCause *cause = causeOf(groups.key(), group);
        if (arguments.format == Format::Json)
            printJsonGroup(groups.key(), group, cause);
        else if (arguments.format == Format::Csv)
            printCsvGroup(groups.key(), group);
        else
            printTextGroup(groups.key(), group, cause);
    }
}

}
