// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/bulkread.h"

#include "core/postfix/messagecontent.h"

#include <QCoreApplication>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

constexpr qint64 largestErrors = 64 << 10; ///< kept of postcat's words about one message
constexpr qsizetype longestLine = 200; ///< of a marker with what stands behind it

/// The content goes straight to stdout (3) and postcat's words are caught, so that both are known
/// to belong to the same message.
constexpr QByteArrayView printEach
    = "b=$1; shift; exec 3>&1; for id in $ids; do echo \"SPOOLSCOPE-$b BEGIN $id\" || break; "
      "e=$(\"$@\" \"$id\" 2>&1 >&3 3>&- </dev/null); r=$?; "
      "echo; echo \"SPOOLSCOPE-$b STATUS $r\"; printf %s \"$e\"; "
      "echo; echo \"SPOOLSCOPE-$b END $id\" || break; done";

/// The same with awk between. Postcat is what sudo may be allowed to run, so it is what is stopped:
/// awk closes the pipe. Recipients are left out, as there may be a hundred thousand of them.
constexpr QByteArrayView printEachHead
    = "b=$1; cut=$2; shift 2; exec 3>&1; "
      "for id in $ids; do echo \"SPOOLSCOPE-$b BEGIN $id\" || break; "
      "e=$({ \"$@\" \"$id\" </dev/null | awk \"$cut\" >&3; } 2>&1 3>&3); "
      "echo; echo \"SPOOLSCOPE-$b STATUS 0\"; printf %s \"$e\"; "
      "echo; echo \"SPOOLSCOPE-$b END $id\" || break; done";
constexpr QByteArrayView cutBehindHeaders
    = "m==0&&/^([a-z]+_)?recipient: |^named_attribute: (dsn_orig_rcpt|notify_flags)=/{next} "
      "{print;n+=length($0)+1} m&&length($0)==0{exit} n>65536{exit} "
      "index($0,\"*** MESSAGE CONTENTS \")==1{m=1}";

}

Result<CommandLine> readMessagesCommand(const Instance &instance, Privilege privilege,
    std::span<const QueueId> ids, const QByteArray &nonce, const QByteArray &boundary,
    ReadExtent extent)
{
    auto input = idBatchInput(instance, ids, nonce);
    if (!input)
        return std::unexpected(input.error());
    if (!isNonce(boundary)) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate(
                "spoolscope", "Messages cannot be read. This is a mistake in this program."));
    }
    const bool isHead = extent == ReadExtent::Head;
    QByteArrayList words = gatedWords(isHead ? printEachHead : printEach);
    words.append(boundary);
    if (isHead)
        words.append(cutBehindHeaders.toByteArray());
    QByteArrayList call = readMessageCommand(instance, privilege, ids.front()).arguments;
    call.removeLast(); // the ID, which the loop adds
    return CommandLine{.arguments = words + call, .input = std::move(*input)};
}

BulkMessageParser::BulkMessageParser(const QByteArray &boundary, qint64 limit, Sink sink)
    : m_begin("SPOOLSCOPE-" + boundary + " BEGIN ")
    , m_status("\nSPOOLSCOPE-" + boundary + " STATUS ")
    , m_end("\nSPOOLSCOPE-" + boundary + " END ")
    , m_limit(limit)
    , m_sink(std::move(sink))
{
}

void BulkMessageParser::feed(QByteArrayView bytes)
{
    m_rest.append(bytes);
    for (bool more = true; more && !m_damaged;) {
        switch (m_stage) {
        case Stage::Between:
            more = takeStart();
            break;
        case Stage::Content:
            more = takePart(m_message->output, m_status, true) && takeStatus();
            break;
        case Stage::Errors:
            more = takePart(m_message->errors, m_end, false) && takeEnd();
            break;
        }
    }
    if (m_damaged)
        m_rest.clear(); // nothing behind it can be told apart any more
}

/// Whether the line that ends there is all here; too long a one is damage, in whatever chunks it
/// comes.
bool BulkMessageParser::isMarkerLine(qsizetype end)
{
    m_damaged = (end < 0 ? m_rest.size() : end) > longestLine;
    return end >= 0 && !m_damaged;
}

bool BulkMessageParser::takeStart()
{
    const qsizetype end = m_rest.indexOf('\n');
    if (!isMarkerLine(end))
        return false;
    const QByteArrayView line = QByteArrayView(m_rest).first(end);
    const auto id = line.startsWith(m_begin) ? QueueId::parse(line.sliced(m_begin.size()))
                                             : std::optional<QueueId>();
    if (!id) {
        m_damaged = true;
        return false;
    }
    m_message = BulkMessage{.id = *id};
    m_rest.remove(0, end + 1);
    m_stage = Stage::Content;
    return true;
}

/// Moves what precedes the marker into `part`; true with the marker at the start of what is left.
bool BulkMessageParser::takePart(QByteArray &part, const QByteArray &marker, bool capped)
{
    const qsizetype found = m_rest.indexOf(marker);
    // Without the marker, its first bytes may be the last ones here.
    const qsizetype size = found >= 0 ? found : m_rest.size() - marker.size();
    if (size > 0) {
        if (capped && part.size() + size > m_limit) {
            m_message->tooLarge = true;
            part = {};
        } else if (!m_message->tooLarge || !capped) {
            part.append(QByteArrayView(m_rest).first(size));
            if (!capped)
                part.truncate(largestErrors);
        }
        m_rest.remove(0, size);
    }
    return found >= 0;
}

bool BulkMessageParser::takeStatus()
{
    const qsizetype end = m_rest.indexOf('\n', m_status.size());
    if (!isMarkerLine(end))
        return false;
    bool isNumber = false;
    m_message->exitCode
        = QByteArrayView(m_rest).sliced(m_status.size(), end - m_status.size()).toInt(&isNumber);
    if (!isNumber) {
        m_damaged = true;
        return false;
    }
    m_rest.remove(0, end); // without words, this line break is the first byte of the next marker
    m_stage = Stage::Errors;
    return true;
}

bool BulkMessageParser::takeEnd()
{
    const qsizetype end = m_rest.indexOf('\n', m_end.size());
    if (!isMarkerLine(end))
        return false;
    if (QByteArrayView(m_rest).sliced(m_end.size(), end - m_end.size()) != m_message->id.bytes()) {
        m_damaged = true;
        return false;
    }
    m_rest.remove(0, end + 1);
    m_stage = Stage::Between;
    m_message->errors = m_message->errors.trimmed();
    m_sink(std::exchange(m_message, std::nullopt).value());
    return true;
}

}
