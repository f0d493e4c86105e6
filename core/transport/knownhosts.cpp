// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/knownhosts.h"

#include "core/transport/uniquefd.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>

namespace spoolscope::knownhosts {

namespace {

struct KnownHosts
{
    Q_DECLARE_TR_FUNCTIONS(KnownHosts)
};

constexpr qint64 maximumFileSize = 64 << 20;

/// Wildcards as in sshd(8): '*' and '?'. Linear in practice: one level of backtracking suffices.
bool matchesGlob(QByteArrayView text, QByteArrayView pattern)
{
    qsizetype t = 0;
    qsizetype p = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

/// As OpenSSH's b64_pton takes it: padded, and no bits that say nothing (RFC 4648, 3.5). A line
/// that ssh takes for malformed must not be a known key to us.
std::optional<QByteArray> strictlyDecoded(const QByteArray &base64)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        base64, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || (*decoded).toBase64() != base64)
        return std::nullopt;
    return *decoded;
}

bool matchesHashed(const QByteArray &name, const QByteArray &field)
{
    const QByteArrayList parts = field.split('|'); // |1|salt|hash
    if (parts.size() != 4 || parts[1] != "1")
        return false;
    const auto salt = strictlyDecoded(parts[2]);
    const auto hash = strictlyDecoded(parts[3]);
    return salt && hash && !hash->isEmpty()
        && QMessageAuthenticationCode::hash(name, *salt, QCryptographicHash::Sha1) == *hash;
}

bool matchesHosts(const QByteArray &name, const QByteArray &field)
{
    if (field.startsWith('|'))
        return matchesHashed(name, field);
    bool isMatch = false;
    const QByteArrayList patterns = field.toLower().split(',');
    for (QByteArray pattern : patterns) {
        const bool isNegated = pattern.startsWith('!');
        if (isNegated)
            pattern.slice(1);
        if (!matchesGlob(name, pattern))
            continue;
        if (isNegated)
            return false;
        isMatch = true;
    }
    return isMatch;
}

QByteArrayList fieldsOf(QByteArrayView line)
{
    return line.toByteArray().simplified().split(' ');
}

struct Line
{
    bool isRevoked = false;
    bool isAuthority = false; ///< for certificates, which libssh cannot ask for
    QByteArray key = {}; ///< empty: it cannot be read
};

/// The line if it speaks of `name`. A marker that nobody knows makes it unreadable.
std::optional<Line> lineFor(const QByteArray &name, QByteArrayView text)
{
    QByteArrayList fields = fieldsOf(text);
    if (fields.first().isEmpty() || fields.first().startsWith('#'))
        return {};
    const QByteArray marker = fields.first().startsWith('@') ? fields.takeFirst() : QByteArray();
    if (fields.isEmpty() || !matchesHosts(name, fields.first()))
        return {};
    Line line{marker == "@revoked", marker == "@cert-authority"};
    if (fields.size() < 3 || (!marker.isEmpty() && !line.isRevoked))
        return line;
    const auto decoded = strictlyDecoded(fields[2]);
    if (decoded && keyType(*decoded) == fields[1])
        line.key = *decoded;
    return line;
}

HostKeyVerdict verdictOn(const Line &line, const QByteArray &keyBlob)
{
    if (line.key.isEmpty())
        return HostKeyVerdict::Unusable;
    if (line.isRevoked)
        return line.key == keyBlob ? HostKeyVerdict::Revoked : HostKeyVerdict::Unknown;
    if (line.key == keyBlob)
        return HostKeyVerdict::Known;
    return keyType(line.key) == keyType(keyBlob) ? HostKeyVerdict::Changed
                                                 : HostKeyVerdict::OtherType;
}

int gravity(HostKeyVerdict verdict)
{
    constexpr std::array order{HostKeyVerdict::Unknown, HostKeyVerdict::OtherType,
        HostKeyVerdict::Changed, HostKeyVerdict::Known, HostKeyVerdict::Unusable,
        HostKeyVerdict::Revoked};
    return static_cast<int>(std::ranges::find(order, verdict) - order.begin());
}

Finding unusable(const QString &file, const QString &problem)
{
    return {HostKeyVerdict::Unusable, file, 0, {}, problem};
}

Finding checkFile(const QString &file, const QByteArray &name, const QByteArray &keyBlob)
{
    const QFileInfo info(file);
    if (!info.exists() && !info.isSymLink())
        return {};
    // Opening a FIFO would block, and reading a device may never end.
    if (!info.isFile())
        return unusable(file, KnownHosts::tr("%1 is not a regular file. Correct that.").arg(file));
    if (info.size() > maximumFileSize)
        return unusable(file,
            KnownHosts::tr("%1 is larger than 64 MiB. Take out what is not needed.").arg(file));
    QFile reader(file);
    if (!reader.open(QIODevice::ReadOnly))
        return unusable(file,
            KnownHosts::tr("%1 could not be read: %2. Correct that.")
                .arg(file, reader.errorString()));
    Finding finding = checkText(reader.readAll(), name, keyBlob);
    finding.file = file;
    if (finding.verdict == HostKeyVerdict::Unusable)
        finding.problem = KnownHosts::tr(
            "Line %1 of %2 is for this host and cannot be understood. Correct the file.")
                              .arg(QString::number(finding.line), file);
    return finding;
}

}

QByteArray entryName(const QByteArray &host, quint16 port)
{
    const QByteArray name = host.toLower();
    return port == 22 ? name : '[' + name + "]:" + QByteArray::number(port);
}

QByteArray keyType(const QByteArray &keyBlob)
{
    if (keyBlob.size() < 4)
        return {};
    const auto length = qFromBigEndian<quint32>(keyBlob.constData());
    return length <= quint32(keyBlob.size() - 4) ? keyBlob.sliced(4, length) : QByteArray();
}

QByteArray fingerprint(const QByteArray &keyBlob)
{
    return "SHA256:"
        + QCryptographicHash::hash(keyBlob, QCryptographicHash::Sha256)
              .toBase64(QByteArray::OmitTrailingEquals);
}

Finding checkText(const QByteArray &text, const QByteArray &entryName, const QByteArray &keyBlob)
{
    Finding found;
    int number = 0;
    const QByteArrayList lines = text.split('\n');
    for (const QByteArrayView raw : lines) {
        ++number;
        const auto line = lineFor(entryName, raw);
        if (!line)
            continue;
        if (line->isAuthority) {
            found.hasAuthority = true;
            continue;
        }
        const HostKeyVerdict verdict = verdictOn(*line, keyBlob);
        if (line->isRevoked && verdict == HostKeyVerdict::Unknown)
            found.hasOtherRevocation = true;
        if (gravity(verdict) > gravity(found.verdict))
            found = {
                verdict, {}, number, line->key, {}, found.hasAuthority, found.hasOtherRevocation};
    }
    return found;
}

Finding check(const QStringList &files, const QByteArray &entryName, const QByteArray &keyBlob)
{
    Finding found;
    for (const QString &file : files) {
        Finding next = checkFile(file, entryName, keyBlob);
        next.hasAuthority = next.hasAuthority || found.hasAuthority;
        found.hasAuthority = next.hasAuthority;
        next.hasOtherRevocation = next.hasOtherRevocation || found.hasOtherRevocation;
        found.hasOtherRevocation = next.hasOtherRevocation;
        if (gravity(next.verdict) > gravity(found.verdict))
            found = std::move(next);
    }
    return found;
}

OnFile onFile(const QStringList &files, const QByteArray &entryName)
{
    OnFile found;
    for (const QString &name : files) {
        QFile file(name);
        if (!QFileInfo(name).isFile() || !file.open(QIODevice::ReadOnly)
            || file.size() > maximumFileSize)
            continue;
        const QByteArrayList lines = file.readAll().split('\n');
        for (const QByteArrayView raw : lines) {
            const auto line = lineFor(entryName, raw);
            if (line && line->isAuthority)
                found.hasAuthority = true;
            if (line && !line->isRevoked && !line->key.isEmpty())
                found.types.insert(keyType(line->key));
        }
    }
    return found;
}

Result<void> add(const QString &file, const QByteArray &entryName, const QByteArray &keyBlob)
{
    const auto cannot = [&file] {
        return failure(ErrorKind::Io,
            KnownHosts::tr("The host key could not be added to %1. Check that the file can be "
                           "written.")
                .arg(file),
            std::strerror(errno));
    };
    const QByteArray directory = QFile::encodeName(QFileInfo(file).absolutePath());
    if (::mkdir(directory.constData(), 0700) != 0 && errno != EEXIST)
        return cannot();
    const UniqueFd fd(
        ::open(QFile::encodeName(file).constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
    struct stat status = {};
    if (!fd.isValid() || ::fstat(fd.get(), &status) != 0)
        return cannot();

    QByteArray line = entryName + ' ' + keyType(keyBlob) + ' ' + keyBlob.toBase64() + '\n';
    char last = '\n';
    if (status.st_size > 0 && ::pread(fd.get(), &last, 1, status.st_size - 1) != 1)
        return cannot();
    if (last != '\n')
        line.prepend('\n'); // someone's editor left the last line open
    if (::write(fd.get(), line.constData(), static_cast<size_t>(line.size())) != line.size()
        || ::fsync(fd.get()) != 0)
        return cannot();
    return {};
}

}
