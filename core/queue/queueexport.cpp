// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queueexport.h"

#include "core/base/textsafety.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QJsonObject>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(QueueExport)
};

constexpr size_t rowsAtOnce = 1000; ///< between two looks at the stop request
constexpr QByteArrayView betweenRecipients = "; ";

/// As QDateTime writes it, which takes several times as long. Nothing for what has no four-digit
/// year.
QByteArray isoTime(qint64 seconds)
{
    if (seconds < 0 || seconds > latestTime)
        return {};
    using namespace std::chrono;
    const sys_seconds time{std::chrono::seconds(seconds)};
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    QByteArray text;
    const auto append = [&text](int number, char behind) {
        if (number < 10)
            text += '0';
        text += QByteArray::number(number) + behind;
    };
    text += QByteArray::number(int(date.year())) + '-';
    append(int(unsigned(date.month())), '-');
    append(int(unsigned(date.day())), 'T');
    append(int(clock.hours().count()), ':');
    append(int(clock.minutes().count()), ':');
    append(int(clock.seconds().count()), 'Z');
    return text;
}

/// A JSON string. Nearly all are plain ASCII, which a QJsonObject a row would take ten times as
/// long for; text::jsonLine() does the others.
void appendString(QByteArray &to, QByteArrayView bytes)
{
    const bool isPlain = std::ranges::all_of(bytes, [](char c) { return c >= 0x20 && c < 0x7f; });
    if (!isPlain) {
        constexpr qsizetype before = 4; // {"":
        const QByteArray line = text::jsonLine({{QString(), text::exact(bytes)}});
        to += QByteArrayView(line).sliced(before).chopped(1);
        return;
    }
    to += '"';
    for (const char c : bytes) {
        if (c == '"' || c == '\\')
            to += '\\';
        to += c;
    }
    to += '"';
}

/// `"name":"text"`, and the bytes themselves where they are no text.
void appendMember(QByteArray &to, QByteArrayView name, QByteArrayView bytes)
{
    to += '"' + name.toByteArray() + "\":";
    appendString(to, bytes);
    if (!bytes.isValidUtf8())
        to += ",\"" + name.toByteArray() + "_base64\":\"" + bytes.toByteArray().toBase64() + '"';
}

/// With the comma before it; nothing where there is no number.
QByteArray numberMember(QByteArrayView name, std::optional<qint64> number)
{
    return number ? ",\"" + name.toByteArray() + "\":" + QByteArray::number(*number) : QByteArray();
}

QByteArray jsonText(QByteArrayView utf8)
{
    QByteArray text;
    appendString(text, utf8);
    return text;
}

}

QueueWriter::QueueWriter(ExportFormat format, const ExportOrigin &origin)
    : m_format(format), m_retry(origin.retry), m_now(origin.now)
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
           "recipients,delay_reason,next_try_estimate,expires_estimate\r\n";
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
    to += m_server + ',' + m_instance + ',' + toBytes(snapshot.queue(row)).toByteArray() + ','
        + text::csvField(snapshot.id(row).bytes()) + ',' + isoTime(snapshot.arrival(row)) + ','
        + QByteArray::number(snapshot.size(row)) + ',' + text::csvField(snapshot.sender(row)) + ','
        + QByteArray::number(snapshot.recipientCount(row)) + ',' + text::csvField(recipients) + ','
        + text::csvField(snapshot.reason(row)) + ','
        + (guess.nextTry ? isoTime(*guess.nextTry) : QByteArray()) + ','
        + (guess.expires ? isoTime(*guess.expires) : QByteArray()) + "\r\n";
}

void QueueWriter::writeJson(
    const QueueSnapshot &snapshot, QueueSnapshot::Row row, QByteArray &to) const
{
    const RetryEstimate guess = estimate(snapshot, row);
    to += "{\"arrival_time\":" + QByteArray::number(snapshot.arrival(row))
        + numberMember("expires_estimate", guess.expires) + ",\"forced_expire\":"
        + (snapshot.forcedExpire(row) ? "true" : "false") + ",\"instance\":" + m_instance
        + ",\"message_size\":" + QByteArray::number(snapshot.size(row))
        + numberMember("next_try_estimate", guess.nextTry) + ",\"queue_id\":\""
        + snapshot.id(row).toByteArray() + "\",\"queue_name\":\""
        + toBytes(snapshot.queue(row)).toByteArray() + "\",\"recipients\":[";
    for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
        const auto recipient = snapshot.recipient(row, i);
        to += i > 0 ? ",{" : "{";
        appendMember(to, "address", snapshot.text(recipient.address));
        if (recipient.reason) {
            to += ',';
            appendMember(to, "delay_reason", snapshot.text(recipient.reason));
        }
        to += '}';
    }
    to += "],";
    appendMember(to, "sender", snapshot.sender(row));
    to += ",\"server\":" + m_server + "}\n";
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
