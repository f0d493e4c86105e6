// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/commandline.h"
#include "core/transport/remoteprocess.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace spoolscope {

class Transport;

/// A CommandLine running on a Transport, with its completeness proven: the bytes between a begin
/// and an end line that carry a nonce, then EOF, then an exit status equal to the one on the end
/// line. What a profile, motd or banner prints before the begin line is dropped. Without all three
/// proofs the result is Incomplete (or Network, Timeout, Cancelled), never a short success.
/// The command runs with LC_ALL=C, TZ=UTC and a PATH of the standard system directories.
/// Used by one thread, never the GUI thread.
class RemoteCommand final
{
public:
    static Result<RemoteCommand> start(
        Transport &transport, const CommandLine &command, std::stop_token stop);
    RemoteCommand(RemoteCommand &&) noexcept;
    ~RemoteCommand();

    /// The next bytes of stdout; empty once the end is proven.
    Result<QByteArray> read();
    /// Hands what is left of stdout to `take`, piece by piece. True: up to the proven end; false:
    /// `take` said that it wants no more.
    Result<bool> readAll(const std::function<bool(const QByteArray &bytes)> &take);

    /// Is among the arguments of the command's process on the server, for as long as it runs.
    QByteArray nonce() const;
    int exitCode() const; ///< valid after read() returned empty; 127 = program not found
    QByteArray errorOutput(); ///< stderr so far (all of it after the end)

private:
    struct Private;
    explicit RemoteCommand(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

struct CommandOutput
{
    QByteArray output;
    QByteArray errors;
    int exitCode = -1;
};

/// Runs `command` to its proven end. A non-zero exit status is a success of this function.
Result<CommandOutput> run(Transport &transport, const CommandLine &command, std::stop_token stop);

}
