// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/queue/retryestimate.h"
#include "core/queue/snapshotfacts.h"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>

class QIODevice;

namespace spoolscope {

enum class ExportFormat {
    /// RFC 4180 with a header and one row a message, for spreadsheets: the recipients in one field
    /// with "; " between them, the first delay reason, times in ISO 8601 (UTC), no field that would
    /// be a formula, and hidden characters written out.
    Csv,
    /// One object a line, for programs: the members of `postqueue -j` (postqueue(1), 3.10), with
    /// "server" and "instance". Nothing is lost: of what is no UTF-8, which a string cannot hold,
    /// the bytes stand in a member of their own, "sender_base64" beside "sender" and so on.
    /// "client_name", "client_address", "sasl_username" and "subject" are there where they are
    /// known, empty where there is none. "next_try_estimate" and "expires_estimate" are seconds
    /// since 1970, as "arrival_time".
    JsonLines,
};

/// What a row says of where it is from and its snapshot does not know.
struct ExportOrigin
{
    QString server; ///< the name it has in the list of servers
    QByteArray instance; ///< Instance::name
    /// For the estimates (estimateRetry()), which are left out where it is not known.
    std::optional<RetrySettings> retry = {};
    qint64 now = 0; ///< seconds since 1970, server clock
    /// Of the snapshot whose rows are written, for client, account and subject.
    std::shared_ptr<const SnapshotFacts> facts = {};
};

/// Makes the lines of an export; the one writer for files, terminals and pipes. Pure.
class QueueWriter final
{
public:
    QueueWriter(ExportFormat format, const ExportOrigin &origin);

    static QByteArray header(ExportFormat format); ///< what comes first; may be empty
    /// Appends the line of a message, with its end.
    void write(const QueueSnapshot &snapshot, QueueSnapshot::Row row, QByteArray &to) const;

private:
    void writeCsv(const QueueSnapshot &snapshot, QueueSnapshot::Row row, QByteArray &to) const;
    void writeJson(const QueueSnapshot &snapshot, QueueSnapshot::Row row, QByteArray &to) const;

    MessageFacts facts(QueueSnapshot::Row row) const
    {
        return m_facts ? m_facts->facts(row) : MessageFacts();
    }
    RetryEstimate estimate(const QueueSnapshot &snapshot, QueueSnapshot::Row row) const;

    ExportFormat m_format;
    QByteArray m_server, m_instance; ///< as the format wants them
    std::optional<RetrySettings> m_retry;
    qint64 m_now;
    std::shared_ptr<const SnapshotFacts> m_facts;
};

struct ExportPart
{
    std::shared_ptr<const QueueSnapshot> snapshot;
    ExportOrigin origin;
};

struct ExportRow
{
    quint32 part = 0; ///< index
    QueueSnapshot::Row row = 0;
};

/// Writes header and rows in the given order, a piece at a time. `progress` is told the rows that
/// were written, now and then. Errors: Cancelled, Io (as the device says it); the device then has a
/// part of it. Blocks on the device; never on the GUI thread.
Result<void> exportQueue(QIODevice &device, ExportFormat format, std::span<const ExportPart> parts,
    std::span<const ExportRow> rows, const std::stop_token &stop,
    const std::function<void(qint64)> &progress = {});

}
