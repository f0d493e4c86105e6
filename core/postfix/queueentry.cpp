// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queueentry.h"

#include "core/postfix/printabletext.h"

#include <QSet>
#include <QVersionNumber>

#include <algorithm>
#include <vector>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr QByteArrayView specials("()<>@,;:\\\"[] ");

bool isDotString(QByteArrayView local)
{
    return !local.isEmpty() && !local.startsWith('.') && !local.endsWith('.')
        && local.indexOf("..") < 0
        && std::ranges::none_of(
            local,
            [](char c) { return specials.contains(c) || uchar(c) < 0x20 || uchar(c) == 0x7f; });
}

/// The null sender's way through postqueue and QueueListParser, which takes this for it.
QByteArray withoutNullSender(QByteArray shown)
{
    return shown == "MAILER-DAEMON" ? QByteArray() : shown;
}

/// The size that is listed. Of a requeued message, which has a size record from before,
/// Postfix 3.10 lists in maildrop the size of the file; what versions before it do there is not
/// known.
std::optional<qint64> listedSize(const QueueEntry &entry, const ScanFacts &facts)
{
    const FileEnvelope &envelope = entry.envelope;
    if (entry.queue != QueueName::Maildrop || envelope.size == envelope.fileSize)
        return envelope.size;
    const QVersionNumber version
        = QVersionNumber::fromString(QString::fromLatin1(facts.mailVersion));
    return version >= QVersionNumber(3, 10) ? std::optional(envelope.fileSize) : std::nullopt;
}

/// What is shown of each recipient of the file that the log does not name.
std::optional<QByteArrayList> untried(const QueueEntry &entry, const ScanFacts &facts)
{
    QSet<QByteArrayView> named;
    for (const DeferredRecipient &recipient : entry.log)
        named.insert(recipient.address);
    // Beyond the limit showq(8) forgets whom it has seen, and lists them twice.
    if (facts.duplicateLimit > 0 && named.size() >= facts.duplicateLimit)
        return std::nullopt;
    QByteArrayList addresses;
    for (const QByteArray &recipient : entry.envelope.recipients) {
        const auto shown
            = shownAddress(recipient.isEmpty() ? facts.emptyAddress : recipient, facts.showsUtf8);
        if (!shown)
            return std::nullopt;
        if (!named.contains(*shown))
            addresses.append(*shown);
    }
    return addresses;
}

}

std::optional<bool> isListed(const FileStatus &status, const ScanFacts &facts)
{
    constexpr quint32 ready = 0700; // MAIL_QUEUE_STAT_READY
    if ((status.mode & ready) != ready)
        return false;
    constexpr quint32 othersRead = 0004; // what postdrop(1) adds in maildrop
    if (status.owner == facts.mailOwner || (status.mode & othersRead))
        return true;
    return std::nullopt;
}

std::optional<QByteArray> shownAddress(QByteArrayView address, std::optional<bool> showsUtf8)
{
    if (address.contains('\0'))
        return std::nullopt;
    // A source route in front ("@here:user@there") stays as it is.
    const qsizetype route = address.startsWith('@') ? address.indexOf(':') + 1 : 0;
    const QByteArrayView rest = address.sliced(route);
    const qsizetype at = rest.lastIndexOf('@');
    const QByteArrayView local = at < 0 ? rest : rest.first(at);
    if (isDotString(local))
        return printableText(address, showsUtf8);
    QByteArray quoted = address.first(route).toByteArray() + '"';
    for (const char c : local) {
        if (c == '"' || c == '\\' || c == '\r')
            quoted += '\\';
        quoted += c;
    }
    return printableText(quoted + '"' + rest.sliced(local.size()).toByteArray(), showsUtf8);
}

bool listEntry(const QueueEntry &entry, const ScanFacts &facts,
    const std::function<void(const ListedMessage &)> &sink)
{
    const QByteArray &sender = entry.envelope.sender;
    const auto shownSender
        = shownAddress(sender.isEmpty() ? facts.emptyAddress : sender, facts.showsUtf8);
    const auto rest = untried(entry, facts);
    const auto size = listedSize(entry, facts);
    if (!shownSender || !rest || !size)
        return false;
    std::vector<ListedRecipient> recipients;
    recipients.reserve(size_t(entry.log.size() + rest->size()));
    for (const DeferredRecipient &recipient : entry.log)
        recipients.push_back({recipient.address, recipient.reason});
    for (const QByteArray &address : *rest)
        recipients.push_back({address, {}});
    const QByteArray listedSender = withoutNullSender(*shownSender);
    sink({.id = entry.id,
        .queue = entry.queue,
        .arrival = entry.envelope.arrival,
        .size = *size,
        .forcedExpire = entry.forcedExpire,
        .sender = listedSender,
        .recipients = recipients});
    return true;
}

}
