// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/queuecommand.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <optional>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr int maximumNonceLength = 64;
constexpr int gateExitCode = 65; // EX_DATAERR; neither postsuper nor sudo has it
constexpr QByteArrayView reportPrefix = "postsuper: ";

/// Words of postsuper.c, unchanged from Postfix 3.4 to 3.11.
struct Wording
{
    QByteArrayView flag; ///< the option that does it
    bool heldOnly; ///< limited to the hold queue
    QByteArrayView perId; ///< "postsuper: ID: <perId>"
    QByteArrayView summary; ///< "postsuper: <summary>: 12 messages"
};

constexpr std::array<Wording, 4> wordings{{
    {"-h", false, "placed on hold", "Placed on hold"},
    {"-H", false, "released from hold", "Released from hold"},
    {"-d", true, "removed", "Deleted"},
    {"-r", true, "requeued", "Requeued"},
}};

const Wording &wording(QueueCommand command)
{
    return wordings[size_t(command)];
}

/// Without quotes, backslashes, line breaks and '!', which no two login shells read alike. It holds
/// all lines back until the last one has proven that nothing is missing.
constexpr QByteArrayView gate
    = "NR==1{n=$1;k=$2;next} "
      "{if($0==\"END \"n\" \"k){e=1;next} if(e)b=1; if($0~/^[0-9A-Za-z]+$/)a[++i]=$0;else b=1} "
      "END{if(e&&b==0&&i==n&&k){for(j=1;j<=i;j++)print a[j]}else exit 65}";

/// $1 is the gate, the rest the command. The substitution is all or nothing by awk's exit status,
/// and the loop writes each ID with one write, so that even a shell that is killed in the middle
/// never leaves half an ID in the pipe: postsuper acts on a last line without a line break.
constexpr QByteArrayView script
    = "gate=$1; shift; "
      "ids=$(awk \"$gate\") || { rc=$?; echo \"GATE-REJECT $rc\" >&2; exit $rc; }; "
      "for id in $ids; do echo \"$id\" || break; done 2>/dev/null | \"$@\"";

QByteArrayList postsuperWords(QueueCommand command, const Instance &instance, Privilege privilege)
{
    const Wording &words = wording(command);
    const bool absolute = privilege == Privilege::Sudo;
    QByteArrayList call{absolute ? "/usr/sbin/postsuper"_ba : "postsuper"_ba, "-c"_ba,
        instance.configDirectory, words.flag.toByteArray(), "-"_ba};
    if (words.heldOnly)
        call.append("hold"_ba);
    return withPrivilege(privilege, std::move(call));
}

bool isNonce(const QByteArray &text)
{
    return !text.isEmpty() && text.size() <= maximumNonceLength
        && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           });
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

/// What sudo 1.8 to 1.9 and postsuper say to an account that may not.
bool isRefusal(QByteArrayView line)
{
    constexpr std::array<QByteArrayView, 8> refusals{"a password is required",
        "no tty present and no askpass program", "you must have a tty to run sudo",
        "is not allowed to execute", "is not allowed to run sudo", "is not in the sudoers file",
        "may not run sudo on", "use of this command is reserved for the superuser"};
    if (line.endsWith(": not found") || line.endsWith(": command not found")) // by the shell
        return line.contains("sudo");
    return std::ranges::any_of(
        refusals, [&](QByteArrayView words) { return line.contains(words); });
}

}

Result<CommandLine> queueCommand(QueueCommand command, const Instance &instance,
    Privilege privilege, std::span<const QueueId> ids, const QByteArray &nonce)
{
    if (ids.empty() || qsizetype(ids.size()) > largestBatch || !isNonce(nonce)) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope",
                "A batch of %1 messages cannot be sent. This is a mistake in this program; nothing "
                "was changed.")
                .arg(qint64(ids.size())));
    }
    if (!isUsableConfigDirectory(instance.configDirectory)) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope",
                "The name of this instance's configuration directory has characters that cannot be "
                "sent safely. Nothing was changed."),
            instance.configDirectory);
    }

    const QByteArray count = QByteArray::number(qint64(ids.size()));
    QByteArray input;
    input.reserve(qsizetype(ids.size()) * (QueueId::maximumLength + 1) + 2 * maximumNonceLength);
    input += count + ' ' + nonce + '\n';
    for (const QueueId &id : ids)
        input.append(id.bytes()).append('\n');
    input += "END " + count + ' ' + nonce + '\n';

    QByteArrayList words{
        "sh"_ba, "-c"_ba, script.toByteArray(), "spoolscope"_ba, gate.toByteArray()};
    words += postsuperWords(command, instance, privilege);
    constexpr qint64 outputLimit = 1 << 20; // postsuper talks on stderr only
    return CommandLine{
        .arguments = std::move(words), .input = std::move(input), .outputLimit = outputLimit};
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
    report.gateRejected = exitCode == gateExitCode;
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
        } else if (line.startsWith("GATE-REJECT ")) {
            report.gateRejected = true;
            continue;
        }
        report.notPermitted = report.notPermitted || isRefusal(line);
        report.unexpected.append(line.toByteArray());
    }
    // Both say that nothing was done, which no odd line may claim against a proof of the contrary.
    const bool nothingDone = exitCode != 0 && report.done.isEmpty();
    report.gateRejected = report.gateRejected && nothingDone;
    report.notPermitted = report.notPermitted && nothingDone;
    return report;
}

}
