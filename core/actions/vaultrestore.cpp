// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/vaultrestore.h"

#include "core/base/nonce.h"
#include "core/postfix/queuelisting.h"
#include "core/postfix/resubmit.h"
#include "core/transport/remotecommand.h"
#include "core/transport/transport.h"

#include <QCoreApplication>
#include <QThread>

namespace spoolscope {

namespace {

constexpr int searches = 5; ///< pickup(8) and cleanup(8) take a moment
constexpr std::chrono::milliseconds betweenSearches(400);
constexpr size_t mostCandidates = 20;

/// Messages that came in since the submission, newest listing first.
Result<std::vector<QueueId>> arrivedSince(
    Transport &transport, const Instance &instance, qint64 clock, std::stop_token stop)
{
    std::vector<QueueId> ids;
    QueueListParser parser([&](const ListedMessage &listed) {
        // File times come from a coarser clock than date(1) and may lag behind it.
        if (listed.arrival >= clock - 1 && listed.queue != QueueName::Maildrop)
            ids.push_back(listed.id);
    });
    auto command = RemoteCommand::start(transport, listQueueCommand(instance), std::move(stop));
    if (!command)
        return std::unexpected(command.error());
    const auto read = command->readAll([&](const QByteArray &bytes) {
        parser.feed(bytes);
        return true;
    });
    if (!read)
        return std::unexpected(read.error());
    parser.finish();
    return ids;
}

/// The one with the submitted content; content is the proof, as a busy server has many new ones.
std::optional<QueueId> findNew(Transport &transport, const Instance &instance, Privilege privilege,
    const Resubmission &submitted, qint64 clock, const std::stop_token &stop)
{
    for (int search = 0; search < searches && !stop.stop_requested(); ++search) {
        if (search > 0)
            QThread::sleep(betweenSearches);
        const auto ids = arrivedSince(transport, instance, clock, stop);
        if (!ids || ids->size() > mostCandidates)
            return std::nullopt;
        for (const QueueId &id : *ids) {
            const auto answer = run(transport, readMessageCommand(instance, privilege, id), stop);
            if (!answer)
                return std::nullopt;
            const auto message = parseMessage(answer->output, answer->errors, answer->exitCode);
            if (message && isResubmitted(submitted.content, message->content))
                return id;
        }
    }
    return std::nullopt;
}

}

Result<RestoredMessage> restoreMessage(Transport &transport, const Instance &instance,
    std::optional<Privilege> readMessage, const MessageContent &message, std::stop_token stop)
{
    const auto submission = resubmissionOf(message);
    if (!submission)
        return std::unexpected(submission.error());
    const auto line = resubmitCommand(instance, *submission, makeNonce());
    if (!line)
        return std::unexpected(line.error());
    if (stop.stop_requested()) {
        return failure(ErrorKind::Cancelled,
            QCoreApplication::translate("spoolscope", "Stopped; nothing was submitted."));
    }
    // From here on a stop does not shorten it: what was sent must be accounted for.
    auto command = RemoteCommand::start(transport, *line, {});
    if (!command)
        return std::unexpected(command.error());
    QByteArray output;
    const auto read = command->readAll([&](const QByteArray &bytes) {
        output += bytes;
        return true;
    });
    if (!read) {
        return failure(ErrorKind::OutcomeUnknown,
            QCoreApplication::translate("spoolscope",
                "The connection was lost while the message was submitted. It may or may not "
                "be in the queue again: look for it there and in the mail log before you "
                "restore it once more."),
            read.error().message.toUtf8() + '\n' + read.error().detail);
    }
    const auto clock = parseResubmit(output, command->errorOutput(), command->exitCode());
    if (!clock)
        return std::unexpected(clock.error());
    RestoredMessage restored{.newId = {}, .recipients = submission->recipients};
    if (readMessage && *clock > 0)
        restored.newId = findNew(transport, instance, *readMessage, *submission, *clock, stop);
    return restored;
}

}
