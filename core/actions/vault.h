// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/messagecontent.h"
#include "core/queue/messagekey.h"

#include <QByteArrayList>
#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace spoolscope {

/// Where backed-up messages come from, the same for all of one call.
struct VaultOrigin
{
    QString serverId; ///< ServerDefinition::id, or its address
    QString serverName;
    Instance instance;
    QString operation; ///< the journal's ID of what is about to happen
};

/// One backed-up message, as its file's header describes it.
struct VaultEntry
{
    QString id = {}; ///< within the vault, such as "20261122T041500Z-9f86d081884c7d65"
    QString file = {}; ///< absolute
    qint64 storedBytes = 0; ///< on disk
    VaultOrigin origin = {};
    MessageIdentity identity; ///< queue ID, arrival, size as listed, sender
    QByteArrayList recipients = {}; ///< that had not got it; the first 100
    qint64 recipientCount = 0;
    QDateTime savedAt = {}; ///< UTC, this machine's clock
    QByteArray sha256 = {}; ///< of MessageContent::content, hexadecimal
};

struct VaultInfo
{
    qint64 messages = 0;
    qint64 bytes = 0; ///< on disk
    std::optional<QDateTime> oldest = {};
    qint64 unreadable = 0; ///< files with our names that could not be read; never removed
};

struct VaultContents
{
    QList<VaultEntry> entries; ///< newest first
    VaultInfo info;
};

/// A directory of backed-up messages, one gzip file each (see vaultfile.h): what postcat printed,
/// so that envelope and content are there for zcat as well. 0700, files 0600. Files of other
/// people's making in it are neither listed nor removed. Several programs may use it at once.
/// Blocks on the disk; never on the GUI thread. Used by one thread.
class Vault final
{
public:
    /// Makes the directory where it is missing. Errors: Io, Permission (others may look into it, or
    /// it is somebody else's).
    static Result<Vault> open(const QString &directory);
    static QString defaultDirectory(); ///< ~/.local/share/spoolscope/vault

    const QString &directory() const { return m_directory; }

    /// On success the message's bytes are on the disk, but its name only after sync(). Errors: Io.
    Result<VaultEntry> store(
        const VaultOrigin &origin, const MessageIdentity &identity, const MessageContent &message);
    /// Only behind this does a backup count as made. Errors: Io.
    Result<void> sync() const;

    Result<VaultContents> contents() const; ///< reads the header of every file. Errors: Io
    /// By the ID of the entry, or by queue ID where only one entry has it. Errors: NotFound,
    /// InvalidInput (more than one), Io.
    Result<VaultEntry> find(const QString &id) const;
    /// Errors: Io, Parse (damaged: the content's SHA-256 is not the one that was written).
    Result<MessageContent> read(const VaultEntry &entry) const;

    /// How many were removed. Errors: Io.
    Result<qint64> purgeOlderThan(const QDateTime &time);
    Result<qint64> limitBytes(qint64 bytes); ///< the oldest go, until the rest fits

private:
    explicit Vault(QString directory) : m_directory(std::move(directory)) { }
    Result<qint64> remove(const QList<VaultEntry> &entries);
    QString m_directory;
};

}
