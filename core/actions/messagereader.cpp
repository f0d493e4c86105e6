// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/messagereader.h"

#include "core/base/nonce.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("spoolscope", text);
}

std::unexpected<Error> notTellable(const QByteArray &detail)
{
    return failure(ErrorKind::Incomplete,
        translated(QT_TRANSLATE_NOOP("spoolscope",
            "The messages that the server sent could not be told apart, so none of the rest was "
            "taken. Try again.")),
        detail);
}

Result<MessageContent> contentOf(
    const BulkMessage &read, const MessageIdentity &identity, const ReadOptions &options)
{
    if (read.tooLarge) {
        return failure(ErrorKind::OutputTooLarge,
            translated(QT_TRANSLATE_NOOP("spoolscope",
                           "The message is larger than %1 MiB, which is the most that is taken."))
                .arg(options.messageLimit >> 20));
    }
    auto message = options.extent == ReadExtent::Head
        ? parseMessageHead(read.output, read.errors)
        : parseMessage(read.output, read.errors, read.exitCode);
    if (message) {
        if (const auto same = checkIdentity(*message, identity); !same)
            return std::unexpected(same.error());
    }
    return message;
}

/// One remote command. False: the sink wants no more.
Result<bool> readBatch(Transport &transport, const Instance &instance, Privilege privilege,
    std::span<const PlannedMessage> messages, size_t first,
    const std::function<bool(size_t, Result<MessageContent>)> &sink, std::stop_token stop,
    const ReadOptions &options)
{
    std::vector<QueueId> ids;
    for (const PlannedMessage &message : messages)
        ids.push_back(message.identity.id);
    const QByteArray boundary = makeNonce();
    const auto line
        = readMessagesCommand(instance, privilege, ids, makeNonce(), boundary, options.extent);
    if (!line)
        return std::unexpected(line.error());

    size_t next = 0;
    bool wanted = true, inOrder = true;
    BulkMessageParser parser(boundary, options.messageLimit, [&](const BulkMessage &read) {
        inOrder = inOrder && next < ids.size() && read.id == ids[next];
        if (!inOrder || !wanted)
            return;
        wanted = sink(first + next, contentOf(read, messages[next].identity, options));
        ++next;
    });
    auto command = RemoteCommand::start(transport, *line, std::move(stop));
    if (!command)
        return std::unexpected(command.error());
    const auto read = command->readAll([&](const QByteArray &bytes) {
        parser.feed(bytes);
        return wanted && inOrder;
    });
    if (!read)
        return std::unexpected(read.error());
    if (!wanted)
        return false;
    if (!inOrder)
        return notTellable({});
    if (command->exitCode() == gateRejectExitCode && next == 0) {
        return failure(ErrorKind::Incomplete,
            translated(QT_TRANSLATE_NOOP("spoolscope",
                "A batch arrived damaged and the server acted on none of it. Try again.")),
            command->errorOutput());
    }
    if (!parser.isWhole() || next != ids.size())
        return notTellable(command->errorOutput());
    return true;
}

}

namespace {

/// What a sender has in common in a listing, which quotes it and hides what is not printable
/// (showq.c), and in postcat's output, which does neither.
QByteArray bareAddress(const QByteArray &address)
{
    QByteArray bare;
    for (const char c : address) {
        if (c > 0x20 && c < 0x7f && !QByteArrayView("\"\\?").contains(c))
            bare += c;
    }
    return bare == "MAILER-DAEMON" ? QByteArray() : bare; // as a listing calls the null sender
}

}

qint64 arrivalTime(const MessageContent &message)
{
    // asctime(3): "Sat Nov  1 22:14:07 2026"
    const QByteArrayList times = message.envelopeValues("message_arrival_time");
    if (times.isEmpty())
        return -1;
    QDateTime time = QLocale::c().toDateTime(
        QString::fromLatin1(times.first().simplified()), u"ddd MMM d HH:mm:ss yyyy"_s);
    time.setTimeZone(QTimeZone::UTC);
    return time.isValid() ? time.toSecsSinceEpoch() : -1;
}

Result<void> checkIdentity(const MessageContent &message, const MessageIdentity &identity)
{
    const QByteArrayList senders = message.envelopeValues("sender");
    if (arrivalTime(message) == identity.arrival && senders.size() == 1
        && bareAddress(senders.first()) == bareAddress(identity.sender))
        return {};
    return failure(ErrorKind::InvalidInput,
        translated(QT_TRANSLATE_NOOP("spoolscope",
            "Another message has this queue ID now: its arrival time or sender is not the one that "
            "was listed. List the queue again.")));
}

Result<void> readMessages(Transport &transport, const Instance &instance, Privilege privilege,
    std::span<const PlannedMessage> messages,
    const std::function<bool(size_t, Result<MessageContent>)> &sink, std::stop_token stop,
    const ReadOptions &options)
{
    const size_t batch = size_t(std::clamp<qsizetype>(options.batchSize, 1, largestBatch));
    for (size_t first = 0; first < messages.size(); first += batch) {
        const auto part = messages.subspan(first, std::min(batch, messages.size() - first));
        const auto read
            = readBatch(transport, instance, privilege, part, first, sink, stop, options);
        if (!read)
            return std::unexpected(read.error());
        if (!*read)
            break;
    }
    return {};
}

}
