// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/transport/boundedstream.h"
#include "core/transport/remoteprocess.h"
#include "core/transport/wakeup.h"

#include <QString>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

namespace spoolscope {

/// What a channel is opened for: a command, or a TCP connection from the server to elsewhere.
struct ChannelRequest
{
    QByteArray command = {};
    QByteArray forwardHost = {};
    quint16 forwardPort = 0;

    bool isForward() const { return !forwardHost.isEmpty(); }
};

/// Bytes on their way to stdin. Secret ones are overwritten when they go.
class InputChunk final
{
public:
    explicit InputChunk(QByteArray bytes) : m_bytes(std::move(bytes)) { }
    explicit InputChunk(const Secret &secret);
    InputChunk(InputChunk &&) noexcept = default;
    InputChunk &operator=(InputChunk &&) noexcept = default;
    ~InputChunk();

    QByteArrayView view() const { return m_bytes; }
    qsizetype size() const { return m_bytes.size(); }

private:
    QByteArray m_bytes;
    bool m_isSecret = false;
};

/// Where the user of a process and the thread that owns its session meet. Outlives both as long as
/// the other holds it. A session reports; a user waits.
class ProcessPort final
{
public:
    using Milliseconds = std::chrono::milliseconds;

    ProcessPort(QString host, ChannelRequest request, std::shared_ptr<const Wakeup> session);

    // The user's side.
    Result<void> waitStarted(std::stop_token stop);
    Result<QByteArray> read(std::stop_token stop, Milliseconds silence);
    Result<ExitStatus> wait(std::stop_token stop, Milliseconds silence);
    void write(const QByteArray &bytes);
    void writeSecret(const Secret &secret);
    Result<void> waitForOutput(std::stop_token stop, Milliseconds silence);
    void closeInput();
    QByteArray takeErrorOutput();
    void abandon(); ///< nobody will ask again: the channel may close

    // The session's side.
    struct Input
    {
        std::deque<InputChunk> chunks;
        bool isClosed = false;
    };
    const ChannelRequest &request() const { return m_request; }
    bool isAbandoned() const;
    Input takeInput();
    void noteOpening(); ///< it left the queue: from here on silence is the server's
    void noteStarted();
    void noteHeard(); ///< bytes moved in any direction
    qint64 appendOutput(QByteArrayView bytes); ///< how many were taken
    void appendError(QByteArrayView bytes);
    qint64 roomForOutput(); ///< 0 until the reader has made enough of it to be worth asking
    void publish(); ///< the reader may have what is there, however little
    void finishOutput(); ///< the server said that stdout has ended
    void finish(std::optional<ExitStatus> status);
    void fail(const Error &error); ///< no effect on what has finished

private:
    using Clock = std::chrono::steady_clock;

    void write(InputChunk chunk);
    template <typename Ready>
    Result<void> waitUntil(std::unique_lock<std::mutex> &lock, std::stop_token stop,
        Milliseconds silence, Ready ready);
    bool isReadable() const;
    std::unexpected<Error> silent(Milliseconds silence) const;

    const QString m_host;
    const ChannelRequest m_request;
    const std::shared_ptr<const Wakeup> m_session;

    mutable std::mutex m_mutex; ///< guards all below
    std::condition_variable_any m_changed;
    BoundedStream m_output;
    QByteArray m_errorOutput;
    qint64 m_errorBytes = 0;
    Input m_input;
    Clock::time_point m_lastHeard;
    std::optional<ExitStatus> m_status;
    std::optional<Error> m_error;
    bool m_isOpening = false;
    bool m_isStarted = false;
    bool m_isPublished = false;
    bool m_isFull = false; ///< output was turned away since the reader last made room
    bool m_isOutputFinished = false;
    bool m_isFinished = false;
    bool m_isAbandoned = false;
};

}
