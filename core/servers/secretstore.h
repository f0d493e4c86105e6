// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/transport/secretrequest.h"

#include <functional>
#include <map>
#include <memory>

class QObject;

namespace spoolscope {

using StoredSecrets = std::map<SecretKey, Secret>;

/// Where secrets outlive the program: the desktop's keychain. One entry a server, so that all goes
/// with the server. On the GUI thread; answers are queued, and do not come when `context` has died.
class SecretStore
{
public:
    using ReadHandler = std::function<void(Result<std::shared_ptr<StoredSecrets>>)>;
    using DoneHandler = std::function<void(Result<void>)>;

    virtual ~SecretStore() = default;
    virtual QString problem() const = 0; ///< why nothing can be stored; empty: it can
    /// Whether something was stored for the server. Known without asking the keychain, which might
    /// ask the user to unlock it.
    virtual bool has(const QString &server) const = 0;
    virtual void read(const QString &server, QObject *context, ReadHandler handler) = 0;
    /// Replaces what is stored; nothing removes the entry.
    virtual void write(
        const QString &server, const StoredSecrets &secrets, QObject *context, DoneHandler handler)
        = 0;
};

}
