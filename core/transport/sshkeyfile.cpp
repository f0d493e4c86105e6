// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshkeyfile.h"

#include "core/transport/knownhosts.h"

#include <QFile>
#include <QFileInfo>
#include <QStringList>
#include <QtEndian>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestFile = 1 << 20;

QByteArray contentOf(const QString &path)
{
    const QFileInfo info(path);
    QFile file(path);
    // Opening a FIFO would block.
    if (!info.isFile() || info.size() > longestFile || !file.open(QIODevice::ReadOnly))
        return {};
    return file.readAll();
}

/// Takes a string of RFC 4251 off the front; null when there is none.
QByteArray takeString(QByteArrayView &bytes)
{
    if (bytes.size() < 4)
        return {};
    const auto length = qFromBigEndian<quint32>(bytes.data());
    if (length > quint32(bytes.size() - 4))
        return {};
    const QByteArray text(bytes.data() + 4, length);
    bytes = bytes.sliced(4 + qsizetype(length));
    return text.isNull() ? QByteArray("") : text;
}

struct Header
{
    QByteArray publicBlob;
    bool isLocked = false;
};

/// The part of OpenSSH's own format (PROTOCOL.key) that is never encrypted.
Header openSshHeader(const QByteArray &content)
{
    constexpr QByteArrayView begin("-----BEGIN OPENSSH PRIVATE KEY-----");
    constexpr QByteArrayView end("-----END OPENSSH PRIVATE KEY-----");
    const qsizetype from = content.indexOf(begin);
    const qsizetype to = content.indexOf(end);
    if (from < 0 || to < from)
        return {};
    const QByteArray decoded
        = QByteArray::fromBase64(content.sliced(from + begin.size(), to - from - begin.size()));
    QByteArrayView rest(decoded);
    const QByteArrayView magic("openssh-key-v1", 15); // with its NUL
    if (!rest.startsWith(magic))
        return {};
    rest = rest.sliced(magic.size());
    const QByteArray cipher = takeString(rest);
    takeString(rest); // kdfname
    takeString(rest); // kdfoptions
    if (rest.size() < 4)
        return {};
    rest = rest.sliced(4); // how many keys: one
    return {takeString(rest), cipher != "none"};
}

int refusePassphrase(const char *, char *, size_t, int, int, void *asked)
{
    *static_cast<bool *>(asked) = true;
    return -1;
}

SshKey importPrivateKey(const QString &path, const char *passphrase, bool &isAsked)
{
    ssh_key key = nullptr;
    const int read = ssh_pki_import_privkey_file(
        QFile::encodeName(path).constData(), passphrase, refusePassphrase, &isAsked, &key);
    return SshKey(read == SSH_OK ? key : nullptr);
}

QByteArray blobOf(ssh_key key)
{
    char *base64 = nullptr;
    if (ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK)
        return {};
    const QByteArray blob = QByteArray::fromBase64(base64);
    ssh_string_free_char(base64);
    return blob;
}

}

SshKeyFile::SshKeyFile(const QString &path, const QStringList &certificateFiles) : m_path(path)
{
    const QByteArray content = contentOf(path);
    if (content.isEmpty())
        return;
    if (m_blob = publicKeyBlob(content); !m_blob.isEmpty()) {
        m_state = State::PublicOnly;
        readCertificates(certificateFiles);
        return;
    }
    const Header header = openSshHeader(content);
    bool isLocked = header.isLocked;
    // A security key's private half is only a handle: the agent alone can use it.
    if (isSecurityKey(header.publicBlob))
        m_state = State::PublicOnly;
    else if (!isLocked)
        m_key = importPrivateKey(path, nullptr, isLocked);
    m_blob = m_key ? blobOf(m_key.get()) : header.publicBlob;
    if (m_blob.isEmpty())
        m_blob = publicKeyBlob(contentOf(path + ".pub"_L1));
    if (m_key)
        m_state = State::Open;
    else if (isLocked && m_state == State::Missing)
        m_state = State::Locked;
    readCertificates(certificateFiles);
}

void SshKeyFile::readCertificates(const QStringList &files)
{
    QString base = m_path;
    if (base.endsWith(".pub"_L1))
        base.chop(4);
    for (const QString &file : files + QStringList{base + "-cert.pub"_L1}) {
        const QByteArray certificate = publicKeyBlob(contentOf(file));
        if (isCertificateFor(certificate, m_blob) && !m_certificates.contains(certificate))
            m_certificates += certificate;
    }
}

bool SshKeyFile::open(const Secret &passphrase)
{
    bool isAsked = false;
    m_key = importPrivateKey(m_path, passphrase.bytes(), isAsked);
    if (!m_key)
        return false;
    m_state = State::Open;
    m_blob = blobOf(m_key.get());
    return true;
}

QByteArray publicKeyBlob(QByteArrayView line)
{
    const qsizetype end = line.indexOf('\n');
    const QByteArrayList fields
        = line.first(end < 0 ? line.size() : end).toByteArray().simplified().split(' ');
    if (fields.size() < 2)
        return {};
    const QByteArray blob = QByteArray::fromBase64(fields[1]);
    return !fields[0].isEmpty() && knownhosts::keyType(blob) == fields[0] ? blob : QByteArray();
}

bool isCertificateFor(const QByteArray &certificate, const QByteArray &publicBlob)
{
    QByteArrayView inside(certificate);
    QByteArrayView wanted(publicBlob);
    const QByteArray type = takeString(inside);
    takeString(inside); // nonce; the fields of the public key follow
    const QByteArray plainType = takeString(wanted);
    return type.endsWith("-cert-v01@openssh.com") && !plainType.isEmpty() && !wanted.isEmpty()
        && inside.startsWith(wanted);
}

bool isSecurityKey(const QByteArray &publicBlob)
{
    return knownhosts::keyType(publicBlob).startsWith("sk-");
}

SshKey importPublicKey(const QByteArray &blob)
{
    const QByteArray type = knownhosts::keyType(blob);
    ssh_key key = nullptr;
    const auto known = ssh_key_type_from_name(type.constData());
    if (known == SSH_KEYTYPE_UNKNOWN)
        return {};
    const QByteArray text = blob.toBase64();
    // libssh has one function for keys and one for certificates.
    const int read = type.endsWith("-cert-v01@openssh.com")
        ? ssh_pki_import_cert_base64(text.constData(), known, &key)
        : ssh_pki_import_pubkey_base64(text.constData(), known, &key);
    return SshKey(read == SSH_OK ? key : nullptr);
}

}
