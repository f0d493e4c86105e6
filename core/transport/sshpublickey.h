// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshkeyfile.h"
#include "core/transport/sshlogin.h"

#include <QSet>

#include <memory>
#include <vector>

namespace spoolscope {

class SshAgent;

/// The key files of a configuration, opened with the passphrases that are held. A passphrase that
/// is wrong is forgotten, and asked for before anything is connected to.
std::expected<std::vector<SshKeyFile>, SshConnectFailure> openKeyFiles(
    const SshConfig &target, const SshConnectOptions &options);

/// Logs in by public key: with the configured files, then the agent's other keys, then the default
/// files. A file whose key the agent has is used through the agent. A certificate goes before the
/// key it is for. A passphrase is asked for only if the server takes the key.
class SshPublicKeyLogin final
{
public:
    SshPublicKeyLogin(SshLogin &login, std::vector<SshKeyFile> files);
    ~SshPublicKeyLogin();

    LoginResult run(); ///< with the keys that have not been tried

private:
    LoginResult tryFiles(bool defaults);
    LoginResult tryFile(const SshKeyFile &file);
    LoginResult tryOpenFile(const SshKeyFile &file);
    LoginResult tryThroughAgent(const SshKeyFile &file);
    LoginResult tryAgentKey(const QByteArray &blob, const QByteArray &signer, const QString &what);
    QString describeTrouble(const QString &what, bool isSecurityKey);
    LoginResult tryOtherAgentKeys();
    LoginResult askAboutLockedFile(const SshKeyFile &file);
    std::optional<SshConnectFailure> meetAgent();

    SshLogin &m_login;
    std::vector<SshKeyFile> m_files;
    std::unique_ptr<SshAgent> m_agent;
    QSet<QByteArray> m_done; ///< public keys and certificates
};

}
