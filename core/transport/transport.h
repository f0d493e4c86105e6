// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/remoteprocess.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>

namespace spoolscope {

class SudoPasswords;

/// A live connection to one host. It is made connected (see SshTransport::connect) and ends once,
/// by the destructor or by loss; it never reconnects by itself. All functions are thread-safe.
/// Processes may outlive neither the link (their calls then fail with Network) nor be destroyed
/// after the transport.
class Transport
{
public:
    virtual ~Transport() = default;

    /// Runs `shellCommand` (already quoted) with the account's login shell. Blocks until the
    /// server has started it; use RemoteCommand rather than calling this.
    virtual Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &shellCommand, std::stop_token stop)
        = 0;

    virtual bool isAlive() const = 0;

    /// How long nothing has come from the host. A link that works is never silent for long, as it
    /// is asked for a sign of life. Always 0 for this machine.
    virtual std::chrono::milliseconds silence() const { return {}; }

    /// `handler` is called at most once, on an internal thread, when the link is lost (at once if
    /// it already is). It is not called after the destructor began.
    virtual void whenLost(std::function<void(const Error &)> handler) = 0;

    /// What answers sudo on this host; set once, before commands run. Null: nobody does.
    void setSudoPasswords(std::shared_ptr<SudoPasswords> source) { m_sudo = std::move(source); }
    std::shared_ptr<SudoPasswords> sudoPasswords() const { return m_sudo; }

protected:
    Transport() = default;
    Q_DISABLE_COPY_MOVE(Transport)

private:
    std::shared_ptr<SudoPasswords> m_sudo;
};

}
