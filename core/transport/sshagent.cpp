// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/sshagent.h"

#include "core/base/threadpriority.h"
#include "core/transport/sshkeyfile.h"

#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace spoolscope {

namespace {

using namespace std::chrono_literals;

constexpr auto unnoticed = 1500ms; ///< what takes longer is worth a hint
constexpr quint32 longestMessage = 256 * 1024; // as OpenSSH's agent
constexpr char agentFailure = 5;
constexpr char requestIdentities = 11;
constexpr char identitiesAnswer = 12;
constexpr char signRequest = 13;

UniqueFd connectAgent(const QByteArray &path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    if (path.isEmpty() || static_cast<size_t>(path.size()) >= sizeof address.sun_path)
        return {};
    std::memcpy(address.sun_path, path.constData(), static_cast<size_t>(path.size()));
    // Non-blocking: the connect() of a UNIX socket waits while the agent's backlog is full.
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd.isValid()
        || ::connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return {};
    return fd;
}

bool transfer(int fd, char *bytes, size_t size, short events, const Patience &patience)
{
    while (size > 0) {
        const ssize_t done = events == POLLIN
            ? ::recv(fd, bytes, size, MSG_DONTWAIT)
            : ::send(fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (done > 0) {
            bytes += done;
            size -= static_cast<size_t>(done);
        } else if (done == 0 || (errno != EAGAIN && errno != EINTR)
            || patience.waitFor(fd, events) != Patience::Ended::Ready) {
            return false;
        }
    }
    return true;
}

QByteArray withLength(const QByteArray &bytes)
{
    std::array<char, 4> length = {};
    qToBigEndian(quint32(bytes.size()), length.data());
    return QByteArray(length.data(), 4) + bytes;
}

bool sendMessage(int fd, const QByteArray &message, const Patience &patience)
{
    QByteArray bytes = withLength(message);
    return transfer(fd, bytes.data(), size_t(bytes.size()), POLLOUT, patience);
}

std::optional<QByteArray> readMessage(int fd, const Patience &patience)
{
    std::array<char, 4> head = {};
    if (!transfer(fd, head.data(), head.size(), POLLIN, patience))
        return {};
    const auto length = qFromBigEndian<quint32>(head.data());
    if (length == 0 || length > longestMessage)
        return {};
    QByteArray message(qsizetype(length), Qt::Uninitialized);
    if (!transfer(fd, message.data(), length, POLLIN, patience))
        return {};
    return message;
}

/// A string of RFC 4251 at `at`, which moves behind it.
std::optional<QByteArray> stringAt(const QByteArray &message, qsizetype &at)
{
    if (message.size() - at < 4)
        return {};
    const auto length = qFromBigEndian<quint32>(message.constData() + at);
    if (length > quint32(message.size() - at - 4))
        return {};
    const QByteArray text = message.sliced(at + 4, length);
    at += 4 + qsizetype(length);
    return text;
}

QByteArrayList keysIn(const QByteArray &answer)
{
    QByteArrayList keys;
    if (!answer.startsWith(identitiesAnswer))
        return keys;
    qsizetype at = 5; // type and count
    while (const auto blob = stringAt(answer, at)) {
        if (!stringAt(answer, at)) // comment
            break;
        keys += *blob;
    }
    return keys;
}

sigset_t sigpipe()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

}

SshAgent::SshAgent(ssh_session session, const QString &socket, const std::stop_token &stop,
    std::chrono::milliseconds listPatience, std::chrono::milliseconds personPatience,
    LoginHintHandler hint)
    : m_personPatience(personPatience)
    , m_hint(std::move(hint))
    , m_onStop(stop, [this] { m_stop.request_stop(); })
{
    // libssh's writes to the relay would raise it when the relay has gone.
    const sigset_t pipe = sigpipe();
    pthread_sigmask(SIG_BLOCK, &pipe, &m_signals);

    if (socket.isEmpty())
        return;
    m_agent = connectAgent(QFile::encodeName(socket));
    m_state = m_agent.isValid() ? State::Silent : State::Unreachable;
    if (m_agent.isValid())
        listKeys(stop, listPatience);
    std::array<int, 2> ends = {-1, -1};
    if (m_state != State::Ready
        || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return;
    UniqueFd sessionEnd(ends[0]);
    m_relayEnd = UniqueFd(ends[1]);
    if (ssh_set_agent_socket(session, sessionEnd.get()) != SSH_OK) {
        m_state = State::Unreachable;
        return;
    }
    sessionEnd.release(); // the session closes it
    m_relay = std::thread([this] { relay(m_relayEnd.get(), m_stop.get_token()); });
}

SshAgent::~SshAgent()
{
    m_stop.request_stop();
    if (m_relay.joinable())
        m_relay.join();
    const sigset_t pipe = sigpipe();
    const timespec none = {};
    if (!sigismember(&m_signals, SIGPIPE))
        ::sigtimedwait(&pipe, nullptr, &none); // forget one that came meanwhile
    pthread_sigmask(SIG_SETMASK, &m_signals, nullptr);
}

void SshAgent::hint(LoginHint what) const
{
    if (m_hint)
        m_hint(what);
}

void SshAgent::listKeys(const std::stop_token &stop, std::chrono::milliseconds length)
{
    const Patience patience(stop, length);
    if (!sendMessage(m_agent.get(), QByteArray(1, requestIdentities), patience))
        return;
    const bool isSlow = patience.waitFor(m_agent.get(), POLLIN, Patience::Clock::now() + unnoticed)
        == Patience::Ended::Expired;
    if (isSlow)
        hint(LoginHint::AgentWaits);
    if (const auto answer = readMessage(m_agent.get(), patience)) {
        m_keys = keysIn(*answer);
        m_state = State::Ready;
    }
    if (isSlow)
        hint(LoginHint::None);
}

void SshAgent::offer(const QByteArray &blob, const QByteArray &signer)
{
    const std::lock_guard lock(m_mutex);
    m_offered = blob;
    m_signer = signer;
    m_signing = AgentSigning::NotAsked;
}

void SshAgent::relay(int fd, const std::stop_token &stop)
{
    yieldToWindow();
    const Patience patience(stop, std::chrono::hours(1));
    while (const auto request = readMessage(fd, patience)) {
        if (!sendMessage(fd, answerTo(*request, stop), patience))
            break;
    }
    ::shutdown(fd, SHUT_RDWR); // libssh must not wait for an answer any more
}

QByteArray SshAgent::answerTo(const QByteArray &request, const std::stop_token &stop)
{
    if (request.startsWith(signRequest))
        return sign(request, stop);
    if (!request.startsWith(requestIdentities))
        return QByteArray(1, agentFailure);
    const std::lock_guard lock(m_mutex);
    QByteArray answer(1, identitiesAnswer);
    answer += m_offered.isEmpty() ? QByteArray(4, '\0') : QByteArray("\0\0\0\1", 4);
    if (!m_offered.isEmpty())
        answer += withLength(m_offered) + withLength("key");
    return answer;
}

QByteArray SshAgent::sign(QByteArray request, const std::stop_token &stop)
{
    const QByteArray refusal(1, agentFailure);
    qsizetype at = 1;
    const auto blob = stringAt(request, at);
    {
        const std::lock_guard lock(m_mutex);
        if (m_signing == AgentSigning::Expired || !blob || *blob != m_offered)
            return refusal;
        // The agent may not have the certificate, but it has the key that it is for.
        request = QByteArray(1, signRequest) + withLength(m_signer) + request.sliced(at);
    }
    const Patience patience(stop, m_personPatience);
    if (!sendMessage(m_agent.get(), request, patience)) {
        m_signing = AgentSigning::Ended;
        return refusal;
    }
    const bool isTouched = isSecurityKey(*blob);
    if (isTouched)
        hint(LoginHint::TouchKey);
    else if (patience.waitFor(m_agent.get(), POLLIN, Patience::Clock::now() + unnoticed)
        == Patience::Ended::Expired)
        hint(LoginHint::AgentWaits);
    const auto answer = readMessage(m_agent.get(), patience);
    hint(LoginHint::None);
    if (answer) {
        m_signing = signingIn(*answer, isTouched);
    } else {
        m_signing = patience.isExpired() ? AgentSigning::Expired : AgentSigning::Ended;
        // A late answer must not be taken for the one to the next request.
        ::shutdown(m_agent.get(), SHUT_RDWR);
    }
    return answer.value_or(refusal);
}

}
