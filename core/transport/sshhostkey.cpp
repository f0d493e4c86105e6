// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshhostkey.h"

#include "core/transport/knownhosts.h"
#include "core/transport/randomart.h"
#include "core/transport/revokedkeys.h"

#include <QCoreApplication>

#include <array>
#include <optional>

#include <netdb.h>
#include <sys/socket.h>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

QByteArray serverKey(ssh_session session)
{
    ssh_key key = nullptr;
    if (ssh_get_server_publickey(session, &key) != SSH_OK)
        return {};
    const SshKey owned(key);
    char *base64 = nullptr;
    if (ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK)
        return {};
    const QByteArray blob = QByteArray::fromBase64(base64);
    ssh_string_free_char(base64);
    return blob;
}

QString describe(const QByteArray &keyBlob)
{
    return QString::fromLatin1(
        knownhosts::fingerprint(keyBlob) + " (" + knownhosts::keyType(keyBlob) + ')');
}

QString conflictText(
    const HostKeyOffer &offer, const QByteArray &shownKey, const knownhosts::Finding &finding)
{
    return Ssh::tr(
        "%1 shows another host key than the one on file. Someone may be listening in, or "
        "the server was installed anew. Ask its administrator before you remove the old "
        "key.\nShown: %2\nOn file: %3, line %4 of %5")
        .arg(offer.host, describe(shownKey), describe(finding.key), QString::number(finding.line),
            finding.file);
}

QString refusalText(
    const HostKeyOffer &offer, const QByteArray &shownKey, const knownhosts::Finding &finding)
{
    switch (finding.verdict) {
    case HostKeyVerdict::Known:
        return {};
    case HostKeyVerdict::Unknown:
        return Ssh::tr("The host key of %1 is not known yet. Compare its fingerprint with the one "
                       "that its administrator gives you.\nShown: %2")
            .arg(offer.host, describe(shownKey));
    case HostKeyVerdict::UnknownRefused:
        return Ssh::tr("The host key of %1 is not known, and ssh_config says not to ask about it "
                       "(StrictHostKeyChecking yes, or no UserKnownHostsFile). Add the key with "
                       "ssh-keyscan after comparing its fingerprint.\nShown: %2")
            .arg(offer.host, describe(shownKey));
    case HostKeyVerdict::Changed:
    case HostKeyVerdict::OtherType:
        return conflictText(offer, shownKey, finding);
    case HostKeyVerdict::Revoked:
        if (finding.line == 0)
            return Ssh::tr("The host key that %1 shows has been revoked (%2). Do not log in there; "
                           "ask its administrator.\nShown: %3")
                .arg(offer.host, finding.file, describe(shownKey));
        return Ssh::tr("The host key that %1 shows has been revoked (line %2 of %3). Do not log in "
                       "there; ask its administrator.\nShown: %4")
            .arg(offer.host, QString::number(finding.line), finding.file, describe(shownKey));
    case HostKeyVerdict::Unusable:
        return Ssh::tr("The host key of %1 could not be checked. %2\nShown: %3")
            .arg(offer.host, finding.problem, describe(shownKey));
    }
    Q_UNREACHABLE_RETURN({});
}

/// CheckHostIP: another key on file for the address is refused as if it were on file for the name.
/// A connection through a ProxyCommand or a jump host has no address, as for ssh.
std::optional<knownhosts::Finding> conflictOfAddress(
    ssh_session session, const SshConfig &target, const QByteArray &shown)
{
    sockaddr_storage peer = {};
    socklen_t size = sizeof peer;
    auto *address = reinterpret_cast<sockaddr *>(&peer);
    std::array<char, NI_MAXHOST> text = {};
    if (!target.checkHostIp || ::getpeername(ssh_get_fd(session), address, &size) != 0
        || (peer.ss_family != AF_INET && peer.ss_family != AF_INET6)
        || ::getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return std::nullopt;
    auto finding = knownhosts::check(
        target.knownHostsFiles(), knownhosts::entryName(text.data(), target.port), shown);
    switch (finding.verdict) {
    case HostKeyVerdict::Changed:
    case HostKeyVerdict::OtherType:
    case HostKeyVerdict::Revoked:
    case HostKeyVerdict::Unusable: // ssh passes over the line, and may find another key behind it
        return finding;
    default:
        return std::nullopt;
    }
}

/// Where nothing is on file for the host with its port, ssh looks for it without (check_host_key()
/// of sshconnect.c): it takes what is known there, and warns of what is revoked there. Here the
/// first is asked about and the second refused.
void heedNameWithoutPort(
    const SshConfig &target, const QByteArray &shown, knownhosts::Finding &finding)
{
    if (finding.verdict != HostKeyVerdict::Unknown || !target.hostKeyAlias.isEmpty()
        || target.port == 22)
        return;
    auto plain = knownhosts::check(
        target.knownHostsFiles(), knownhosts::entryName(target.host, 22), shown);
    if (plain.verdict == HostKeyVerdict::Revoked)
        finding = std::move(plain);
    else
        finding.hasOtherRevocation = finding.hasOtherRevocation || plain.hasOtherRevocation;
}

/// ssh asks for a certificate first and refuses one whose authority is revoked. Whether what is
/// revoked for this host is that, cannot be seen here.
void heedRevocations(const SshConfig &target, knownhosts::Finding &finding)
{
    if (finding.verdict != HostKeyVerdict::Unknown || !finding.hasOtherRevocation
        || !target.asksForCertificates)
        return;
    finding.verdict = HostKeyVerdict::Unusable;
    finding.problem = Ssh::tr(
        "A key is revoked for this host (@revoked in known_hosts) that may be the authority of its "
        "certificate, and certificates of hosts cannot be checked here. Connect with ssh once: it "
        "checks that, and puts the key on file.");
}

SshConnectFailure refusal(
    const SshConfig &target, const QByteArray &shownKey, const knownhosts::Finding &finding)
{
    HostKeyOffer offer{finding.verdict, target.shownHost(), target.port,
        knownhosts::keyType(shownKey), knownhosts::fingerprint(shownKey), target.knownHostsName(),
        finding.file.isEmpty() ? target.userKnownHostsFiles.value(0) : finding.file};
    offer.art = randomart(shownKey);
    offer.line = finding.line;
    offer.hasAuthority = finding.hasAuthority;
    if (!finding.key.isEmpty()) {
        offer.filedType = knownhosts::keyType(finding.key);
        offer.filedFingerprint = knownhosts::fingerprint(finding.key);
        offer.filedArt = randomart(finding.key);
    }
    QString text = refusalText(offer, shownKey, finding);
    const bool isUnknown = finding.verdict == HostKeyVerdict::Unknown
        || finding.verdict == HostKeyVerdict::UnknownRefused;
    if (offer.hasAuthority && isUnknown)
        text += u'\n'
            + Ssh::tr("known_hosts trusts a certificate authority for this host "
                      "(@cert-authority). Certificates of hosts cannot be checked here, so the "
                      "key itself must be on file; ssh does not need that.");
    return {{ErrorKind::HostKey, text}, offer};
}

}

std::expected<QByteArray, SshConnectFailure> checkHostKey(
    ssh_session session, const SshConfig &target, const std::optional<AcceptedHostKey> &accepted)
{
    const auto failed = [](Error error) {
        return std::unexpected<SshConnectFailure>(std::in_place, std::move(error));
    };
    const QByteArray shown = serverKey(session);
    if (shown.isEmpty())
        return failed({ErrorKind::HostKey,
            Ssh::tr("%1 showed no host key that can be read. Do not log in there.")
                .arg(target.shownHost()),
            ssh_get_error(session)});

    const QByteArray name = target.knownHostsName();
    const QStringList files = target.knownHostsFiles();
    auto finding = knownhosts::Finding();
    if (!target.revokedHostKeysFile.isEmpty())
        finding = knownhosts::checkRevoked(target.revokedHostKeysFile, shown);
    if (finding.verdict == HostKeyVerdict::Unknown)
        finding = knownhosts::check(files, name, shown);
    if (finding.verdict == HostKeyVerdict::Known || finding.verdict == HostKeyVerdict::Unknown)
        finding = conflictOfAddress(session, target, shown).value_or(finding);
    heedNameWithoutPort(target, shown, finding);
    heedRevocations(target, finding);
    if (finding.verdict == HostKeyVerdict::Unknown
        && (target.unknownHosts == SshConfig::UnknownHosts::Refuse
            || target.userKnownHostsFiles.isEmpty()))
        finding.verdict = HostKeyVerdict::UnknownRefused;
    if (finding.verdict == HostKeyVerdict::Unknown
        && accepted == AcceptedHostKey{name, knownhosts::fingerprint(shown)}) {
        if (const auto added = knownhosts::add(target.userKnownHostsFiles.first(), name, shown);
            !added)
            return failed(added.error());
        finding = knownhosts::check(files, name, shown);
    }
    if (finding.verdict != HostKeyVerdict::Known)
        return std::unexpected(refusal(target, shown, finding));
    return knownhosts::fingerprint(shown);
}

}
