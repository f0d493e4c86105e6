// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshsession.h"

#include <QCoreApplication>

#include <algorithm>

#include <poll.h>

namespace spoolscope {

namespace {

struct Ssh
{
    Q_DECLARE_TR_FUNCTIONS(Ssh)
};

// OpenSSH's MaxSessions is 10 by default; two are left to what the administrator does beside us.
constexpr std::size_t maximumChannels = 8;

// A reader is woken for a large chunk, or when nothing has come for this long, but at the latest
// after the longer time: waking it for each packet would cost more than the packet.
constexpr int quietMilliseconds = 1;
constexpr std::chrono::milliseconds longestUnpublished(20);

// How long a refusal is waited out: with few sessions allowed (MaxSessions), commands of ours that
// are still running are the reason. Not for ever, for one of them may never end.
constexpr std::chrono::seconds refusalPatience(30);
constexpr std::chrono::milliseconds retryPause(50);

struct EventDeleter
{
    void operator()(ssh_event event) const { ssh_event_free(event); }
};

int onWakeup(socket_t, int, void *wakeup)
{
    static_cast<const Wakeup *>(wakeup)->clear();
    return 0;
}

}

SshSession::SshSession(SshHandle session, QString host, Liveness liveness)
    : m_host(std::move(host))
    , m_session(std::move(session))
    , m_heartbeat(m_session.get(), liveness)
    , m_thread([this] { run(); })
{
}

SshSession::~SshSession()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isQuitting = true;
    }
    m_wakeup->set();
    m_thread.join();
}

std::shared_ptr<ProcessPort> SshSession::start(const QByteArray &shellCommand)
{
    return enqueue({.command = shellCommand});
}

std::shared_ptr<ProcessPort> SshSession::forward(const QByteArray &host, quint16 port)
{
    return enqueue({.forwardHost = host, .forwardPort = port});
}

std::shared_ptr<ProcessPort> SshSession::enqueue(ChannelRequest request)
{
    auto port = std::make_shared<ProcessPort>(m_host, std::move(request), m_wakeup);
    {
        const std::lock_guard lock(m_mutex);
        if (m_lostError)
            port->fail(*m_lostError);
        else
            m_queue.push_back({port});
    }
    m_wakeup->set();
    return port;
}

void SshSession::whenLost(std::function<void(const Error &)> handler)
{
    {
        const std::lock_guard lock(m_mutex);
        m_lostHandler = std::move(handler);
    }
    m_wakeup->set();
}

bool SshSession::isQuitting() const
{
    const std::lock_guard lock(m_mutex);
    return m_isQuitting;
}

void SshSession::run()
{
    {
        const std::unique_ptr<ssh_event_struct, EventDeleter> event(ssh_event_new());
        // The callback only reads from the eventfd; libssh's signature has no const.
        ssh_event_add_fd(
            event.get(), m_wakeup->fd(), POLLIN, onWakeup, const_cast<Wakeup *>(m_wakeup.get()));
        ssh_event_add_session(event.get(), m_session.get());
        serve(event.get());
        endAll(lossError());
        m_channels.clear();
        ssh_event_remove_session(event.get(), m_session.get());
        ssh_event_remove_fd(event.get(), m_wakeup->fd());
    }
    m_session.reset();

    // The thread stays for a handler that is set later.
    pollfd wakeup = {m_wakeup->fd(), POLLIN, 0};
    while (!isQuitting()) {
        tellLoss();
        ::poll(&wakeup, 1, -1);
        m_wakeup->clear();
    }
}

Error SshSession::lossError() const
{
    if (m_heartbeat.isSilent())
        return {ErrorKind::Network,
            Ssh::tr("%1 has not answered for %2 seconds, so the connection was given up. Check the "
                    "network and connect again.")
                .arg(m_host,
                    QString::number(
                        std::chrono::duration_cast<std::chrono::seconds>(silence()).count()))};
    return {ErrorKind::Network,
        Ssh::tr("The connection to %1 was lost. Check the network and connect again.").arg(m_host),
        ssh_get_error(m_session.get())};
}

void SshSession::serve(ssh_event event)
{
    std::optional<Clock::time_point> unpublishedSince;
    while (!isQuitting()) {
        openQueued();
        for (const auto &channel : m_channels)
            channel->advance();
        m_heartbeat.advance();
        if (isDead(m_session.get()) || m_heartbeat.isSilent())
            return;
        if (takeUnpublished() && !unpublishedSince)
            unpublishedSince = Clock::now();
        requeueRefused();
        std::erase_if(m_channels, [](const auto &channel) { return channel->isEnded(); });

        const int polled = ssh_event_dopoll(event, pollTimeout(unpublishedSince.has_value()));
        if (polled == SSH_ERROR)
            return;
        const bool isQuiet = polled == SSH_AGAIN;
        if (unpublishedSince
            && (isQuiet || Clock::now() - *unpublishedSince > longestUnpublished)) {
            for (const auto &channel : m_channels)
                channel->port()->publish();
            unpublishedSince.reset();
        }
    }
}

int SshSession::pollTimeout(bool hasUnpublished) const
{
    if (hasUnpublished)
        return quietMilliseconds;
    const auto beat = m_heartbeat.untilNext();
    return static_cast<int>((m_retryAt ? std::min(beat, retryPause) : beat).count());
}

void SshSession::openQueued()
{
    const auto now = Clock::now();
    if (m_retryAt && now < *m_retryAt)
        return;
    m_retryAt.reset();
    const std::lock_guard lock(m_mutex);
    while (!m_queue.empty() && m_channels.size() < maximumChannels) {
        Waiting next = std::move(m_queue.front());
        m_queue.pop_front();
        if (!next.port->isAbandoned())
            m_channels.push_back(std::make_unique<SshChannel>(m_session.get(), std::move(next.port),
                next.giveUpAt.value_or(now + refusalPatience)));
    }
}

void SshSession::requeueRefused()
{
    const auto refused = std::ranges::stable_partition(
        m_channels, [](const auto &channel) { return !channel->isRefused(); });
    if (refused.empty())
        return;
    m_retryAt = Clock::now() + retryPause;
    const std::lock_guard lock(m_mutex);
    for (const auto &channel : refused)
        m_queue.push_front({channel->port(), channel->giveUpAt()});
    m_channels.erase(refused.begin(), refused.end());
}

bool SshSession::takeUnpublished()
{
    bool any = false;
    for (const auto &channel : m_channels)
        any = channel->takeUnpublished() || any;
    return any;
}

void SshSession::endAll(const Error &error)
{
    m_isAlive = false;
    for (const auto &channel : m_channels) {
        channel->noteEnd();
        channel->port()->fail(error);
    }
    const std::lock_guard lock(m_mutex);
    m_lostError = error;
    for (const Waiting &waiting : std::exchange(m_queue, {}))
        waiting.port->fail(error);
}

void SshSession::tellLoss()
{
    std::function<void(const Error &)> handler;
    Error error;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isQuitting || !m_lostHandler || !m_lostError)
            return;
        handler = std::exchange(m_lostHandler, nullptr);
        error = *m_lostError;
    }
    handler(error);
}

}
