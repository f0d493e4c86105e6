// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logevent.h"

#include <deque>
#include <vector>

namespace spoolscope {

/// The fields of events in the order of the log, in memory that has a bound: the oldest are
/// forgotten in pieces of an eighth of it. A record leads to the one before it of the same chain.
/// Texts that come again and again, as the reason of a thousand deferrals, are kept once a piece.
/// Used by one thread at a time.
class StepLog final
{
public:
    using Place = quint64; ///< of a record, from the beginning of all there ever was; 0: none

    /// What one record says; views are valid until the next append().
    struct Record
    {
        Place place = 0;
        Place before = 0; ///< of the same chain; it may be forgotten by now
        qint64 time = 0; ///< microseconds since 1970
        quint32 owner = 0;
        LogEventKind kind = LogEventKind::NoLine;
        LogDaemon daemon = LogDaemon::None;
        QByteArrayView fields; ///< coded
    };

    static constexpr qsizetype longestValue = 2000; ///< bytes; what is longer is cut
    static constexpr size_t smallestBound = size_t(1) << 20;

    explicit StepLog(size_t mostBytes);

    /// Begins a record; put() adds its fields.
    Place begin(LogEventKind kind, LogDaemon daemon, qint64 time, quint32 owner, Place before);
    void put(LogField field, QByteArrayView value);
    void end();

    Place oldest() const { return m_firstPiece * m_pieceSize; } ///< smaller places are forgotten
    qint64 forgottenUntil() const
    {
        return m_forgottenUntil;
    } ///< time of the last of them; 0: none
    bool has(Place place) const { return place && place >= oldest(); }
    Record at(Place place) const; ///< that has(place)
    size_t residentBytes() const { return m_pieces.size() * m_pieceSize; }

    template <typename Visit> void forEach(const Visit &visit) const
    {
        for (size_t piece = 0; piece < m_pieces.size(); ++piece) {
            const Place start = (m_firstPiece + piece) * m_pieceSize;
            for (size_t offset = 0; offset < m_pieces[piece].size();)
                offset = visitAt(start, offset, visit);
        }
    }
    template <typename Visit> void forEachField(const Record &record, const Visit &visit) const
    {
        for (qsizetype at = 0; at < record.fields.size();) {
            const auto field = LogField(quint8(record.fields[at++]));
            visit(field, value(record, at));
        }
    }

private:
    struct Known ///< a text that stands in the newest piece
    {
        quint32 hash = 0;
        quint32 offset = 0; ///< 0: none
    };
    template <typename Visit> size_t visitAt(Place start, size_t offset, const Visit &visit) const
    {
        const Record record = at(start + offset);
        visit(record);
        return size_t(record.fields.data() - piece(record.place).data())
            + size_t(record.fields.size());
    }
    const std::vector<char> &piece(Place place) const
    {
        return m_pieces[size_t(place / m_pieceSize - m_firstPiece)];
    }
    QByteArrayView value(const Record &record, qsizetype &at) const;
    void makeRoom();

    size_t m_pieceSize;
    std::deque<std::vector<char>> m_pieces;
    quint64 m_firstPiece = 1; // so that no record is at place 0
    size_t m_begun = 0; ///< offset of the record that is being written
    qint64 m_newest = 0;
    qint64 m_forgottenUntil = 0;
    std::vector<qint64> m_newestOfPiece;
    std::vector<Known> m_known;
};

}
