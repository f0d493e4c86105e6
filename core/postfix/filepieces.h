// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/commandline.h"

#include <QByteArrayList>

#include <array>
#include <functional>
#include <span>
#include <vector>

namespace spoolscope {

/// How many bytes are read of each kind of file.
struct PieceSizes
{
    qint64 head = 0; ///< from the beginning of a queue file
    qint64 tail = 0; ///< from its end
    qint64 log = 0; ///< from the beginning of a defer log
};

/// Which files to read, by their paths below the queue directory, made of letters, digits and
/// slashes: "deferred/4/4F2A81C09D", "defer/4/4F2A81C09D".
struct PieceRequest
{
    QByteArrayList queueFiles;
    QByteArrayList logs;
};
inline constexpr qsizetype mostPieces = 800; ///< of each kind; one call must do

/// Heads and tails of queue files, then defer logs, in one remote command with three calls of
/// GNU head and tail, which set the name of each file in front of it. To tell a name from the
/// message of a stranger who wrote one, each path begins with `detour`: slashes and dots that lead
/// nowhere, made at random for this one call. `spool`: ScanFacts::queueDirectory.
/// Errors: InvalidInput for what is no such path, directory or detour, or too many.
Result<CommandLine> readPiecesCommand(const QByteArray &spool, const PieceRequest &request,
    const PieceSizes &sizes, const QByteArray &detour);
/// "./", and 32 random bits of more.
QByteArray makeDetour();

enum class PieceKind { Head, Tail, Log };

/// Takes apart what readPiecesCommand() prints. Every file must be there in its turn or be missing;
/// anything else is damage. Pure.
class FilePieces final
{
public:
    struct Piece
    {
        QByteArrayView bytes;
        bool isMissing = true; ///< the file was gone
    };

    /// `output` must outlive this. Errors: Parse; Permission where stderr tells of anything else
    /// than missing files.
    static Result<FilePieces> parse(const PieceRequest &request, const QByteArray &detour,
        const QByteArray &output, const QByteArray &errors, int exitCode);

    /// `index` is that of the path in the request.
    const Piece &of(PieceKind kind, qsizetype index) const
    {
        return m_pieces[size_t(kind)][size_t(index)];
    }

private:
    std::array<std::vector<Piece>, 3> m_pieces;
};

}
