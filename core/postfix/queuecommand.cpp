// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuecommand.h"

#include "core/postfix/idbatch.h"
#include "core/postfix/refusal.h"
#include "core/postfix/sudopassword.h"

#include <QSet>

#include <array>
#include <optional>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr QByteArrayView reportPrefix = "postsuper: ";

/// Words of postsuper.c, unchanged from Postfix 3.4 to 3.11 (-f: 3.5 and later).
struct Wording
{
    QByteArrayView flag; ///< the option that does it
    bool heldOnly; ///< limited to the hold queue
    QByteArrayView perId; ///< "postsuper: ID: <perId>"
    QByteArrayView summary; ///< "postsuper: <summary>: 12 messages"
    QByteArrayView firstPerId = {}; ///< of a command with two steps, what it says of the first
    QByteArrayView firstSummary = {};
};

constexpr std::array<Wording, 5> wordings{{
    {"-h", false, "placed on hold", "Placed on hold"},
    {"-H", false, "released from hold", "Released from hold"},
    {"-d", true, "removed", "Deleted"},
    {"-r", true, "requeued", "Requeued"},
    {"-f", true, "released from hold", "Released from hold", "expired", "Force-expired"},
}};

const Wording &wording(QueueCommand command)
{
    return wordings[size_t(command)];
}

/// Each ID with one write, so that even a shell that is killed in the middle never leaves half an
/// ID in the pipe: postsuper acts on a last line without a line break.
constexpr QByteArrayView feedAll
    = "for id in $ids; do echo \"$id\" || break; done 2>/dev/null | \"$@\"";

QByteArrayList postsuperWords(QueueCommand command, const Instance &instance, Privilege privilege)
{
    const Wording &words = wording(command);
    const bool absolute = privilege != Privilege::Direct;
    QByteArrayList call{absolute ? "/usr/sbin/postsuper"_ba : "postsuper"_ba, "-c"_ba,
        instance.configDirectory, words.flag.toByteArray(), "-"_ba};
    if (words.heldOnly)
        call.append("hold"_ba);
    return withPrivilege(privilege, std::move(call));
}

/// The ID of a line "postsuper: ID: removed".
std::optional<QueueId> doneId(QByteArrayView line, QByteArrayView perId)
{
    constexpr QByteArrayView separator = ": ";
    if (!line.endsWith(perId))
        return std::nullopt;
    line.chop(perId.size());
    if (!line.endsWith(separator))
        return std::nullopt;
    line.chop(separator.size());
    return QueueId::parse(line);
}

/// The count of a line "postsuper: Deleted: 12 messages".
std::optional<qint64> summaryCount(QByteArrayView line, QByteArrayView summary)
{
    if (!line.startsWith(summary))
        return std::nullopt;
    line = line.sliced(summary.size());
    if (!line.startsWith(": "))
        return std::nullopt;
    line = line.sliced(2);
    if (line.endsWith(" messages"))
        line.chop(9);
    else if (line.endsWith(" message"))
        line.chop(8);
    else
        return std::nullopt;
    bool isNumber = false;
    const qint64 count = line.toLongLong(&isNumber);
    return isNumber && count >= 0 ? std::optional(count) : std::nullopt;
}

/// The ID of a line "postsuper: warning: expire file hold/ID: Permission denied" (postexpire() in
/// postsuper.c): the message is released all the same, without its mark.
std::optional<QueueId> unmarkedId(QByteArrayView text)
{
    constexpr QByteArrayView start = "warning: expire file ";
    if (!text.startsWith(start))
        return std::nullopt;
    text = text.sliced(start.size());
    const qsizetype end = text.indexOf(':');
    if (end < 0)
        return std::nullopt;
    text = text.first(end);
    return QueueId::parse(text.sliced(text.lastIndexOf('/') + 1));
}

}

bool isSupported(QueueCommand command, QByteArrayView mailVersion)
{
    if (command != QueueCommand::ExpireHeld)
        return true;
    const qsizetype dot = mailVersion.indexOf('.');
    if (dot < 0)
        return false;
    qsizetype end = dot + 1;
    while (end < mailVersion.size() && mailVersion[end] >= '0' && mailVersion[end] <= '9')
        ++end;
    const auto number = [](QByteArrayView digits) { return digits.toInt(); };
    return std::pair(
               number(mailVersion.first(dot)), number(mailVersion.sliced(dot + 1, end - dot - 1)))
        >= std::pair(3, 5);
}

Result<CommandLine> queueCommand(QueueCommand command, const Instance &instance,
    Privilege privilege, std::span<const QueueId> ids, const QByteArray &nonce)
{
    auto input = idBatchInput(instance, ids, nonce);
    if (!input)
        return std::unexpected(input.error());
    if (privilege == Privilege::SudoPassword)
        return askingSudo(postsuperWords(command, instance, Privilege::Sudo).sliced(2), idGate(),
            std::move(*input));
    QByteArrayList words = gatedWords(feedAll);
    words += postsuperWords(command, instance, privilege);
    constexpr qint64 outputLimit = 1 << 20; // postsuper talks on stderr only
    return CommandLine{
        .arguments = std::move(words), .input = std::move(*input), .outputLimit = outputLimit};
}

QString displayText(QueueCommand command, const Instance &instance, Privilege privilege)
{
    return displayText(CommandLine{.arguments = postsuperWords(command, instance, privilege)});
}

QueueCommandReport parseQueueCommandReport(
    QueueCommand command, QByteArrayView errors, int exitCode)
{
    const Wording &words = wording(command);
    QueueCommandReport report;
    QSet<QueueId> unmarked;
    report.gateRejected = exitCode == gateRejectExitCode;
    for (qsizetype start = 0; start < errors.size();) {
        qsizetype end = errors.indexOf('\n', start);
        if (end < 0)
            end = errors.size();
        const QByteArrayView line = errors.sliced(start, end - start).trimmed();
        start = end + 1;
        if (line.isEmpty())
            continue;
        if (line.startsWith(reportPrefix)) {
            const QByteArrayView text = line.sliced(reportPrefix.size());
            if (const auto id = doneId(text, words.perId)) {
                report.done.append(*id);
                continue;
            }
            if (const auto count = summaryCount(text, words.summary)) {
                report.summary += *count;
                continue;
            }
            if (!words.firstPerId.isEmpty()
                && (doneId(text, words.firstPerId) || summaryCount(text, words.firstSummary)))
                continue;
            if (const auto id = unmarkedId(text))
                unmarked.insert(*id);
        } else if (isGateReject(line)) {
            report.gateRejected = true;
            continue;
        }
        report.notPermitted = report.notPermitted || isRefusal(line);
        report.unexpected.append(line.toByteArray());
    }
    report.done.removeIf([&](const QueueId &id) { return unmarked.contains(id); });
    // Both say that nothing was done, which no odd line may claim against a proof of the contrary.
    const bool nothingDone = exitCode != 0 && report.done.isEmpty();
    report.gateRejected = report.gateRejected && nothingDone;
    report.notPermitted = report.notPermitted && nothingDone;
    return report;
}

}
