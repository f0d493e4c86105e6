// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace spoolscope {

/// A file of the vault: gzip (RFC 1952), so that zcat prints what postcat printed, with a JSON
/// object in the header's comment, which is read without unpacking anything. Blocks on the disk.
///
/// All or nothing, synchronised, readable by this user only. Never overwrites. Errors: Io.
Result<void> writeVaultFile(
    const QString &file, const QJsonObject &about, const QByteArray &contents);

/// Errors: Io, Parse (not one of ours).
Result<QJsonObject> readVaultHeader(const QString &file);

/// Errors: Io, Parse (damaged: gzip's own checksum or length), OutputTooLarge (more than `limit`
/// bytes when unpacked).
Result<QByteArray> readVaultFile(const QString &file, qint64 limit);

/// Makes new names of files in a directory last through a power cut. Errors: Io.
Result<void> syncDirectory(const QString &directory);

}
