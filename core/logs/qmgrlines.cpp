// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// qmgr(8), pickup(8), bounce(8) and postsuper(1), Postfix 3.10.

#include "core/logs/loglines.h"

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

/// "from=<..>, size=N, nrcpt=N (queue active)" and "from=<..>, status=expired, returned to sender"
Kind fromSender(LogWords words, LogEvent &event)
{
    QByteArrayView value;
    if (!takeAddress(words, value))
        return Kind::Unparsed;
    event.set(LogField::From, value);
    if (words.take(", size="sv)) {
        event.set(LogField::Size, words.takeDigits());
        if (!words.take(", nrcpt="sv))
            return Kind::Unparsed;
        event.set(LogField::RecipientCount, words.takeDigits());
        return Kind::Queued;
    }
    if (!words.take(", status="sv) || !words.takeUntil(',', value))
        return Kind::Unparsed;
    event.set(LogField::Status, value);
    return Kind::Expired;
}

}

Kind qmgr(LogWords words, LogEvent &event)
{
    if (event.queueId.isEmpty())
        return Kind::Unparsed;
    if (words.take("from=<"sv))
        return fromSender(words, event);
    if (words.rest() == "removed"sv)
        return Kind::Removed;
    if (words.startsWith("skipped, still being delivered"sv))
        return Kind::Skipped;
    return Kind::Unparsed;
}

Kind pickup(LogWords words, LogEvent &event)
{
    if (!words.take("uid="sv))
        return Kind::Unparsed;
    event.set(LogField::Uid, words.takeDigits());
    QByteArrayView from;
    if (!words.take(" from=<"sv) || !takeAddress(words, from))
        return Kind::Unparsed;
    event.set(LogField::From, from);
    if (words.take(" orig_id="sv)) // requeued by postsuper(1), under this name until now
        event.set(LogField::OrigQueueId, words.takeWord());
    return Kind::Pickup;
}

Kind bounce(LogWords words, LogEvent &event)
{
    QByteArrayView notice;
    if (words.startsWith("not sending trace/success notification"sv))
        return Kind::Housekeeping;
    if (!words.takeUntil(": "sv, notice) || !notice.endsWith(" notification"))
        return Kind::Unparsed;
    event.set(LogField::Notice, notice);
    event.set(LogField::NewQueueId, words.takeWord());
    return Kind::Notification;
}

Kind postsuper(LogWords words, LogEvent &event)
{
    const QByteArrayView text = words.rest();
    if (event.queueId.isEmpty()) {
        QByteArrayView what;
        if (!words.takeUntil(": "sv, what))
            return Kind::Unparsed;
        const QByteArrayView count = words.takeDigits();
        if (count.isEmpty() || !words.startsWith(" message"sv))
            return Kind::Unparsed;
        event.set(LogField::Status, what);
        event.set(LogField::Count, count);
        return Kind::SuperSummary;
    }
    if (text == "removed"sv)
        return Kind::Removed;
    if (text == "requeued"sv)
        return Kind::Requeued;
    if (text == "placed on hold"sv)
        return Kind::Held;
    if (text == "released from hold"sv)
        return Kind::Released;
    return text == "expired"sv ? Kind::Expire : Kind::Unparsed;
}

}
