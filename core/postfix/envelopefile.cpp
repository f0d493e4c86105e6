// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/envelopefile.h"

#include <algorithm>
#include <optional>

namespace spoolscope {

namespace {

using Trouble = EnvelopeTrouble;

// rec_type.h
constexpr char sizeRecord = 'C';
constexpr char timeRecord = 'T';
constexpr char senderRecord = 'S';
constexpr char recipientRecord = 'R';
constexpr char contentRecord = 'M';
constexpr char extractedRecord = 'X';
constexpr char pointerRecord = 'p';
constexpr char endRecord = 'E';

constexpr int mostJumps = 10'000; ///< REVERSE_JUMP_LIMIT of record.c
constexpr unsigned mostLengthBits = 32; ///< of a record's length, which is an int there

struct Record
{
    char type = 0;
    QByteArrayView data; ///< of the types above only
};

/// The longest number in front, behind blanks, as atol() reads it.
std::optional<qint64> leadingNumber(QByteArrayView data)
{
    data = data.trimmed();
    const auto end = std::ranges::find_if_not(data, [](char c) { return c >= '0' && c <= '9'; });
    bool isNumber = false;
    const qint64 number = data.first(end - data.begin()).toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

class Reader final
{
public:
    explicit Reader(const FileEnds &file) : m_file(file) { }

    std::expected<FileEnvelope, Trouble> read();

private:
    std::expected<Record, Trouble> next();
    std::expected<QByteArrayView, Trouble> bytes(qint64 position, qint64 count) const;
    std::expected<void, Trouble> take(const Record &record);
    std::expected<void, Trouble> jump(QByteArrayView target);
    std::expected<void, Trouble> skipContent();

    const FileEnds m_file;
    qint64 m_position = 0;
    int m_jumps = 0;
    FileEnvelope m_envelope;
    bool m_hasArrival = false;
    bool m_hasSize = false;
    bool m_hasSender = false;
};

std::expected<QByteArrayView, Trouble> Reader::bytes(qint64 position, qint64 count) const
{
    if (position < 0 || count > m_file.size - position)
        return std::unexpected(Trouble::NotUnderstood);
    if (position + count <= m_file.head.size())
        return m_file.head.sliced(position, count);
    const qint64 tailStart = m_file.size - m_file.tail.size();
    if (position < tailStart)
        return std::unexpected(Trouble::NeedsMore);
    return m_file.tail.sliced(position - tailStart, count);
}

bool isOfInterest(char type)
{
    constexpr QByteArrayView types("CTSRMpE");
    return types.contains(type);
}

std::expected<Record, Trouble> Reader::next()
{
    const auto type = bytes(m_position, 1);
    if (!type)
        return std::unexpected(type.error());
    Record record{.type = type->front(), .data = {}};
    ++m_position;
    qint64 length = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto group = bytes(m_position, 1);
        if (!group)
            return std::unexpected(group.error());
        if (shift >= mostLengthBits)
            return std::unexpected(Trouble::NotUnderstood);
        ++m_position;
        length |= qint64(group->front() & 0x7f) << shift;
        if ((group->front() & 0x80) == 0)
            break;
    }
    if (isOfInterest(record.type)) {
        const auto data = bytes(m_position, length);
        if (!data)
            return std::unexpected(data.error());
        record.data = *data;
    } else if (length > m_file.size - m_position) {
        return std::unexpected(Trouble::NotUnderstood);
    }
    m_position += length;
    return record;
}

std::expected<void, Trouble> Reader::jump(QByteArrayView target)
{
    const auto position = leadingNumber(target);
    if (!position || *position > m_file.size || ++m_jumps > mostJumps)
        return std::unexpected(Trouble::NotUnderstood);
    if (*position > 0) // else room for a pointer that no milter needed
        m_position = *position;
    return {};
}

/// The size record counts from here to the extracted records. In maildrop there is none, and what
/// follows is read record by record.
std::expected<void, Trouble> Reader::skipContent()
{
    if (!m_hasSize)
        return {};
    m_position += m_envelope.size;
    const auto type = bytes(m_position, 1);
    if (!type)
        return std::unexpected(type.error());
    if (type->front() != extractedRecord)
        return std::unexpected(Trouble::NotUnderstood);
    return {};
}

std::expected<void, Trouble> Reader::take(const Record &record)
{
    if (record.data.contains('\0'))
        return std::unexpected(Trouble::NotUnderstood);
    switch (record.type) {
    case timeRecord:
        if (const auto time = leadingNumber(record.data); time && *time > 0 && !m_hasArrival) {
            m_envelope.arrival = *time;
            m_hasArrival = true;
        }
        return {};
    case sizeRecord: {
        const auto size = leadingNumber(record.data);
        if (!size || m_hasSize || m_hasSender)
            return std::unexpected(Trouble::NotUnderstood);
        m_envelope.size = *size;
        m_hasSize = true;
        return {};
    }
    case senderRecord:
        // Without a time in front of it showq(8) takes the file's; there is no such mail.
        if (m_hasSender || !m_hasArrival)
            return std::unexpected(Trouble::NotUnderstood);
        m_envelope.sender = record.data.toByteArray();
        m_hasSender = true;
        return {};
    case recipientRecord:
        if (!m_hasSender)
            return std::unexpected(Trouble::NotUnderstood);
        m_envelope.recipients.append(record.data.toByteArray());
        return {};
    case contentRecord:
        return skipContent();
    case pointerRecord:
        return jump(record.data);
    default:
        return {};
    }
}

std::expected<FileEnvelope, Trouble> Reader::read()
{
    m_envelope.size = m_envelope.fileSize = m_file.size;
    for (;;) {
        const auto record = next();
        if (!record)
            return std::unexpected(record.error());
        if (record->type == endRecord)
            break;
        if (const auto taken = take(*record); !taken)
            return std::unexpected(taken.error());
    }
    if (!m_hasSender)
        return std::unexpected(Trouble::NotUnderstood);
    return std::move(m_envelope);
}

}

std::expected<FileEnvelope, EnvelopeTrouble> readEnvelopeFile(const FileEnds &file)
{
    if (file.head.size() > file.size || file.tail.size() > file.size)
        return std::unexpected(Trouble::NotUnderstood);
    return Reader(file).read();
}

}
