// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/resubmit.h"

#include "core/postfix/idbatch.h"
#include "core/postfix/refusal.h"

#include <QCoreApplication>
#include <QStringDecoder>

#include <algorithm>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qsizetype longestAddress = 1000; // RFC 5321 says 256; Postfix takes more
constexpr int noSpaceExitCode = 73; // EX_CANTCREAT
constexpr int firstSignalExitCode = 128; // of a shell, for a program that a signal ended
constexpr QByteArrayView clockLine = "CLOCK ";

/// stdin: "<recipients> <bytes> <nonce>", sender, recipients, "END <nonce>", content. `read` takes
/// no byte too many from a pipe (POSIX), so cat gets the content and nothing else. The byte count
/// proves that all of it arrived. The file has no name any more when sendmail reads it.
constexpr QByteArrayView submitWhole
    = "reject() { echo \"GATE-REJECT $1\" >&2; exit $1; }; "
      "umask 077; read -r n size nonce || reject 65; "
      "IFS= read -r sender || reject 65; set -- \"$@\" -f \"$sender\" --; i=0; "
      "while [ $i -lt \"$n\" ]; do IFS= read -r rcpt || reject 65; set -- \"$@\" \"$rcpt\"; "
      "i=$((i+1)); done; read -r end || reject 65; [ \"$end\" = \"END $nonce\" ] || reject 65; "
      "f=$(mktemp) || reject 73; trap \"rm -f $f\" EXIT; trap \"exit 75\" HUP INT TERM; "
      "cat >\"$f\" || reject 73; got=$(wc -c <\"$f\"); [ $got -eq \"$size\" ] || reject 65; "
      "exec 3<\"$f\" || reject 73; rm -f \"$f\"; trap - EXIT HUP INT TERM; "
      "echo \"CLOCK $(date +%s)\"; exec \"$@\" <&3";

bool isAtomCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || quint8(c) >= 0x80 || QByteArrayView("!#$%&'*+-/=?^_`{|}~").contains(c);
}

/// RFC 5321 Dot-string.
bool isDotString(QByteArrayView local)
{
    return !local.isEmpty() && !local.startsWith('.') && !local.endsWith('.')
        && !local.contains("..")
        && std::ranges::all_of(local, [](char c) { return c == '.' || isAtomCharacter(c); });
}

/// A domain or an address literal, so that nothing in it means something to sendmail's parser.
bool isDomainText(QByteArrayView domain)
{
    const bool literal = domain.startsWith('[') && domain.endsWith(']');
    if (literal)
        domain = domain.sliced(1, domain.size() - 2);
    return !domain.isEmpty() && std::ranges::all_of(domain, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || quint8(c) >= 0x80 || QByteArrayView("-._").contains(c) || (literal && c == ':');
    });
}

bool isUtf8(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    [[maybe_unused]] const QString text = decoder(bytes);
    return !decoder.hasError();
}

std::unexpected<Error> unusableAddress(const QByteArray &address)
{
    return failure(ErrorKind::InvalidInput,
        QCoreApplication::translate("spoolscope",
            "The address %1 has characters that cannot be handed to sendmail safely, so this "
            "message cannot be submitted again. Save it as an .eml file instead.")
            .arg(QString::fromUtf8(address.first(std::min<qsizetype>(address.size(), 200)))),
        address);
}

/// Whether sendmail takes the first line for an mbox separator and drops it.
bool startsWithFromLine(QByteArrayView content)
{
    while (content.startsWith('>'))
        content = content.sliced(1);
    return content.startsWith("From ");
}

QByteArrayList sendmailWords(const Instance &instance, const Resubmission &message)
{
    QByteArrayList words{"sendmail"_ba, "-C"_ba, instance.configDirectory, "-G"_ba, "-i"_ba};
    if (!message.bodyType.isEmpty())
        words += {"-B"_ba, message.bodyType};
    return words;
}

std::unexpected<Error> notSubmitted(const QByteArray &errors, int exitCode)
{
    const auto fail = [&](ErrorKind kind, const char *text) {
        return failure(kind, QCoreApplication::translate("spoolscope", text), errors);
    };
    if (errors.contains("GATE-REJECT")) {
        if (exitCode != noSpaceExitCode) {
            return fail(ErrorKind::Incomplete,
                QT_TRANSLATE_NOOP("spoolscope",
                    "The message arrived damaged and the server submitted none of it. Try again."));
        }
        return fail(ErrorKind::Io,
            QT_TRANSLATE_NOOP("spoolscope",
                "The server has no room for the message in its directory for temporary files. "
                "Nothing was submitted; make room there and try again."));
    }
    if (exitCode >= firstSignalExitCode) {
        return fail(ErrorKind::OutcomeUnknown,
            QT_TRANSLATE_NOOP("spoolscope",
                "sendmail was ended on the server, perhaps after it had submitted the message. "
                "Look for it in the queue and in the mail log before you try again."));
    }
    if (errors.contains("message file too big") || errors.contains("File too large")) {
        return fail(ErrorKind::OutputTooLarge,
            QT_TRANSLATE_NOOP("spoolscope",
                "The message is larger than message_size_limit on the server allows. Nothing was "
                "submitted."));
    }
    if (errors.contains("is not allowed to submit mail")) {
        return fail(ErrorKind::Permission,
            QT_TRANSLATE_NOOP("spoolscope",
                "This account may not submit mail to this instance. Nothing was submitted; see "
                "authorized_submit_users in its main.cf, or restore to another instance."));
    }
    if (std::ranges::any_of(errors.split('\n'), isRefusal)) {
        return fail(ErrorKind::Permission,
            QT_TRANSLATE_NOOP("spoolscope",
                "This account may not use this instance. Name its directory in "
                "multi_instance_directories or alternate_config_directories in the main.cf of the "
                "primary instance."));
    }
    return fail(ErrorKind::Io,
        QT_TRANSLATE_NOOP("spoolscope",
            "sendmail did not take the message. Nothing was submitted; its own words are in the "
            "details."));
}

/// Lines without the carriage returns at their ends.
QByteArray withoutCarriageReturns(QByteArrayView text)
{
    QByteArray lines;
    lines.reserve(text.size());
    for (const char c : text) {
        if (c == '\n') {
            while (lines.endsWith('\r'))
                lines.chop(1);
        }
        lines += c;
    }
    return lines;
}

/// What follows the first header field and its continuation lines.
QByteArrayView behindFirstField(QByteArrayView text)
{
    qsizetype end = text.indexOf('\n');
    while (end >= 0 && end + 1 < text.size() && (text[end + 1] == ' ' || text[end + 1] == '\t'))
        end = text.indexOf('\n', end + 1);
    return end < 0 ? QByteArrayView() : text.sliced(end + 1);
}

}

Result<QByteArray> externalAddress(const QByteArray &address)
{
    const bool printable
        = std::ranges::all_of(address, [](char c) { return quint8(c) >= 0x20 && c != 0x7f; });
    // A dash in front is bounced as "bad address syntax" (allow_min_user in postconf(5)).
    if (address.isEmpty() || address.startsWith('-') || address.size() > longestAddress
        || !printable || !isUtf8(address))
        return unusableAddress(address);
    const qsizetype at = address.lastIndexOf('@');
    const QByteArray local = at < 0 ? address : address.first(at);
    if (at >= 0 && !isDomainText(QByteArrayView(address).sliced(at + 1)))
        return unusableAddress(address);
    if (isDotString(local))
        return address;
    QByteArray quoted = "\"";
    for (const char c : local) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"' + (at < 0 ? QByteArray() : address.sliced(at));
}

Result<Resubmission> resubmissionOf(const MessageContent &message)
{
    const QByteArrayList senders = message.envelopeValues("sender");
    Resubmission result{.sender = senders.value(0),
        .recipients = message.envelopeValues("recipient"),
        .content = message.content};
    const auto refused = [](const char *text) {
        return failure(ErrorKind::InvalidInput, QCoreApplication::translate("spoolscope", text));
    };
    if (senders.size() != 1) {
        return refused(QT_TRANSLATE_NOOP("spoolscope",
            "The envelope of this message names no sender, so it cannot be submitted again. Save "
            "it as an .eml file instead."));
    }
    if (result.recipients.isEmpty()) {
        return refused(QT_TRANSLATE_NOOP(
            "spoolscope", "All recipients had got this message already; nobody is left."));
    }
    if (result.recipients.size() > mostRestoredRecipients) {
        return refused(QT_TRANSLATE_NOOP("spoolscope",
            "This message has more recipients than can be restored at once. Save it as an .eml "
            "file and send it from the server."));
    }
    if (startsWithFromLine(result.content)) {
        return refused(QT_TRANSLATE_NOOP("spoolscope",
            "The message begins with a line \"From \", which sendmail would drop. Save it as an "
            ".eml file instead."));
    }
    if (!result.sender.isEmpty()) {
        if (const auto sender = externalAddress(result.sender); !sender)
            return std::unexpected(sender.error());
    }
    for (const QByteArray &recipient : std::as_const(result.recipients)) {
        if (const auto external = externalAddress(recipient); !external)
            return std::unexpected(external.error());
    }
    const QByteArray encoding = message.namedAttribute("encoding");
    if (encoding == "8bit")
        result.bodyType = "8BITMIME";
    else if (encoding == "7bit")
        result.bodyType = "7BIT";
    return result;
}

Result<CommandLine> resubmitCommand(
    const Instance &instance, const Resubmission &message, const QByteArray &nonce)
{
    const bool known = message.bodyType.isEmpty() || message.bodyType == "8BITMIME"
        || message.bodyType == "7BIT";
    if (!isUsableConfigDirectory(instance.configDirectory) || !isNonce(nonce) || !known
        || message.recipients.isEmpty() || message.recipients.size() > mostRestoredRecipients) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate(
                "spoolscope", "The message cannot be submitted to this instance safely."));
    }
    QByteArray input = QByteArray::number(message.recipients.size()) + ' '
        + QByteArray::number(message.content.size()) + ' ' + nonce + '\n';
    if (!message.sender.isEmpty()) {
        const auto sender = externalAddress(message.sender);
        if (!sender)
            return std::unexpected(sender.error());
        input += *sender;
    }
    input += '\n';
    for (const QByteArray &recipient : message.recipients) {
        const auto external = externalAddress(recipient);
        if (!external)
            return std::unexpected(external.error());
        input += *external + '\n';
    }
    input += "END " + nonce + '\n' + message.content;

    const QByteArrayList words
        = QByteArrayList{"sh"_ba, "-c"_ba, submitWhole.toByteArray(), "spoolscope"_ba}
        + sendmailWords(instance, message);
    constexpr qint64 outputLimit = 1 << 20;
    return CommandLine{.arguments = words, .input = std::move(input), .outputLimit = outputLimit};
}

QString resubmitText(const Instance &instance, const Resubmission &message)
{
    CommandLine command{sendmailWords(instance, message)};
    // What has no outward form was refused before.
    command.arguments += {"-f"_ba, externalAddress(message.sender).value_or(QByteArray()), "--"_ba};
    for (const QByteArray &recipient : message.recipients)
        command.arguments.append(externalAddress(recipient).value_or(recipient));
    return displayText(command) + u" < message"_s;
}

Result<qint64> parseResubmit(QByteArrayView output, const QByteArray &errors, int exitCode)
{
    if (exitCode != 0)
        return notSubmitted(errors, exitCode);
    bool isNumber = false;
    const qsizetype end = output.indexOf('\n');
    const qint64 clock = end > 0 && output.startsWith(clockLine)
        ? output.sliced(clockLine.size(), end - clockLine.size()).toLongLong(&isNumber)
        : 0;
    // sendmail said yes; a clock that cannot be read only makes the new message hard to find.
    return isNumber ? clock : 0;
}

bool isResubmitted(QByteArrayView before, QByteArrayView now)
{
    return now.startsWith("Received: ")
        && withoutCarriageReturns(behindFirstField(now)) == withoutCarriageReturns(before);
}

}
