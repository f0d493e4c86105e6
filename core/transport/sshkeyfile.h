// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/secret.h"
#include "core/transport/sshhandle.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace spoolscope {

/// An identity as IdentityFile names it: a private key, or only the public one of a key that the
/// agent has; with its certificates. What can be known without a passphrase is read at once.
class SshKeyFile final
{
public:
    enum class State {
        Missing, ///< no key could be read
        PublicOnly,
        Locked, ///< it has a passphrase
        Open, ///< key() is usable
    };

    /// `certificateFiles` are those of CertificateFile; "PATH-cert.pub" is looked for as well.
    SshKeyFile(const QString &path, const QStringList &certificateFiles);

    QString path() const { return m_path; }
    State state() const { return m_state; }
    QByteArray publicBlob() const { return m_blob; } ///< empty where it cannot be known
    QByteArrayList certificates() const { return m_certificates; } ///< blobs, for this key
    ssh_key key() const { return m_key.get(); }

    bool open(const Secret &passphrase); ///< whether it was the right one

private:
    void readCertificates(const QStringList &files);

    QString m_path;
    State m_state = State::Missing;
    QByteArray m_blob;
    QByteArrayList m_certificates;
    SshKey m_key;
};

/// The blob in "ssh-ed25519 AAAA... comment"; empty when it is no public key or certificate.
QByteArray publicKeyBlob(QByteArrayView line);

/// Whether a certificate (PROTOCOL.certkeys of OpenSSH) is for this public key.
bool isCertificateFor(const QByteArray &certificate, const QByteArray &publicBlob);

/// Whether signing with it needs a security key (FIDO).
bool isSecurityKey(const QByteArray &publicBlob);

/// For libssh. Null when it cannot be used.
SshKey importPublicKey(const QByteArray &blob);

}
