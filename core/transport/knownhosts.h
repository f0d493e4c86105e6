// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/hostkey.h"

#include <QByteArray>
#include <QSet>
#include <QStringList>

/// Our own reading of known_hosts files. libssh's skips @revoked lines, ignores negated patterns,
/// and takes a file with one malformed line for an empty one, which turns a pinned key into a mild
/// first-use question. sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT".
namespace spoolscope::knownhosts {

/// The name a host has in the file: "host", or "[host]:port" unless the port is 22.
QByteArray entryName(const QByteArray &host, quint16 port);

/// The key type that stands at the start of a public key blob; empty if there is none.
QByteArray keyType(const QByteArray &keyBlob);

/// "SHA256:..." as ssh-keygen -l prints it.
QByteArray fingerprint(const QByteArray &keyBlob);

struct Finding
{
    HostKeyVerdict verdict = HostKeyVerdict::Unknown;
    QString file; ///< of the line that decided
    int line = 0; ///< from 1; 0 when no single line decided
    QByteArray key; ///< the blob on that line, when it could be read
    QString problem; ///< for Unusable, what is wrong and what helps
    bool hasAuthority = false; ///< a @cert-authority line is for this host; it decides nothing
    /// A @revoked line for this host has another key, which may be an authority's; it decides
    /// nothing.
    bool hasOtherRevocation = false;
};

/// What one file says, given as its contents. The gravest finding wins, except that an exact match
/// beats other keys of the host: Revoked, Unusable, Known, Changed, OtherType, Unknown.
Finding checkText(const QByteArray &text, const QByteArray &entryName, const QByteArray &keyBlob);

/// The same over several files. A missing file is an empty one; one that is not a regular readable
/// file is Unusable.
Finding check(const QStringList &files, const QByteArray &entryName, const QByteArray &keyBlob);

/// What the files have for a host, whichever key it shows.
struct OnFile
{
    QSet<QByteArray> types; ///< of keys, not of those on marked lines
    bool hasAuthority = false;
};
OnFile onFile(const QStringList &files, const QByteArray &entryName);

/// Adds the key to `file`, creating it (0600) and its directory (0700) where missing.
Result<void> add(const QString &file, const QByteArray &entryName, const QByteArray &keyBlob);

}
