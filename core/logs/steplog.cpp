// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/steplog.h"

#include <QHashFunctions>

#include <algorithm>
#include <cstring>

namespace spoolscope {

namespace {

constexpr size_t pieceCount = 8;
constexpr qsizetype worthSharing = 8; ///< bytes; shorter texts cost less than a reference saves
constexpr size_t knownCount = 4096;

struct Head
{
    quint64 before;
    qint64 time;
    quint32 owner;
    LogEventKind kind;
    LogDaemon daemon;
    quint16 size; ///< of the fields
};
static_assert(sizeof(Head) == 24);
// All fields of a record, each as long as it may be, must fit into Head::size and into a piece.
constexpr size_t longestRecord = 30 * (StepLog::longestValue + 4);
static_assert(
    longestRecord < 65536 && longestRecord + sizeof(Head) < StepLog::smallestBound / pieceCount);

/// Seven bits a byte, lowest first, the high bit set on all but the last.
void putNumber(std::vector<char> &bytes, size_t number)
{
    for (; number >= 0x80; number >>= 7)
        bytes.push_back(char(number | 0x80));
    bytes.push_back(char(number));
}

size_t takeNumber(const char *bytes, size_t &at)
{
    size_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = quint8(bytes[at++]);
        number |= size_t(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
}

}

StepLog::StepLog(size_t mostBytes)
    : m_pieceSize(std::max(mostBytes, smallestBound) / pieceCount), m_known(knownCount)
{
}

void StepLog::makeRoom()
{
    if (!m_pieces.empty() && m_pieceSize - m_pieces.back().size() >= longestRecord + sizeof(Head))
        return;
    if (m_pieces.size() == pieceCount) {
        m_forgottenUntil = m_newestOfPiece.front();
        m_newestOfPiece.erase(m_newestOfPiece.begin());
        m_pieces.pop_front();
        ++m_firstPiece;
    }
    m_pieces.emplace_back().reserve(m_pieceSize);
    m_newestOfPiece.push_back(m_newest);
    std::ranges::fill(m_known, Known());
}

StepLog::Place StepLog::begin(
    LogEventKind kind, LogDaemon daemon, qint64 time, quint32 owner, Place before)
{
    makeRoom();
    std::vector<char> &bytes = m_pieces.back();
    m_begun = bytes.size();
    const Head head{before, time, owner, kind, daemon, 0};
    bytes.resize(m_begun + sizeof head);
    std::memcpy(bytes.data() + m_begun, &head, sizeof head);
    m_newest = std::max(m_newest, time);
    m_newestOfPiece.back() = m_newest;
    return (m_firstPiece + m_pieces.size() - 1) * m_pieceSize + m_begun;
}

/// A field is its number, and then twice the length of a value that follows, or twice the offset
/// (and one) of where such a length stands in the piece.
void StepLog::put(LogField field, QByteArrayView value)
{
    std::vector<char> &bytes = m_pieces.back();
    if (bytes.size() - m_begun > longestRecord - size_t(longestValue))
        return;
    value = value.first(std::min(value.size(), longestValue));
    bytes.push_back(char(field));
    Known *known = nullptr;
    if (value.size() >= worthSharing) {
        const auto hash = quint32(qHash(value, 0x5354));
        known = &m_known[hash % knownCount];
        if (known->offset && known->hash == hash) {
            size_t at = known->offset;
            const size_t size = takeNumber(bytes.data(), at) / 2;
            if (QByteArrayView(bytes.data() + at, qsizetype(size)) == value) {
                putNumber(bytes, size_t(known->offset) * 2 + 1);
                return;
            }
        }
        *known = {hash, quint32(bytes.size())};
    }
    putNumber(bytes, size_t(value.size()) * 2);
    bytes.insert(bytes.end(), value.begin(), value.end());
}

void StepLog::end()
{
    std::vector<char> &bytes = m_pieces.back();
    const auto size = quint16(bytes.size() - m_begun - sizeof(Head));
    std::memcpy(bytes.data() + m_begun + offsetof(Head, size), &size, sizeof size);
}

StepLog::Record StepLog::at(Place place) const
{
    const std::vector<char> &bytes = piece(place);
    const size_t offset = size_t(place % m_pieceSize);
    Head head;
    std::memcpy(&head, bytes.data() + offset, sizeof head);
    return {place, head.before, head.time, head.owner, head.kind, head.daemon,
        QByteArrayView(bytes.data() + offset + sizeof head, head.size)};
}

QByteArrayView StepLog::value(const Record &record, qsizetype &at) const
{
    const std::vector<char> &bytes = piece(record.place);
    const size_t start = size_t(record.fields.data() - bytes.data());
    size_t here = start + size_t(at);
    size_t number = takeNumber(bytes.data(), here);
    if (number & 1) {
        at = qsizetype(here - start);
        here = number / 2;
        number = takeNumber(bytes.data(), here);
        return {bytes.data() + here, qsizetype(number / 2)};
    }
    at = qsizetype(here - start + number / 2);
    return {bytes.data() + here, qsizetype(number / 2)};
}

}
