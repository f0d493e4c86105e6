// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>

#include <compare>

namespace spoolscope {

enum class SecretKind {
    Password, ///< of an account, for logging in
    Passphrase, ///< of a private key file
    SudoPassword, ///< of an account on a server, for becoming root there
};

/// Which secret: two servers behind one jump host need the same one.
struct SecretKey
{
    SecretKind kind = SecretKind::Password;
    /// Password and SudoPassword: "user@host:port"; SudoPassword of this machine: "user@local:";
    /// Passphrase: the absolute path of the key file.
    QString subject;

    std::strong_ordering operator<=>(const SecretKey &other) const
    {
        if (kind != other.kind)
            return kind <=> other.kind;
        const int order = QString::compare(subject, other.subject);
        return order <=> 0;
    }
    bool operator==(const SecretKey &) const = default;
};

/// What is missing for going on, to be asked of a person. Nothing here is secret.
struct SecretRequest
{
    SecretKey key;
    QString account = {}; ///< "root@mx1.example.com", for whose login it is
    bool wasRefused = false; ///< one was given and is wrong; it has been forgotten
    bool isJumpHost = false; ///< the account is on a host on the way, not on the server itself

    bool operator==(const SecretRequest &) const = default;
};

/// What a server asks while it logs somebody in (keyboard-interactive, RFC 4256). All texts are the
/// server's: cut to 4 KB each, control characters made visible. Show them as its words.
struct ServerQuestion
{
    struct Prompt
    {
        QString text;
        bool isEchoed = false; ///< the answer may be seen while it is typed

        bool operator==(const Prompt &) const = default;
    };
    QString account; ///< "root@mx1.example.com", who is being asked
    bool isJumpHost = false;
    int round = 1; ///< a server may ask several times in one login
    QString banner; ///< what it said before any question
    QString name;
    QString instruction;
    QList<Prompt> prompts; ///< 1 to 16

    bool operator==(const ServerQuestion &) const = default;
};

}
