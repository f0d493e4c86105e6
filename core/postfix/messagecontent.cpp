// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/messagecontent.h"

#include "core/postfix/sudopassword.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qint64 largestMessage = qint64(64) << 20;
constexpr QByteArrayView envelopeMarker = "*** ENVELOPE RECORDS ";
constexpr QByteArrayView markerEnd = " ***\n";

/// The path in the first line; empty where that is none.
QByteArray pathIn(QByteArrayView output)
{
    const qsizetype lineEnd = output.indexOf('\n');
    const qsizetype pathSize = lineEnd + 1 - envelopeMarker.size() - markerEnd.size();
    if (pathSize <= 0 || !output.startsWith(envelopeMarker)
        || !output.first(lineEnd + 1).endsWith(markerEnd))
        return {};
    return output.sliced(envelopeMarker.size(), pathSize).toByteArray();
}

/// The markers postcat(1) sets around the parts, all with the path of the queue file.
struct Parts
{
    QByteArrayView envelope, content, extracted;
};

/// A body may hold lines that look like markers. The first content marker is real because the
/// envelope before it is Postfix's own; the last end marker and the last extracted marker are real
/// because nothing of the sender's comes after them.
std::optional<Parts> split(QByteArrayView output)
{
    const qsizetype lineEnd = output.indexOf('\n');
    const QByteArray path = pathIn(output);
    if (path.isEmpty())
        return std::nullopt;
    const QByteArray contentMarker = "*** MESSAGE CONTENTS " + path + " ***\n";
    const QByteArray extractedMarker = "\n*** HEADER EXTRACTED " + path + " ***\n";
    const QByteArray fileEnd = "\n*** MESSAGE FILE END " + path + " ***\n";
    if (!output.endsWith(fileEnd))
        return std::nullopt;
    output.chop(fileEnd.size() - 1); // the line break before it belongs to the record

    const qsizetype contentLine = output.indexOf("\n" + contentMarker, lineEnd);
    if (contentLine < 0)
        return std::nullopt;
    Parts parts;
    parts.envelope = output.sliced(lineEnd + 1, contentLine - lineEnd);
    const qsizetype contentStart = contentLine + 1 + contentMarker.size();
    // One byte earlier: an empty message has the extracted marker right there.
    const QByteArrayView rest = output.sliced(contentStart - 1);
    const qsizetype extracted = rest.lastIndexOf(extractedMarker);
    if (extracted < 0) // not past the cleanup server, or of a Postfix that writes none
        return std::nullopt;
    parts.content = rest.sliced(1, extracted);
    parts.extracted = rest.sliced(extracted + extractedMarker.size());
    return parts;
}

/// The same of a beginning, up to where it was cut.
std::optional<Parts> splitHead(QByteArrayView output)
{
    const QByteArray path = pathIn(output);
    const QByteArray contentMarker = "*** MESSAGE CONTENTS " + path + " ***\n";
    const QByteArray extractedMarker = "\n*** HEADER EXTRACTED " + path + " ***\n";
    const qsizetype lineEnd = output.indexOf('\n');
    const qsizetype contentLine
        = path.isEmpty() ? -1 : output.indexOf("\n" + contentMarker, lineEnd);
    if (contentLine < 0)
        return std::nullopt;
    Parts parts;
    parts.envelope = output.sliced(lineEnd + 1, contentLine - lineEnd);
    const QByteArrayView rest = output.sliced(contentLine + contentMarker.size());
    const qsizetype extracted = rest.indexOf(extractedMarker); // where there is no body
    parts.content = rest.sliced(1, extracted < 0 ? rest.size() - 1 : extracted);
    if (extracted >= 0)
        parts.extracted = rest.sliced(extracted + extractedMarker.size());
    return parts;
}

void appendRecords(QByteArrayView text, QList<std::pair<QByteArray, QByteArray>> &records)
{
    constexpr QByteArrayView separator = ": ";
    for (qsizetype start = 0; start < text.size();) {
        qsizetype end = text.indexOf('\n', start);
        if (end < 0)
            end = text.size();
        const QByteArrayView line = text.sliced(start, end - start);
        start = end + 1;
        const qsizetype colon = line.indexOf(separator);
        if (colon < 0)
            continue; // it stays in the envelope text
        // Times and sizes are padded with blanks, addresses are not.
        const QByteArray key = line.first(colon).toByteArray();
        const QByteArrayView value = line.sliced(colon + separator.size());
        const bool isText = key == "sender" || key == "recipient" || key == "original_recipient"
            || key == "named_attribute";
        records.emplaceBack(key, (isText ? value : value.trimmed()).toByteArray());
    }
}

/// Bytes of the headers before the blank line.
qsizetype headerSizeOf(const QByteArray &content)
{
    if (content.startsWith('\n') || content.startsWith("\r\n"))
        return 0;
    for (qsizetype end = content.indexOf('\n'); end >= 0; end = content.indexOf('\n', end + 1)) {
        const QByteArrayView next = QByteArrayView(content).sliced(end + 1);
        if (next.startsWith('\n') || next.startsWith("\r\n"))
            return end + 1;
    }
    return content.size();
}

std::unexpected<Error> readFailure(QByteArrayView errors, int exitCode)
{
    const QByteArray detail = errors.toByteArray();
    if (errors.contains("No such file or directory")) {
        return failure(ErrorKind::NotFound,
            QCoreApplication::translate("spoolscope",
                "The message is no longer in the queue: it was delivered or removed meanwhile."),
            detail);
    }
    if (errors.contains("ermission denied") || errors.contains("a password is required")
        || errors.contains("is not allowed to execute")
        || errors.contains("is not in the sudoers file")) {
        return failure(ErrorKind::Permission,
            QCoreApplication::translate("spoolscope",
                "This account may not read messages on the server. It needs a sudo rule for "
                "postcat; see the documentation."),
            detail);
    }
    constexpr int programNotFound = 127;
    if (exitCode == programNotFound) {
        return failure(ErrorKind::NotFound,
            QCoreApplication::translate(
                "spoolscope", "postcat was not found on the server. Is Postfix installed there?"),
            detail);
    }
    return failure(ErrorKind::Parse,
        QCoreApplication::translate(
            "spoolscope", "postcat could not read the message. Its own words are in the details."),
        detail);
}

}

CommandLine readMessageCommand(const Instance &instance, Privilege privilege, const QueueId &id)
{
    const bool absolute = privilege != Privilege::Direct;
    QByteArrayList words{absolute ? "/usr/sbin/postcat"_ba : "postcat"_ba, "-c"_ba,
        instance.configDirectory, "-q"_ba, id.toByteArray()};
    CommandLine command = privilege == Privilege::SudoPassword
        ? askingSudo(std::move(words))
        : CommandLine{.arguments = withPrivilege(privilege, std::move(words))};
    command.outputLimit = largestMessage;
    return command;
}

QByteArrayView MessageContent::body() const
{
    QByteArrayView rest = QByteArrayView(content).sliced(headerSize);
    if (rest.startsWith("\r\n"))
        return rest.sliced(2);
    return rest.startsWith('\n') ? rest.sliced(1) : rest;
}

QByteArrayList MessageContent::envelopeValues(QByteArrayView key) const
{
    QByteArrayList values;
    for (const auto &[name, value] : envelope) {
        if (name == key)
            values.append(value);
    }
    return values;
}

QByteArray MessageContent::namedAttribute(QByteArrayView name) const
{
    for (const auto &[key, value] : envelope) {
        if (key == "named_attribute" && value.startsWith(name) && value.size() > name.size()
            && value[name.size()] == '=')
            return value.sliced(name.size() + 1);
    }
    return {};
}

QByteArray MessageContent::toEml() const
{
    QByteArray file;
    file.reserve(content.size() + 1024);
    const QByteArrayList senders = envelopeValues("sender");
    for (const QByteArray &sender : senders)
        file += "X-Envelope-From: <" + sender + ">\n";
    const QByteArrayList recipients = envelopeValues("recipient");
    for (const QByteArray &recipient : recipients)
        file += "X-Envelope-To: <" + recipient + ">\n";
    return file + content;
}

Result<MessageContent> parseMessageHead(QByteArrayView output, QByteArrayView errors)
{
    const auto parts = splitHead(output);
    if (!parts && output.isEmpty() && !errors.isEmpty())
        return readFailure(errors, 1);
    if (!parts) {
        return failure(ErrorKind::Incomplete,
            QCoreApplication::translate("spoolscope",
                "The beginning of the message could not be read: it is still being received, or "
                "its queue file is damaged. Read it again in a moment."),
            errors.toByteArray()
                + output.first(std::min<qsizetype>(output.size(), 1000)).toByteArray());
    }
    MessageContent message;
    message.raw = output.toByteArray();
    message.envelopeText = parts->envelope.toByteArray();
    message.content = parts->content.toByteArray();
    message.headerSize = headerSizeOf(message.content);
    message.isHeaderCut = message.headerSize == message.content.size() && parts->extracted.isNull();
    message.content.truncate(message.headerSize);
    appendRecords(parts->envelope, message.envelope);
    return message;
}

Result<MessageContent> parseMessage(QByteArrayView output, QByteArrayView errors, int exitCode)
{
    if (exitCode != 0)
        return readFailure(errors, exitCode);
    const auto parts = split(output);
    if (!parts) {
        return failure(ErrorKind::Incomplete,
            QCoreApplication::translate("spoolscope",
                "The message could not be read to its end: it is still being received, or its "
                "queue file is damaged. Read it again in a moment."),
            errors.toByteArray()
                + output.first(std::min<qsizetype>(output.size(), 1000)).toByteArray());
    }
    MessageContent message;
    message.raw = output.toByteArray();
    message.envelopeText = parts->envelope.toByteArray() + parts->extracted.toByteArray();
    message.content = parts->content.toByteArray();
    message.headerSize = headerSizeOf(message.content);
    appendRecords(parts->envelope, message.envelope);
    appendRecords(parts->extracted, message.envelope);
    return message;
}

}
