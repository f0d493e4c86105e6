// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queueexport.h"

#include "core/base/isotime.h"
#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(QueueExport)
};

constexpr size_t rowsAtOnce = 1000; ///< between two looks at the stop request
constexpr QByteArrayView betweenRecipients = "; ";

/// With the comma before it; nothing where there is no number.
QByteArray numberMember(QByteArrayView name, std::optional<qint64> number)
{
    return number ? ",\"" + name.toByteArray() + "\":" + QByteArray::number(*number) : QByteArray();
}

QByteArray jsonText(QByteArrayView utf8)
{
    QByteArray text;
    text::appendJsonString(text, utf8);
    return text;
}

}

QueueWriter::QueueWriter(ExportFormat format, const ExportOrigin &origin)
    : m_format(format), m_retry(origin.retry), m_now(origin.now), m_facts(origin.facts)
{
    const auto shaped = format == ExportFormat::Csv ? text::csvField : jsonText;
    m_server = shaped(origin.server.toUtf8());
    m_instance = shaped(origin.instance);
}

QByteArray QueueWriter::header(ExportFormat format)
{
    if (format != ExportFormat::Csv)
        return {};
    return "server,instance,queue_name,queue_id,arrival_time,message_size,sender,recipient_count,"
           "recipients,delay_reason,next_try_estimate,expires_estimate,client_name,client_address,"
           "sasl_username,subject\r\n";
}

void QueueWriter::write(const QueueSnapshot &snapshot, QueueSnapshot::Row row, QByteArray &to) const
{
    if (m_format == ExportFormat::Csv)
        writeCsv(snapshot, row, to);
    else
        writeJson(snapshot, row, to);
}

RetryEstimate QueueWriter::estimate(const QueueSnapshot &snapshot, QueueSnapshot::Row row) const
{
    return m_retry ? estimateRetry(*m_retry, snapshot, row, m_now) : RetryEstimate();
}

void QueueWriter::writeCsv(
    const QueueSnapshot &snapshot, QueueSnapshot::Row row, QByteArray &to) const
{
    QByteArray recipients;
    for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
        if (i > 0)
            recipients += betweenRecipients;
        recipients += snapshot.text(snapshot.recipient(row, i).address);
    }
    const RetryEstimate guess = estimate(snapshot, row);
    const MessageFacts known = facts(row);
    to += m_server + ',' + m_instance + ',' + toBytes(snapshot.queue(row)).toByteArray() + ','
        + text::csvField(snapshot.id(row).bytes()) + ',' + isoTime(snapshot.arrival(row)) + ','
        + QByteArray::number(snapshot.size(row)) + ',' + text::csvField(snapshot.sender(row)) + ','
        + QByteArray::number(snapshot.recipientCount(row)) + ',' + text::csvField(recipients) + ','
        + text::csvField(snapshot.reason(row)) + ','
        + (guess.nextTry ? isoTime(*guess.nextTry) : QByteArray()) + ','
        + (guess.expires ? isoTime(*guess.expires) : QByteArray()) + ','
        + text::csvField(known.client) + ',' + text::csvField(known.clientAddress) + ','
        + text::csvField(known.saslUser) + ',' + text::csvField(known.subject) + "\r\n";
}

void QueueWriter::writeJson(
    const QueueSnapshot &snapshot, QueueSnapshot::Row row, QByteArray &to) const
{
    const RetryEstimate guess = estimate(snapshot, row);
    const MessageFacts known = facts(row);
    const auto member = [&to](QByteArrayView name, QByteArrayView value) {
        to += ',';
        text::appendJsonMember(to, name, value);
    };
    to += "{\"arrival_time\":" + QByteArray::number(snapshot.arrival(row));
    if (known.isOriginKnown) {
        member("client_address", known.clientAddress);
        member("client_name", known.client);
    }
    to += numberMember("expires_estimate", guess.expires) + ",\"forced_expire\":"
        + (snapshot.forcedExpire(row) ? "true" : "false") + ",\"instance\":" + m_instance
        + ",\"message_size\":" + QByteArray::number(snapshot.size(row))
        + numberMember("next_try_estimate", guess.nextTry) + ",\"queue_id\":\""
        + snapshot.id(row).toByteArray() + "\",\"queue_name\":\""
        + toBytes(snapshot.queue(row)).toByteArray() + "\",\"recipients\":[";
    for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
        const auto recipient = snapshot.recipient(row, i);
        to += i > 0 ? ",{" : "{";
        text::appendJsonMember(to, "address", snapshot.text(recipient.address));
        if (recipient.reason) {
            to += ',';
            text::appendJsonMember(to, "delay_reason", snapshot.text(recipient.reason));
        }
        to += '}';
    }
    to += ']';
    if (known.isOriginKnown)
        member("sasl_username", known.saslUser);
    member("sender", snapshot.sender(row));
    to += ",\"server\":" + m_server;
    if (known.isSubjectKnown)
        member("subject", known.subject);
    to += "}\n";
}

Result<void> exportQueue(QIODevice &device, ExportFormat format, std::span<const ExportPart> parts,
    std::span<const ExportRow> rows, const std::stop_token &stop,
    const std::function<void(qint64)> &progress)
{
    std::vector<QueueWriter> writers;
    for (const ExportPart &part : parts)
        writers.emplace_back(format, part.origin);
    QByteArray piece = QueueWriter::header(format);
    size_t done = 0;
    do {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Text::tr("The export was stopped."));
        const size_t end = std::min(rows.size(), done + rowsAtOnce);
        for (; done < end; ++done) {
            const ExportRow &row = rows[done];
            writers[row.part].write(*parts[row.part].snapshot, row.row, piece);
        }
        if (device.write(piece) != piece.size())
            return failure(ErrorKind::Io,
                Text::tr("The export could not be written: %1.").arg(device.errorString()));
        piece.clear();
        if (progress)
            progress(qint64(done));
    } while (done < rows.size());
    return {};
}

}
