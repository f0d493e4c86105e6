// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <vector>

namespace spoolscope::bench {

/// A log of any length, of lines that Postfix wrote in the lab: they come again and again with
/// times that go on, other queue IDs, and other users and clients, so that it has as many different
/// messages, addresses and hosts as a real one.
class LongLog final
{
public:
    explicit LongLog(const QByteArray &lines); ///< captured ones, with RFC 3339 stamps

    /// Writes about `bytes`, in rounds of all lines, to the file; ends the program on failure.
    void write(const QString &path, qint64 bytes) const;

private:
    enum class Kind : quint8 { Text, QueueId, User };
    struct Piece
    {
        Kind kind = Kind::Text;
        QByteArray text;
    };
    using Line = std::vector<Piece>; ///< without its time
    static Line piecesOf(QByteArrayView line, const std::vector<QByteArray> &ids);
    static void put(QByteArray &to, const Piece &piece, quint32 round);

    std::vector<Line> m_lines;
};

}
