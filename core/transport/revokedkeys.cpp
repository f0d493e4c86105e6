// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/revokedkeys.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;

namespace spoolscope::knownhosts {

namespace {

struct KnownHosts
{
    Q_DECLARE_TR_FUNCTIONS(KnownHosts)
};

constexpr qint64 maximumFileSize = 64 << 20;
constexpr int keygenPatience = 10'000; ///< ms

Finding unusable(const QString &file)
{
    return {HostKeyVerdict::Unusable, file, 0, {},
        KnownHosts::tr("The list of revoked keys %1 (RevokedHostKeys in ssh_config) cannot be read "
                       "or understood.")
            .arg(file)};
}

/// sshkey_in_file() of authfile.c: one public key a line; a line that is none spoils the file.
Finding checkList(const QString &file, const QByteArray &text, const QByteArray &keyBlob)
{
    int number = 0;
    const QByteArrayList lines = text.split('\n');
    for (const QByteArray &raw : lines) {
        ++number;
        const QByteArray line = raw.simplified();
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const QByteArrayList fields = line.split(' ');
        const auto decoded = QByteArray::fromBase64Encoding(
            fields.value(1), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded || (*decoded).isEmpty() || keyType(*decoded) != fields[0])
            return unusable(file);
        if (*decoded == keyBlob)
            return {HostKeyVerdict::Revoked, file, number, *decoded, {}};
    }
    return {};
}

Finding checkKrl(const QString &file, const QByteArray &keyBlob)
{
    QTemporaryFile key;
    if (!key.open() || key.write(keyType(keyBlob) + ' ' + keyBlob.toBase64() + '\n') < 0
        || !key.flush())
        return unusable(file);
    QProcess keygen;
    keygen.start(u"ssh-keygen"_s, {u"-Q"_s, u"-f"_s, file, key.fileName()});
    keygen.closeWriteChannel();
    if (!keygen.waitForFinished(keygenPatience) || keygen.exitStatus() != QProcess::NormalExit)
        return unusable(file);
    const QByteArray answer = keygen.readAllStandardOutput().trimmed();
    // Its exit status is 1 for a revoked key, but not only for one.
    if (answer.endsWith(": REVOKED"))
        return {HostKeyVerdict::Revoked, file, 0, keyBlob, {}};
    if (keygen.exitCode() != 0 || !answer.endsWith(": ok"))
        return unusable(file);
    return {};
}

}

Finding checkRevoked(const QString &file, const QByteArray &keyBlob)
{
    QFile list(file);
    // Not a pipe, which might never end.
    if (!QFileInfo(file).isFile() || !list.open(QIODevice::ReadOnly)
        || list.size() > maximumFileSize)
        return unusable(file);
    const QByteArray text = list.readAll();
    return text.startsWith("SSHKRL\n") ? checkKrl(file, keyBlob) : checkList(file, text, keyBlob);
}

}
