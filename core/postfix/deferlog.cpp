// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/deferlog.h"

#include "core/postfix/printabletext.h"

namespace spoolscope {

using namespace Qt::Literals;

namespace {

bool isLetterOrDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// One "name = value" of an entry, as split_nameval() takes it apart; false for no such thing.
bool takeAttribute(QByteArrayView line, DeferredRecipient &recipient)
{
    const qsizetype equals = line.indexOf('=');
    if (equals < 0 || line.first(equals).trimmed().contains(' '))
        return false;
    const QByteArrayView name = line.first(equals).trimmed();
    const QByteArrayView value = line.sliced(equals + 1).trimmed();
    if (name == "recipient")
        recipient.address = value.isEmpty() ? "(MAILER-DAEMON)"_ba : value.toByteArray();
    else if (name == "reason")
        recipient.reason = value.toByteArray();
    return true;
}

/// "<address>: reason", of Postfix 2.0 and, beside the attributes, of all later ones.
bool takeOldStyle(QByteArrayView line, DeferredRecipient &recipient)
{
    const qsizetype end = line.indexOf(">: ");
    if (!line.startsWith('<') || end < 0)
        return false;
    const QByteArrayView address = line.sliced(1, end - 1);
    recipient.address = address.isEmpty() ? "(MAILER-DAEMON)"_ba : address.toByteArray();
    QByteArrayView reason = line.sliced(end + 2);
    while (reason.startsWith(' '))
        reason = reason.sliced(1);
    recipient.reason = reason.toByteArray();
    return true;
}

}

std::optional<QList<DeferredRecipient>> parseDeferLog(
    QByteArrayView text, std::optional<bool> showsUtf8)
{
    QList<DeferredRecipient> recipients;
    std::optional<DeferredRecipient> entry;
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n');
        if (end < 0)
            break; // being written: showq(8) passes it over too
        const auto line = printableText(text.first(end), showsUtf8);
        if (!line)
            return std::nullopt;
        text = text.sliced(end + 1);
        if (line->isEmpty()) {
            if (entry) {
                if (entry->address.isEmpty())
                    entry->address = "(recipient address unavailable)"_ba;
                if (entry->reason.isEmpty())
                    entry->reason = "(description unavailable)"_ba;
                recipients.append(*entry);
            }
            entry.reset();
            continue;
        }
        if (!entry)
            entry.emplace();
        const bool isRead = isLetterOrDigit(line->front()) ? takeAttribute(*line, *entry)
                                                           : takeOldStyle(*line, *entry);
        if (!isRead)
            return std::nullopt;
    }
    return recipients;
}

}
