// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <expected>

namespace spoolscope {

/// What was read of a queue file: its beginning, its end, and the bytes it has. Both are the whole
/// file where it is short. The content between them is not needed.
struct FileEnds
{
    QByteArrayView head;
    QByteArrayView tail;
    qint64 size = 0;
};

/// What showq(8) takes from a queue file; addresses as stored, without quotes.
struct FileEnvelope
{
    qint64 arrival = 0; ///< seconds since 1970
    qint64 size = 0; ///< of the size record; of the file where there is none
    qint64 fileSize = 0;
    QByteArray sender; ///< empty: null sender
    QByteArrayList recipients; ///< still to be delivered to, in the file's order
};

enum class EnvelopeTrouble {
    NeedsMore, ///< a record lies between head and tail
    NotUnderstood, ///< no queue file, or one that showq(8) would make something else of
};

/// Reads the records of a queue file as showq(8) of Postfix 3.4 to 3.11 does (record.c, rec_type.h;
/// the format is the same since Postfix 1.0): the envelope, past the content by the size record,
/// and what cleanup(8) extracted behind it; pointers of milters are followed. Pure.
std::expected<FileEnvelope, EnvelopeTrouble> readEnvelopeFile(const FileEnds &file);

}
