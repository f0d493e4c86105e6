// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/filepieces.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QSet>

#include <algorithm>
#include <optional>

namespace spoolscope {

using namespace Qt::Literals;

namespace {

// $1 the queue directory, $2 the detour, $3 to $5 how much. The lists come by stdin with a comma
// behind each, and count only with what ends them. A shell that starts few programs, as each costs
// a server more than to read a hundred files; a list too long for one call is an error of the
// shell. Behind each kind of piece stands a name that no file has.
constexpr QByteArrayView script
    = "cd \"$1\" || exit; detour=$2; heads=$3; tails=$4; logs=$5; "
      "ended() { printf \"\\n==> %sEND <==\\n\" \"$detour\"; }; "
      "all=$(sed \"s|^,*|&$detour|\"); "
      "set -f; IFS=,; set -- $all; unset IFS; [ \"$3\" = \"${detour}END\" ] || exit 65; "
      "[ -z \"$1\" ] || head -v -c \"$heads\" $1; ended; "
      "[ -z \"$1\" ] || tail -v -c \"$tails\" $1; ended; "
      "[ -z \"$2\" ] || head -v -c \"$logs\" $2; ended";

constexpr QByteArrayView nameBegin("==> ");
constexpr QByteArrayView nameEnd(" <==\n");
constexpr unsigned detourBits = 32;

bool isPath(const QByteArray &path)
{
    const auto isPlain = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
            || c == '/';
    };
    return !path.isEmpty() && !path.startsWith('/') && std::ranges::all_of(path, isPlain);
}

bool isDetour(const QByteArray &text)
{
    return text.startsWith("./")
        && std::ranges::all_of(text, [](char c) { return c == '.' || c == '/'; })
        && !text.contains("..") && text.endsWith('/');
}

/// The paths that head and tail said were not there. Nullopt where they said anything else.
std::optional<QSet<QByteArray>> missingFiles(const QByteArray &errors)
{
    constexpr QByteArrayView opening("cannot open '");
    constexpr QByteArrayView closing("' for reading: No such file or directory");
    QSet<QByteArray> missing;
    const QByteArrayList lines = errors.split('\n');
    for (const QByteArray &line : lines) {
        if (line.isEmpty())
            continue;
        const qsizetype start = line.indexOf(opening) + opening.size();
        if (start < opening.size() || !line.endsWith(closing)
            || line.size() - closing.size() < start)
            return std::nullopt;
        missing.insert(line.sliced(start, line.size() - closing.size() - start));
    }
    return missing;
}

/// Walks through the output from name to name.
class Walk final
{
public:
    Walk(QByteArrayView output, const QByteArray &detour, const QSet<QByteArray> &missing)
        : m_rest(output), m_detour(detour), m_missing(missing)
    {
    }

    /// Fills in the pieces of one kind, up to what ends it; false for anything out of turn.
    bool take(const QByteArrayList &paths, std::vector<FilePieces::Piece> &pieces)
    {
        const QByteArray mark = '\n' + nameBegin.toByteArray() + m_detour;
        pieces.resize(size_t(paths.size()));
        bool isFirst = true;
        for (qsizetype i = 0; i < paths.size(); ++i) {
            const QByteArray path = m_detour + paths[i];
            if (!takeName(path, isFirst)) {
                if (!m_missing.contains(path))
                    return false;
                continue;
            }
            isFirst = false;
            const qsizetype end = m_rest.indexOf(mark);
            if (end < 0)
                return false;
            pieces[size_t(i)] = {.bytes = m_rest.first(end), .isMissing = false};
            m_rest = m_rest.sliced(end);
        }
        return takeName(m_detour + "END", false);
    }
    bool isAtEnd() const { return m_rest.isEmpty(); }

private:
    bool takeName(const QByteArray &path, bool isFirst)
    {
        const QByteArray name
            = (isFirst ? "" : "\n") + nameBegin.toByteArray() + path + nameEnd.toByteArray();
        if (!m_rest.startsWith(name))
            return false;
        m_rest = m_rest.sliced(name.size());
        return true;
    }

    QByteArrayView m_rest;
    const QByteArray &m_detour;
    const QSet<QByteArray> &m_missing;
};

}

QByteArray makeDetour()
{
    QByteArray detour("./");
    const quint32 bits = QRandomGenerator::system()->generate();
    for (unsigned bit = 0; bit < detourBits; ++bit)
        detour += (bits >> bit) & 1 ? ".//" : "./";
    return detour;
}

Result<CommandLine> readPiecesCommand(const QByteArray &spool, const PieceRequest &request,
    const PieceSizes &sizes, const QByteArray &detour)
{
    const bool isAllowed = request.queueFiles.size() <= mostPieces
        && request.logs.size() <= mostPieces && std::ranges::all_of(request.queueFiles, isPath)
        && std::ranges::all_of(request.logs, isPath) && isDetour(detour) && spool.startsWith('/');
    if (!isAllowed) {
        return failure(ErrorKind::InvalidInput,
            QCoreApplication::translate("spoolscope",
                "Files of the queue cannot be read. This is a mistake in this program."));
    }
    QByteArray input;
    for (const QByteArrayList &paths : {request.queueFiles, request.logs})
        input += paths.join('\n') + (paths.isEmpty() ? "," : "\n,");
    input += "END\n";
    return CommandLine{.arguments = {"sh"_ba, "-c"_ba, script.toByteArray(), "spoolscope"_ba, spool,
                           detour, QByteArray::number(sizes.head), QByteArray::number(sizes.tail),
                           QByteArray::number(sizes.log)},
        .input = std::move(input)};
}

Result<FilePieces> FilePieces::parse(const PieceRequest &request, const QByteArray &detour,
    const QByteArray &output, const QByteArray &errors, int exitCode)
{
    const auto missing = missingFiles(errors);
    if (!missing) {
        return failure(ErrorKind::Permission,
            QCoreApplication::translate(
                "spoolscope", "The files of the queue could not be read on the server."),
            errors);
    }
    FilePieces pieces;
    Walk walk(output, detour, *missing);
    const auto take = [&](PieceKind kind, const QByteArrayList &paths) {
        return walk.take(paths, pieces.m_pieces[size_t(kind)]);
    };
    const bool isWhole = take(PieceKind::Head, request.queueFiles)
        && take(PieceKind::Tail, request.queueFiles) && take(PieceKind::Log, request.logs)
        && walk.isAtEnd() && exitCode == 0;
    if (!isWhole) {
        return failure(ErrorKind::Parse,
            QCoreApplication::translate(
                "spoolscope", "What the server says of its queue files is not understood."),
            output.first(std::min<qsizetype>(output.size(), 1000)));
    }
    return pieces;
}

}
