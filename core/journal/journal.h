// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/partrecorder.h"
#include "core/journal/chainfile.h"
#include "core/journal/operation.h"
#include "core/transport/uniquefd.h"

#include <memory>

namespace spoolscope {

/// Writes one operation down while it is carried out: every function returns when what it says is
/// on the disk. While this object lives, other programs see the operation as running. Used by one
/// thread.
class OperationLog final : public PartRecorder
{
public:
    ~OperationLog() override;
    const QString &id() const { return m_id; }

    Result<void> sending(
        PlanStep step, const QString &command, std::span<const size_t> rows) override;
    Result<void> answered(PlanStep step, const Answer &answer) override;
    Result<void> verified(const Verification &verification) override;
    /// Once, last. `note`: what a request came to.
    Result<void> end(const PartResult &result, const QString &note = {});

private:
    friend class Journal;
    OperationLog(
        QString id, std::unique_ptr<ChainFile> file, UniqueFd running, QString runningFile);
    Result<void> append(QLatin1StringView what, QJsonObject entry);

    QString m_id;
    std::unique_ptr<ChainFile> m_file;
    UniqueFd m_running; ///< locked as long as this lives
    QString m_runningFile;
};

/// The journal of all that was done to queues from this account: a directory with one ChainFile for
/// each server, readable by the owner only. It never holds what is in a message, only what names
/// one: queue ID, arrival, size, sender, a recipient. Functions are thread-safe and block.
class Journal final
{
public:
    explicit Journal(QString directory = defaultDirectory());

    static QString defaultDirectory(); ///< $XDG_STATE_HOME/spoolscope/journal
    const QString &directory() const { return m_directory; }

    /// Whether something could be written down now; makes the directory where it is missing.
    /// Error: Io, naming what is in the way.
    Result<void> prepare() const;
    QStringList files() const; ///< one for each server, sorted

    /// Fills in id, time, user and program where they are empty, and writes the header and every
    /// message. Nothing may be sent to a server before this has returned well. Error: Io.
    Result<std::unique_ptr<OperationLog>> begin(
        OperationHeader header, const std::vector<PlannedMessage> &messages) const;

    /// All operations, the newest first. A file whose chain is broken gives what is before the
    /// break; verify() tells of it.
    Result<QList<Operation>> operations() const;
    /// Everything about some of them, in the order asked for. Error: NotFound, Io.
    Result<std::vector<OperationRecord>> read(const QStringList &ids) const;
    /// An operation and, behind it in their order, those that were carried out for it since.
    Result<std::vector<OperationRecord>> family(const QString &id) const;
    /// One operation by its id, or by the beginning of it where only one begins so.
    /// Errors: NotFound, InvalidInput (ambiguous), Io.
    Result<OperationRecord> find(const QString &id) const;

    /// Ends an interrupted operation with the verdicts that a look at the server gave.
    Result<void> report(const OperationHeader &header, const PartResult &result) const;

    Result<QList<ChainReport>> verify() const; ///< of every file

private:
    QString fileFor(const QString &server) const;
    bool isRunning(const QString &id) const;

    QString m_directory;
};

}
