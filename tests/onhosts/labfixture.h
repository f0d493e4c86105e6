// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/serverlink.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>
#include <set>

namespace spoolscope {

/// Real mail hosts (tests/lab) for one test program: up when start() returns, gone with this
/// object.
class LabFixture final
{
public:
    /// What cannot be started ends the test program.
    static std::unique_ptr<LabFixture> start(
        int hosts, int messages, const QStringList &options = {});
    ~LabFixture();

    ServerDefinition server(int host, const QString &user = QStringLiteral("root")) const;
    QString name(int host) const;
    QString identityFile() const;
    QString knownHostsFile() const;
    QByteArray queueDirectory(int host, int instance = 0) const;
    int instanceCount(int host) const;
    qint64 pid(int host) const; ///< of the host's process 1, as seen from here
    /// The root of the host's file system, as seen from here.
    QString root(int host) const;

    /// Runs a command as root in the host; stdout, or an error with stderr when it fails.
    Result<QByteArray> exec(int host, const QStringList &words) const;
    Result<void> fill(int host, int messages, int seed) const;
    /// Mail of every kind through `host` and on through `next`, `messages` of them ordinary; its
    /// ledger: a JSON object a line (tests/lab/README.md). Takes a minute or two.
    Result<QByteArray> makeTraffic(int host, int next, int messages) const;
    /// SIGKILL to every process that serves an SSH connection; sshd itself goes on listening.
    void killConnections(int host) const;
    /// Paths below the queue directory of all queued messages: "hold/ABC", "deferred/A/ABC",
    /// sorted.
    QByteArrayList queueFiles(int host, int instance = 0) const;
    /// The queue IDs of such paths, of one queue or of all.
    static std::set<QByteArray> idsBelow(const QByteArrayList &files, const QByteArray &queue = {});

private:
    LabFixture() = default;
    Result<QByteArray> lab(const QStringList &words) const;
    QJsonObject host(int index) const { return m_hosts.at(index).toObject(); }

    QTemporaryDir m_state;
    QProcess m_process;
    QJsonArray m_hosts;
};

}
