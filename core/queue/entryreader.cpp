// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/entryreader.h"

#include "core/postfix/filepieces.h"
#include "core/transport/remotecommand.h"

#include <algorithm>
#include <array>

namespace spoolscope {

namespace {

/// How much is read of how many files at a time. Nearly all mail is done with the first; a mailing
/// list with thousands of recipients needs the last. Of a head what follows the envelope is in
/// vain, of a log nothing is.
struct Helping
{
    PieceSizes sizes;
    size_t files;
};
constexpr std::array<Helping, 3> helpings{{
    {{.head = 2048, .tail = 256, .log = 32 << 10}, size_t(mostPieces)},
    {{.head = 64 << 10, .tail = 16 << 10, .log = 64 << 10}, 100},
    {{.head = 4 << 20, .tail = 1 << 20, .log = 4 << 20}, 4},
}};

/// Of files that are small anyway the first helping is larger: seldom is there one more to ask for.
constexpr qint64 largerHead = 8192;
constexpr qint64 mostOfLargerHeads = 4 << 20; ///< bytes, of all files

enum class Outcome { Read, Vanished, NeedsMore, Doubtful };

struct Attempt
{
    Outcome outcome;
    std::optional<QueueEntry> entry = {};
};

struct PiecesOfFile
{
    FilePieces::Piece head, tail, log;
};

Attempt makeEntry(const ChangedFile &file, const PiecesOfFile &pieces, const PieceSizes &sizes,
    std::optional<bool> showsUtf8)
{
    if (pieces.head.isMissing || pieces.tail.isMissing)
        return {Outcome::Vanished};
    FileEnds ends{pieces.head.bytes, pieces.tail.bytes, file.size};
    if (ends.head.size() < sizes.head) // all of it, whatever the scan saw of a growing one
        ends = {ends.head, {}, ends.head.size()};
    auto envelope = readEnvelopeFile(ends);
    if (!envelope) {
        return {envelope.error() == EnvelopeTrouble::NeedsMore ? Outcome::NeedsMore
                                                               : Outcome::Doubtful};
    }
    QueueEntry entry{.queue = file.queue,
        .id = file.id,
        .forcedExpire = file.status ? (file.status->mode & expiredMode) != 0 : file.wasForcedExpire,
        .envelope = std::move(*envelope)};
    if (!pieces.log.isMissing) {
        if (pieces.log.bytes.size() >= sizes.log)
            return {Outcome::NeedsMore};
        auto log = parseDeferLog(pieces.log.bytes, showsUtf8);
        if (!log)
            return {Outcome::Doubtful};
        entry.log = std::move(*log);
    }
    return {Outcome::Read, std::move(entry)};
}

class EntryReader final
{
public:
    EntryReader(Transport &transport, const ScanFacts &facts, std::span<const ChangedFile> files,
        const std::stop_token &stop)
        : m_transport(transport)
        , m_facts(facts)
        , m_files(files)
        , m_stop(stop)
        , m_entries(files.size())
    {
    }

    Result<ReadEntries> read();

private:
    std::vector<size_t> chooseListed();
    PieceSizes firstSizes(std::span<const size_t> files) const;
    Result<void> readBatch(
        std::span<const size_t> batch, const PieceSizes &sizes, std::vector<size_t> &unfinished);

    Transport &m_transport;
    const ScanFacts &m_facts;
    const std::span<const ChangedFile> m_files;
    const std::stop_token &m_stop;
    std::vector<std::optional<QueueEntry>> m_entries; ///< by file
    ReadEntries m_result;
};

/// Indices of the files that are worth reading.
std::vector<size_t> EntryReader::chooseListed()
{
    std::vector<size_t> listed;
    for (size_t i = 0; i < m_files.size(); ++i) {
        const auto &status = m_files[i].status;
        const auto answer = status ? isListed(*status, m_facts) : std::optional(true);
        m_result.isDoubtful |= !answer.has_value();
        if (answer.value_or(false))
            listed.push_back(i);
    }
    return listed;
}

Result<void> EntryReader::readBatch(
    std::span<const size_t> batch, const PieceSizes &sizes, std::vector<size_t> &unfinished)
{
    PieceRequest request;
    std::vector<qsizetype> logs; // by place in the batch; -1: none
    for (const size_t index : batch) {
        const ChangedFile &file = m_files[index];
        request.queueFiles.append(file.path);
        logs.push_back(file.logPath.isEmpty() ? -1 : request.logs.size());
        if (!file.logPath.isEmpty())
            request.logs.append(file.logPath);
    }
    const QByteArray detour = makeDetour();
    const auto command = readPiecesCommand(m_facts.queueDirectory, request, sizes, detour);
    if (!command)
        return std::unexpected(command.error());
    const auto output = run(m_transport, *command, m_stop);
    if (!output)
        return std::unexpected(output.error());
    const auto pieces
        = FilePieces::parse(request, detour, output->output, output->errors, output->exitCode);
    if (!pieces)
        return std::unexpected(pieces.error());
    for (size_t place = 0; place < batch.size(); ++place) {
        const auto at = qsizetype(place);
        const PiecesOfFile mine{pieces->of(PieceKind::Head, at), pieces->of(PieceKind::Tail, at),
            logs[place] < 0 ? FilePieces::Piece() : pieces->of(PieceKind::Log, logs[place])};
        Attempt attempt = makeEntry(m_files[batch[place]], mine, sizes, m_facts.showsUtf8);
        switch (attempt.outcome) {
        case Outcome::Read:
            m_entries[batch[place]] = std::move(attempt.entry);
            break;
        case Outcome::Vanished:
            m_result.vanished.append(m_files[batch[place]].id);
            break;
        case Outcome::NeedsMore:
            unfinished.push_back(batch[place]);
            break;
        case Outcome::Doubtful:
            m_result.isDoubtful = true;
        }
    }
    return {};
}

PieceSizes EntryReader::firstSizes(std::span<const size_t> files) const
{
    PieceSizes sizes = helpings.front().sizes;
    qint64 bytes = 0;
    for (const size_t index : files)
        bytes += std::min(m_files[index].size, largerHead);
    if (bytes <= mostOfLargerHeads)
        sizes.head = largerHead;
    return sizes;
}

Result<ReadEntries> EntryReader::read()
{
    std::vector<size_t> open = chooseListed();
    std::array<Helping, 3> served = helpings;
    served.front().sizes = firstSizes(open);
    for (const Helping &helping : served) {
        std::vector<size_t> unfinished;
        for (size_t start = 0; start < open.size() && !m_result.isDoubtful;
            start += helping.files) {
            const std::span batch
                = std::span(open).subspan(start, std::min(helping.files, open.size() - start));
            if (const auto read = readBatch(batch, helping.sizes, unfinished); !read)
                return std::unexpected(read.error());
        }
        open = std::move(unfinished);
    }
    m_result.isDoubtful |= !open.empty();
    for (auto &entry : m_entries) {
        if (entry)
            m_result.entries.push_back(std::move(*entry));
    }
    return std::move(m_result);
}

}

Result<ReadEntries> readEntries(Transport &transport, const ScanFacts &facts,
    std::span<const ChangedFile> files, const std::stop_token &stop)
{
    return EntryReader(transport, facts, files, stop).read();
}

}
