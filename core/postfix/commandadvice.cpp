// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/commandadvice.h"

#include <QCoreApplication>

namespace spoolscope::advice {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("spoolscope", text);
}

}

QString flush()
{
    return translated(QT_TRANSLATE_NOOP("spoolscope",
        "Postfix tries all deferred mail at once, whatever its turn was. Mail that cannot be "
        "delivered then takes the place of mail that can: flushing often slows down "
        "everything else. Flush after a cause has been removed, not to find out whether it "
        "has. Mail on hold stays there."));
}

QString retry()
{
    return translated(QT_TRANSLATE_NOOP("spoolscope",
        "Postfix is asked to try these messages now. It says yes to every one, also to a "
        "message that has left the queue meanwhile; the next listing shows what came of it. "
        "Mail on hold is not tried: release it first."));
}

QString retrySite()
{
    return translated(QT_TRANSLATE_NOOP("spoolscope",
        "Postfix tries what it has listed for this destination. It keeps such lists only for "
        "the domains that fast_flush_domains in main.cf names, by default $relay_domains. "
        "Mail on hold stays there."));
}

QString returnToSender()
{
    return translated(QT_TRANSLATE_NOOP("spoolscope",
        "Each message goes back to its envelope sender as undeliverable, with the reason for "
        "its delay, at its next delivery attempt; nothing is delivered to its recipients any "
        "more. Spam and viruses have forged senders: returning them sends the rubbish to "
        "people who have nothing to do with it (backscatter), and may put this server on "
        "blocklists. Delete such mail instead. A message without a sender is a bounce itself "
        "and is dropped."));
}

QString returnToSenderTooOld(const QString &mailVersion)
{
    return translated(
        QT_TRANSLATE_NOOP("spoolscope",
            "Returning mail to its sender needs Postfix 3.5 or later; this server has %1."))
        .arg(mailVersion);
}

QString requeue()
{
    return translated(QT_TRANSLATE_NOOP("spoolscope",
        "Each message goes through Postfix again and gets a new queue ID. Its addresses are "
        "rewritten again, content_filter applies again, Milters do not see it. Its age counts "
        "from now."));
}

QString hold()
{
    return translated(QT_TRANSLATE_NOOP("spoolscope",
        "Mail on hold is neither delivered nor returned, however old it gets, until it is "
        "released."));
}

QString restore()
{
    return translated(QT_TRANSLATE_NOOP("spoolscope",
        "The message is submitted to the server again with its sender and the recipients that "
        "had not got it. It is a new message there: it has a new queue ID and arrival time "
        "and one more Received line, and content filters and Milters for local mail see it "
        "again."));
}

}
