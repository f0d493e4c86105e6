// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/processport.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

constexpr qint64 outputCapacity = 4 << 20;
constexpr qint64 readableAtOnce = 120 * 1024; // see publish()
constexpr qint64 errorCapacity = 64 << 20;
constexpr std::chrono::seconds startSilence(60);

}

InputChunk::InputChunk(const Secret &secret)
    : m_bytes(secret.bytes(), qsizetype(secret.size())), m_isSecret(true)
{
}

InputChunk::~InputChunk()
{
    if (m_isSecret && m_bytes.isDetached())
        ::explicit_bzero(m_bytes.data(), size_t(m_bytes.size()));
}

ProcessPort::ProcessPort(
    QString host, ChannelRequest request, std::shared_ptr<const Wakeup> session)
    : m_host(std::move(host))
    , m_request(std::move(request))
    , m_session(std::move(session))
    , m_output(outputCapacity)
{
}

/// Waits for `ready`, which must hold m_changed's notification in its conditions. What is ready
/// comes before an error: bytes that arrived before the link was lost are still delivered.
template <typename Ready>
Result<void> ProcessPort::waitUntil(
    std::unique_lock<std::mutex> &lock, std::stop_token stop, Milliseconds silence, Ready ready)
{
    const Clock::time_point begin = Clock::now();
    while (true) {
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Ssh::tr("Stopped on request."));
        if (ready())
            return {};
        if (m_error)
            return std::unexpected(*m_error);
        // While start() waits for a free channel, nothing is expected of the server.
        const bool isQueued = !m_isOpening;
        const auto end = isQueued ? begin + std::chrono::hours(24 * 365)
                                  : std::max(begin, m_lastHeard) + silence;
        if (Clock::now() >= end)
            return silent(silence);
        m_changed.wait_until(lock, stop, end,
            [&] { return ready() || m_error.has_value() || (isQueued && m_isOpening); });
    }
}

std::unexpected<Error> ProcessPort::silent(Milliseconds silence) const
{
    return failure(ErrorKind::Timeout,
        Ssh::tr("%1 sent nothing for %2 s. Check the network and the load of the server.")
            .arg(m_host, QString::number(static_cast<double>(silence.count()) / 1000)));
}

Result<void> ProcessPort::waitStarted(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    return waitUntil(lock, stop, startSilence, [this] { return m_isStarted; });
}

bool ProcessPort::isReadable() const
{
    return m_output.size() >= readableAtOnce || (m_isPublished && m_output.size() > 0)
        || m_isOutputFinished;
}

Result<QByteArray> ProcessPort::read(std::stop_token stop, Milliseconds silence)
{
    std::unique_lock lock(m_mutex);
    const auto waited = waitUntil(lock, stop, silence, [this] {
        // After an error nobody publishes any more.
        return isReadable() || (m_error && m_output.size() > 0);
    });
    if (!waited)
        return std::unexpected(waited.error());
    QByteArray chunk = m_output.take();
    if (m_output.size() == 0)
        m_isPublished = false;
    if (m_isFull && m_output.space() >= outputCapacity / 2) {
        m_isFull = false;
        lock.unlock();
        m_session->set();
    }
    return chunk;
}

Result<ExitStatus> ProcessPort::wait(std::stop_token stop, Milliseconds silence)
{
    std::unique_lock lock(m_mutex);
    const auto waited = waitUntil(lock, stop, silence, [this] { return m_isFinished; });
    if (!waited)
        return std::unexpected(waited.error());
    if (!m_status)
        return failure(ErrorKind::Incomplete,
            Ssh::tr("%1 ended the command without saying how it went. Run it again.").arg(m_host));
    return *m_status;
}

Result<void> ProcessPort::waitForOutput(std::stop_token stop, Milliseconds silence)
{
    std::unique_lock lock(m_mutex);
    return waitUntil(
        lock, stop, silence, [this] { return isReadable() || !m_errorOutput.isEmpty(); });
}

void ProcessPort::write(InputChunk chunk)
{
    {
        const std::lock_guard lock(m_mutex);
        m_input.chunks.push_back(std::move(chunk));
    }
    m_session->set();
}

void ProcessPort::write(const QByteArray &bytes)
{
    write(InputChunk(bytes));
}

void ProcessPort::writeSecret(const Secret &secret)
{
    write(InputChunk(secret));
}

void ProcessPort::closeInput()
{
    {
        const std::lock_guard lock(m_mutex);
        m_input.isClosed = true;
    }
    m_session->set();
}

QByteArray ProcessPort::takeErrorOutput()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_errorOutput, {});
}

void ProcessPort::abandon()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isAbandoned = true;
    }
    m_session->set();
}

bool ProcessPort::isAbandoned() const
{
    const std::lock_guard lock(m_mutex);
    return m_isAbandoned;
}

ProcessPort::Input ProcessPort::takeInput()
{
    const std::lock_guard lock(m_mutex);
    return {std::exchange(m_input.chunks, {}), m_input.isClosed};
}

void ProcessPort::noteOpening()
{
    const std::lock_guard lock(m_mutex);
    m_isOpening = true;
    m_lastHeard = Clock::now();
    m_changed.notify_all();
}

void ProcessPort::noteStarted()
{
    const std::lock_guard lock(m_mutex);
    m_isStarted = true;
    m_lastHeard = Clock::now();
    m_changed.notify_all();
}

void ProcessPort::noteHeard()
{
    const std::lock_guard lock(m_mutex);
    m_lastHeard = Clock::now();
}

qint64 ProcessPort::appendOutput(QByteArrayView bytes)
{
    const std::lock_guard lock(m_mutex);
    const qint64 before = m_output.size();
    const qint64 taken = m_output.append(bytes);
    m_isFull = m_isFull || taken < bytes.size();
    m_lastHeard = Clock::now();
    if (before < readableAtOnce && m_output.size() >= readableAtOnce)
        m_changed.notify_all();
    return taken;
}

void ProcessPort::appendError(QByteArrayView bytes)
{
    const std::lock_guard lock(m_mutex);
    m_lastHeard = Clock::now();
    const qint64 space = std::max<qint64>(0, errorCapacity - m_errorBytes);
    m_errorOutput.append(bytes.first(std::min<qint64>(space, bytes.size())));
    if (m_errorBytes <= errorCapacity && m_errorBytes + bytes.size() > errorCapacity)
        m_errorOutput.append("\n[further error output was dropped]\n");
    m_errorBytes += bytes.size();
    m_changed.notify_all();
}

qint64 ProcessPort::roomForOutput()
{
    const std::lock_guard lock(m_mutex);
    m_isFull = m_isFull || m_output.space() == 0;
    return m_isFull ? 0 : m_output.space();
}

void ProcessPort::publish()
{
    const std::lock_guard lock(m_mutex);
    if (m_output.size() == 0 || m_isPublished)
        return;
    m_isPublished = true;
    m_changed.notify_all();
}

void ProcessPort::finishOutput()
{
    const std::lock_guard lock(m_mutex);
    m_isOutputFinished = true;
    m_lastHeard = Clock::now();
    m_changed.notify_all();
}

void ProcessPort::finish(std::optional<ExitStatus> status)
{
    const std::lock_guard lock(m_mutex);
    m_status = std::move(status);
    m_isOutputFinished = true;
    m_isFinished = true;
    m_changed.notify_all();
}

void ProcessPort::fail(const Error &error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_error && !m_isFinished)
        m_error = error;
    m_changed.notify_all();
}

}
