// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/transport/sshtransport.h"

#include <QMap>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

#include <signal.h>

namespace spoolscope {

/// A real sshd of our own on a loopback port, with its own host key, user key and known_hosts file
/// in a temporary directory. It serves the account that runs the test.
class SshdFixture final
{
public:
    explicit SshdFixture(const QByteArrayList &extraConfig = {});
    ~SshdFixture();

    bool start();
    void stop(); ///< the sessions too, all at once

    quint16 port() const { return m_port; }
    QString path(const QString &name) const { return m_directory.filePath(name); }
    /// The right user, key and known_hosts file, which pins the host key.
    SshEndpoint endpoint() const;
    std::unique_ptr<SshTransport> connected() const; ///< null, with a warning, when it fails
    QByteArray log() const;

    void makeHostKey(
        const QString &type = QStringLiteral("ed25519")); ///< used from the next start()
    QByteArray hostKeyLine() const; ///< "ssh-ed25519 AAAA..."
    QByteArray hostName() const; ///< as in known_hosts
    /// From the next start() on, sshd knows this password of root, and without PAM only this one.
    void setPassword(const QByteArray &password, const QByteArray &account = "root");
    /// From the next start() on, sshd and what it starts find this file of ours at that place.
    void putInPlace(const QString &name, const QString &place) { m_places.insert(name, place); }
    /// From the next start() on, sshd uses PAM with these lines as its service.
    void usePam(const QByteArray &service);
    void makeUserKey(const QString &name, const QString &passphrase = {});
    void authorize(const QString &keyName);
    void writeKnownHosts(const QByteArray &text);
    void writeFile(const QString &name, const QByteArray &content, bool isProgram = false);
    QByteArray readFile(const QString &name) const;

    /// All processes below sshd, the sessions' first.
    QList<qint64> processes() const;
    void signalSessions(int signal);

private:
    QStringList command();
    bool isRunning() const { return m_sshd.state() == QProcess::Running; }

    QTemporaryDir m_directory;
    QByteArrayList m_extraConfig;
    QMap<QString, QString> m_places; ///< by name
    bool m_hasPassword = false;
    bool m_usesPam = false;
    quint16 m_port = 0;
    QProcess m_sshd;
    bool m_isReady = false;
};

/// Runs a program to its end and gives its stdout; empty when it fails.
QByteArray outputOf(const QString &program, const QStringList &arguments);

/// A TCP port that accepts connections and never says a word.
class SilentServer final
{
public:
    SilentServer();
    ~SilentServer();
    quint16 port() const { return m_port; }

private:
    quint16 m_port = 0;
    int m_socket; ///< after the port, which it sets
};

quint16 freePort();

}
