// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/journaledrequest.h"

#include "core/actions/flushledger.h"
#include "core/postfix/commandadvice.h"
#include "core/postfix/resubmit.h"
#include "core/transport/remotecommand.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Request)
};

OperationHeader headerFor(const RequestPlace &place, Request request, const QString &command)
{
    OperationHeader header;
    header.request = std::move(request);
    header.key = place.key;
    header.serverName = place.serverName;
    header.address = place.address;
    header.account = place.account;
    header.hostKey = place.hostKey;
    header.instanceName = place.instance.name;
    header.commands = {command};
    return header;
}

Result<std::unique_ptr<OperationLog>> begin(
    const Journal &journal, const RequestPlace &place, Request request, const QString &command)
{
    auto log = journal.begin(headerFor(place, std::move(request), command), {});
    if (!log)
        return log;
    if (const auto written = (*log)->sending(PlanStep::Acting, command, {}); !written)
        return std::unexpected(written.error());
    return log;
}

/// Where it was done and only the journal's end is missing, it must not look as if it could be done
/// again.
Result<void> end(OperationLog &log, const Result<void> &outcome, const QString &note)
{
    PartResult result;
    if (!outcome)
        result.error = outcome.error();
    const auto written = log.end(result, outcome ? note : QString());
    if (!outcome || written)
        return outcome;
    return failure(ErrorKind::OutcomeUnknown,
        Text::tr("It was done (%1), but that could not be written down: %2 Do not do it again.")
            .arg(note, written.error().message),
        written.error().detail);
}

Result<void> unlessStopped(const std::stop_token &stop)
{
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, Text::tr("Stopped; nothing was sent."));
    return {};
}

Result<void> ask(const RequestPlace &place, const CommandLine &command, std::stop_token stop)
{
    const auto answer = run(place.transport, command, std::move(stop));
    if (!answer)
        return failure(ErrorKind::OutcomeUnknown,
            Text::tr("Whether Postfix was asked is not known: %1").arg(answer.error().message),
            answer.error().detail);
    return checkFlushExit(answer->exitCode, answer->errors);
}

Result<void> mayChange(const RequestPlace &place)
{
    if (place.forbidden.isEmpty())
        return {};
    return failure(ErrorKind::Permission, place.forbidden);
}

Result<void> mayFlush(const RequestPlace &place)
{
    if (const auto may = mayChange(place); !may)
        return may;
    if (place.rights.flush)
        return {};
    return failure(ErrorKind::Permission,
        Text::tr("The account %1 on %2 may not flush the queue; authorized_flush_users in main.cf "
                 "says who may.")
            .arg(QString::fromUtf8(place.account), place.serverName));
}

Result<void> flushOrRetry(const Journal &journal, const RequestPlace &place, Request request,
    const Result<CommandLine> &command, std::stop_token stop)
{
    if (!command)
        return std::unexpected(command.error());
    if (const auto going = unlessStopped(stop); !going)
        return going;
    const auto log = begin(journal, place, std::move(request), displayText(*command));
    if (!log)
        return std::unexpected(log.error());
    return end(**log, ask(place, *command, std::move(stop)), Text::tr("accepted by Postfix"));
}

}

Result<void> flushQueue(const Journal &journal, const RequestPlace &place, std::stop_token stop)
{
    if (const auto may = mayFlush(place); !may)
        return may;
    if (const auto ready = journal.prepare(); !ready)
        return ready;
    if (const auto going = unlessStopped(stop); !going)
        return going;
    const FlushLimit::Time now(QDateTime::currentMSecsSinceEpoch());
    const auto wait = claimFlush(place.key, now, journal.directory());
    if (!wait)
        return std::unexpected(wait.error());
    if (*wait > FlushLimit::Time::zero())
        return failure(ErrorKind::InvalidInput,
            Text::tr("%1 was flushed less than a minute ago; wait %2 seconds. %3")
                .arg(place.serverName, QString::number((wait->count() + 999) / 1000),
                    advice::flush()));
    return flushOrRetry(
        journal, place, {RequestKind::Flush, {}}, flushCommand(place.instance), std::move(stop));
}

Result<void> retryDestination(
    const Journal &journal, const RequestPlace &place, const FlushSite &site, std::stop_token stop)
{
    if (const auto may = mayFlush(place); !may)
        return may;
    return flushOrRetry(journal, place,
        {RequestKind::RetryDestination, QString::fromLatin1(site.bytes())},
        retrySiteCommand(place.instance, site), std::move(stop));
}

Result<RestoredMessage> restoreSaved(const Journal &journal, const RequestPlace &place,
    const VaultEntry &entry, const MessageContent &message, std::stop_token stop)
{
    if (const auto may = mayChange(place); !may)
        return std::unexpected(may.error());
    if (const auto going = unlessStopped(stop); !going)
        return std::unexpected(going.error());
    // What cannot be submitted at all is no operation.
    const auto submission = resubmissionOf(message);
    if (!submission)
        return std::unexpected(submission.error());
    const auto log = begin(journal, place,
        {RequestKind::Restore, entry.identity.id.toString() + u' ' + entry.id},
        resubmitText(place.instance, *submission));
    if (!log)
        return std::unexpected(log.error());
    auto restored = restoreMessage(
        place.transport, place.instance, place.rights.readMessage, message, std::move(stop));
    const Result<void> outcome = restored ? Result<void>() : std::unexpected(restored.error());
    const QString note = restored && restored->newId
        ? Text::tr("in the queue again as %1").arg(restored->newId->toString())
        : Text::tr("submitted again");
    const auto ended = end(**log, outcome, note);
    if (!ended)
        return std::unexpected(ended.error());
    return restored;
}

}
