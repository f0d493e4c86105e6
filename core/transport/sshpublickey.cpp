// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshpublickey.h"

#include "core/transport/knownhosts.h"
#include "core/transport/sshagent.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

SecretKey passphraseKey(const QString &path)
{
    return {SecretKind::Passphrase, QFileInfo(path).absoluteFilePath()};
}

/// The files that ssh tries where none is configured; one that is not there is no news.
bool isDefault(const QString &path)
{
    constexpr std::array names{"id_rsa"_L1, "id_ecdsa"_L1, "id_ecdsa_sk"_L1, "id_ed25519"_L1,
        "id_ed25519_sk"_L1, "id_xmss"_L1, "id_dsa"_L1};
    const QFileInfo file(path);
    return file.dir().dirName() == ".ssh"_L1 && std::ranges::contains(names, file.fileName());
}

/// A key of its own with the certificate attached; null when libssh does not take it.
SshKey withCertificate(ssh_key key, const QByteArray &certificate)
{
    const SshKey imported = importPublicKey(certificate);
    SshKey both(imported ? ssh_key_dup(key) : nullptr);
    if (!both || ssh_pki_copy_cert_to_privkey(imported.get(), both.get()) != SSH_OK)
        return {};
    return both;
}

QString certificateOf(const QString &path)
{
    return Ssh::tr("certificate of %1").arg(path);
}

bool goesOn(const LoginResult &result)
{
    return result && *result == LoginStep::Refused;
}

}

std::expected<std::vector<SshKeyFile>, SshConnectFailure> openKeyFiles(
    const SshConfig &target, const SshConnectOptions &options)
{
    std::vector<SshKeyFile> files;
    if (!target.publicKey)
        return files;
    for (const QString &path : target.identityFiles) {
        SshKeyFile &file = files.emplace_back(path, target.certificateFiles);
        if (file.state() != SshKeyFile::State::Locked || !options.secrets)
            continue;
        const SecretKey key = passphraseKey(path);
        const auto passphrase = options.secrets->find(key);
        if (!passphrase || file.open(*passphrase))
            continue;
        options.secrets->forget(key);
        SshConnectFailure wrong{{ErrorKind::Auth,
            Ssh::tr("This is not the passphrase of the key %1.").arg(key.subject)}};
        wrong.secret = SecretRequest{key, target.shownAccount(), true};
        return std::unexpected(wrong);
    }
    return files;
}

SshPublicKeyLogin::SshPublicKeyLogin(SshLogin &login, std::vector<SshKeyFile> files)
    : m_login(login), m_files(std::move(files))
{
}

SshPublicKeyLogin::~SshPublicKeyLogin() = default;

LoginResult SshPublicKeyLogin::run()
{
    if (const auto failed = meetAgent())
        return std::unexpected(*failed);
    // What was configured comes first: the agent may hold more keys than the server hears out.
    LoginResult result = tryFiles(false);
    if (goesOn(result))
        result = tryOtherAgentKeys();
    if (goesOn(result))
        result = tryFiles(true);
    return result;
}

std::optional<SshConnectFailure> SshPublicKeyLogin::meetAgent()
{
    if (m_agent)
        return {};
    const QString &socket = m_login.target().agentSocket;
    const auto &options = m_login.options();
    // A key on file does not wait for an agent that is busy or hangs.
    const bool hasOpenFile = std::ranges::any_of(
        m_files, [](const auto &file) { return file.state() == SshKeyFile::State::Open; });
    const std::chrono::milliseconds listPatience
        = hasOpenFile ? 5s : std::min<std::chrono::milliseconds>(30s, options.personDeadline);
    const auto started = Patience::Clock::now();
    m_agent = std::make_unique<SshAgent>(m_login.session(), socket, m_login.patience().stopToken(),
        listPatience, options.personDeadline, options.hint);
    if (Patience::Clock::now() - started > 1s)
        m_login.personWasAsked(); // for another login
    if (m_login.patience().isCancelled())
        return SshConnectFailure{interrupted(Patience::Ended::Cancelled, m_login.target())};
    switch (m_agent->state()) {
    case SshAgent::State::Ready:
        break;
    case SshAgent::State::NoSocket:
        m_login.note(Ssh::tr("no agent (SSH_AUTH_SOCK is not set)"));
        break;
    case SshAgent::State::Unreachable:
        m_login.note(Ssh::tr("no agent (nothing answers at %1)").arg(socket));
        break;
    case SshAgent::State::Silent:
        m_login.note(Ssh::tr("no agent (it does not answer)"));
        m_login.advise(Ssh::tr(
            "The SSH agent does not answer. It may be waiting for a touch or a confirmation for "
            "another login; give it, and connect again. Or check it with: ssh-add -l"));
        break;
    }
    return {};
}

LoginResult SshPublicKeyLogin::tryFiles(bool defaults)
{
    for (const SshKeyFile &file : m_files) {
        if (isDefault(file.path()) != defaults
            || (defaults && file.state() == SshKeyFile::State::Missing))
            continue;
        LoginResult result = tryFile(file);
        if (!goesOn(result))
            return result;
    }
    return LoginStep::Refused;
}

LoginResult SshPublicKeyLogin::tryFile(const SshKeyFile &file)
{
    if (!file.publicBlob().isEmpty() && m_done.contains(file.publicBlob()))
        return LoginStep::Refused;
    if (file.state() == SshKeyFile::State::Open)
        return tryOpenFile(file);
    const bool isInAgent = m_agent->has(file.publicBlob())
        || std::ranges::any_of(m_agent->keys(),
            [&](const auto &key) { return isCertificateFor(key, file.publicBlob()); });
    if (isInAgent)
        return tryThroughAgent(file);
    if (file.state() == SshKeyFile::State::Locked)
        return askAboutLockedFile(file);
    m_login.note(file.state() == SshKeyFile::State::PublicOnly
            ? Ssh::tr("%1 (not usable: the agent does not have this key)").arg(file.path())
            : Ssh::tr("%1 (not usable: no private key could be read from it)").arg(file.path()));
    return LoginStep::Refused;
}

LoginResult SshPublicKeyLogin::tryOpenFile(const SshKeyFile &file)
{
    const auto login = [this](ssh_key key, const QString &what) {
        return m_login.attempt(
            [&] { return ssh_userauth_publickey(m_login.session(), nullptr, key); }, what);
    };
    for (const QByteArray &certificate : file.certificates()) {
        const SshKey both = withCertificate(file.key(), certificate);
        if (!both || m_done.contains(certificate))
            continue;
        m_done += certificate;
        LoginResult result = login(both.get(), certificateOf(file.path()));
        if (!goesOn(result))
            return result;
    }
    m_done += file.publicBlob();
    return login(file.key(), file.path());
}

LoginResult SshPublicKeyLogin::tryThroughAgent(const SshKeyFile &file)
{
    const QByteArray &blob = file.publicBlob();
    QByteArrayList certificates = file.certificates();
    for (const QByteArray &key : m_agent->keys())
        if (isCertificateFor(key, blob) && !certificates.contains(key))
            certificates += key;
    for (const QByteArray &certificate : std::as_const(certificates)) {
        LoginResult result = tryAgentKey(certificate,
            m_agent->has(certificate) ? certificate : blob, certificateOf(file.path()));
        if (!goesOn(result))
            return result;
    }
    return m_agent->has(blob) ? tryAgentKey(blob, blob, Ssh::tr("%1 in the agent").arg(file.path()))
                              : LoginResult(LoginStep::Refused);
}

LoginResult SshPublicKeyLogin::tryAgentKey(
    const QByteArray &blob, const QByteArray &signer, const QString &what)
{
    if (m_done.contains(blob))
        return LoginStep::Refused;
    m_done += blob;
    m_agent->offer(blob, signer);
    const auto started = Patience::Clock::now();
    const bool isTouched = isSecurityKey(blob);
    QString shown = what;
    LoginResult result = m_login.attempt(
        [&] {
            const int answer = ssh_userauth_agent(m_login.session(), nullptr);
            if (answer == SSH_AUTH_DENIED || answer == SSH_AUTH_ERROR)
                shown = describeTrouble(what, isTouched);
            return answer;
        },
        shown);
    if (m_login.patience().isCancelled())
        return std::unexpected(
            SshConnectFailure{interrupted(Patience::Ended::Cancelled, m_login.target())});
    if (m_agent->signing() == AgentSigning::Expired)
        return std::unexpected(m_login.failed(
            ErrorKind::Auth, lateSigningText(isTouched, m_login.target().shownAccount())));
    if (Patience::Clock::now() - started > 1s)
        m_login.personWasAsked();
    return result;
}

/// `what`, with the reason why it did not help where the server had taken the key.
QString SshPublicKeyLogin::describeTrouble(const QString &what, bool isSecurityKey)
{
    const SigningTrouble trouble
        = troubleOf(m_agent->signing(), isSecurityKey, m_login.target().shownHost());
    if (trouble.remark.isEmpty())
        return what;
    m_login.advise(trouble.advice);
    return Ssh::tr("%1 (%2)").arg(what, trouble.remark);
}

LoginResult SshPublicKeyLogin::tryOtherAgentKeys()
{
    if (m_login.target().identitiesOnly)
        return LoginStep::Refused;
    const auto isOfDefaultFile = [this](const QByteArray &blob) {
        return std::ranges::any_of(m_files, [&](const SshKeyFile &file) {
            return isDefault(file.path()) && file.publicBlob() == blob;
        });
    };
    // ssh offers the agent's keys that are also on file before the others.
    QByteArrayList keys = m_agent->keys();
    std::ranges::stable_partition(keys, isOfDefaultFile);
    for (const QByteArray &blob : std::as_const(keys)) {
        LoginResult result = tryAgentKey(blob, blob,
            Ssh::tr("the agent's key %1").arg(QString::fromLatin1(knownhosts::fingerprint(blob))));
        if (!goesOn(result))
            return result;
    }
    return LoginStep::Refused;
}

/// Whether the server would take it costs none of the tries it allows, if it does.
LoginResult SshPublicKeyLogin::askAboutLockedFile(const SshKeyFile &file)
{
    QByteArrayList blobs = file.certificates();
    if (!file.publicBlob().isEmpty())
        blobs += file.publicBlob();
    bool isTaken = blobs.isEmpty(); // its public half is locked away too: ssh asks in any case
    for (const QByteArray &blob : std::as_const(blobs)) {
        const SshKey key = importPublicKey(blob);
        if (!key || isTaken || m_done.contains(blob))
            continue;
        m_done += blob;
        const LoginResult result = m_login.attempt(
            [&] { return ssh_userauth_try_publickey(m_login.session(), nullptr, key.get()); }, {});
        if (!result)
            return result;
        isTaken = *result == LoginStep::In; // of a question, it means "yes"
    }
    if (isTaken)
        m_login.want({passphraseKey(file.path())});
    m_login.note(isTaken ? Ssh::tr("%1 (it needs its passphrase)").arg(file.path()) : file.path());
    return LoginStep::Refused;
}

}
