// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <chrono>
#include <stop_token>

namespace spoolscope {

class Secret;

struct ExitStatus
{
    int code = -1; ///< the shell's exit status; -1 when the process died of a signal
    QByteArray signal = {}; ///< "KILL", "TERM" ...; empty after a normal exit
};

/// A running remote process, used in straight-line code by one thread (never the GUI thread).
///
/// Legal calls: read() until it returns an empty chunk (end of stdout), write() and closeInput()
/// at any time before that, wait() after it. After any error only takeErrorOutput() and the
/// destructor. Every blocking call returns within 100 ms of a stop request (Cancelled) and after
/// `silence` without a byte from or to the process (Timeout). A lost link is Network, never an end:
/// the end of stdout is only reported when the server said so.
///
/// stdout is read through a bounded buffer; while the caller does not read, the server is made to
/// wait (over SSH its stderr too, for both share one window). stderr is drained without being
/// asked for and kept up to a limit.
class RemoteProcess
{
public:
    virtual ~RemoteProcess() = default;

    virtual Result<QByteArray> read(std::stop_token stop, std::chrono::milliseconds silence) = 0;
    /// Queues bytes for stdin; they are sent as the process takes them, whatever the caller does
    /// meanwhile, so no order of reads and writes can lock up. Trouble shows in read() and wait().
    virtual void write(const QByteArray &bytes) = 0;
    virtual void writeSecret(const Secret &secret) = 0; ///< as write(); our copies are overwritten
    virtual void closeInput() = 0; ///< behind what write() has queued
    /// Waits until read() would not, or stderr has bytes that were not taken.
    virtual Result<void> waitForOutput(std::stop_token stop, std::chrono::milliseconds silence) = 0;
    virtual Result<ExitStatus> wait(std::stop_token stop, std::chrono::milliseconds silence) = 0;
    virtual QByteArray takeErrorOutput() = 0; ///< stderr so far, at most 64 MiB since the start

protected:
    RemoteProcess() = default;
    Q_DISABLE_COPY_MOVE(RemoteProcess)
};

}
