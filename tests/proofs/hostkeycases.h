// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <random>

namespace spoolscope {

/// What cases are made of. Keys are "type base64", by type: ed25519, ecdsa, rsa.
struct HostKeyMatter
{
    QByteArray name; ///< resolves to the address
    QByteArray address;
    quint16 port = 22;
    QByteArrayList right; ///< what the server shows
    QByteArrayList wrong;
    QByteArray authority; ///< of the server's certificate
};

/// One state of a user's files, and whom to connect to.
struct HostKeyCase
{
    QByteArray host; ///< as it is given to ssh
    quint16 port = 22;
    QByteArray config;
    QByteArrayList userFiles; ///< contents of known_hosts1, 2...
    QByteArray globalFile;
    QByteArray revokedKeys; ///< of RevokedHostKeys; empty: none

    QByteArray shown() const;
};

/// The same case for the same numbers. `directory` is where its files will be.
HostKeyCase makeHostKeyCase(
    const HostKeyMatter &matter, const QString &directory, std::mt19937_64 &random);

}
