// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/server.h"

#include "core/jobs/answeringjob.h"
#include "core/servers/reconnection.h"

#include <QRandomGenerator>

#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spoolscope {

namespace {

constexpr auto silentAfter = 15s;
constexpr qint64 steadyAfter = 60'000; ///< ms of connection after which a server counts as well

}

Server::Server(ServerDefinition definition, std::shared_ptr<ConnectGate> gate,
    SecretKeeper &secrets, Journal journal, QObject *parent)
    : QObject(parent)
    , m_definition(std::move(definition))
    , m_gate(std::move(gate))
    , m_secrets(secrets)
    , m_journal(std::move(journal))
    , m_changes(std::make_shared<std::mutex>())
    , m_queues(m_definition.id, std::bind_front(&Server::startJob, this),
          std::bind_front(&Server::startQuietJob, this))
    , m_autoRefresh(m_queues, std::bind_front(&Server::startQuietJob, this))
    , m_logs(std::bind_front(&Server::startQuietJob, this))
{
    connect(&m_queues, &InstanceQueues::snapshotChanged, this, &Server::snapshotChanged);
    connect(&m_queues, &InstanceQueues::rowsAdded, this, &Server::rowsAdded);
    connect(&m_queues, &InstanceQueues::countChanged, this, &Server::countChanged);
    connect(this, &Server::stateChanged, this, &Server::updateAutoRefresh);
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] { startConnecting({}); });
    m_silenceCheck.setInterval(1s);
    connect(&m_silenceCheck, &QTimer::timeout, this, &Server::checkSilence);
    connect(&m_secrets, &SecretKeeper::confirmed, this, [this](const SecretKey &key) {
        if (m_state == ServerState::AwaitingSecret && m_secretRequest->key == key)
            startConnecting({});
    });
}

Server::~Server()
{
    // Jobs use the transport and post to this object: they end first.
    qDeleteAll(findChildren<Job *>(Qt::FindDirectChildrenOnly));
}

bool Server::redefine(const ServerDefinition &definition)
{
    if (!definition.connectsLike(m_definition))
        return false;
    m_definition = definition;
    emit stateChanged();
    return true;
}

QString Server::readOnlyReason() const
{
    if (m_isFleetReadOnly)
        return tr("Spoolscope is in read-only mode. The menu \"More\" ends it.");
    if (m_definition.isReadOnly)
        return tr("%1 is read-only. Its menu in the list of servers allows changes.").arg(name());
    return {};
}

void Server::setFleetReadOnly(bool isReadOnly)
{
    if (std::exchange(m_isFleetReadOnly, isReadOnly) != isReadOnly)
        emit stateChanged();
}

void Server::setState(ServerState state, std::optional<Error> error)
{
    m_state = state;
    m_error = std::move(error);
    if (state != ServerState::AwaitingHostKey && state != ServerState::Failed)
        m_hostKeyOffer.reset();
    if (state != ServerState::AwaitingSecret)
        m_secretRequest.reset();
    if (state != ServerState::Connecting) {
        m_question.reset();
        m_loginHint = LoginHint::None;
    }
    emit stateChanged();
}

Job *Server::startJob(const QString &title, Job::Work work)
{
    Job *job = startQuietJob(title, std::move(work));
    emit jobStarted(job);
    return job;
}

Job *Server::startQuietJob(const QString &title, Job::Work work)
{
    auto *job = new Job(title, id(), std::move(work), this);
    connect(job, &Job::finished, job, &QObject::deleteLater);
    return job;
}

void Server::setAutoRefresh(bool isOn)
{
    m_isAutoRefresh = isOn;
    updateAutoRefresh();
}

void Server::updateAutoRefresh()
{
    if (m_isAutoRefresh && m_state == ServerState::Connected)
        m_autoRefresh.start(m_transport);
    else
        m_autoRefresh.stop();
}

void Server::connectToServer()
{
    if (m_state != ServerState::Connecting && m_state != ServerState::Connected) {
        m_failures = 0;
        startConnecting({});
    }
}

void Server::networkChanged()
{
    if (willReconnect())
        startConnecting({});
}

void Server::acceptHostKey()
{
    if (m_state == ServerState::AwaitingHostKey && m_hostKeyOffer)
        startConnecting(AcceptedHostKey{m_hostKeyOffer->name, m_hostKeyOffer->fingerprint});
}

void Server::answerSecret(Secret secret, Keeping keeping)
{
    if (m_state != ServerState::AwaitingSecret)
        return;
    m_answered = m_secretRequest->key;
    m_secrets.tell(id(), *m_answered, std::move(secret), keeping);
    startConnecting({});
}

void Server::answerQuestion(std::vector<Secret> answers)
{
    if (!m_question)
        return;
    m_question->answer(std::move(answers));
    m_question.reset();
    emit stateChanged();
}

void Server::declineQuestion()
{
    if (m_question)
        m_question->answer({});
}

void Server::startConnecting(std::optional<AcceptedHostKey> acceptedKey)
{
    m_retry.stop();
    setState(ServerState::Connecting);
    m_secrets.fetch(id(), this, [this, acceptedKey, attempt = ++m_attempt] {
        if (attempt == m_attempt) // not disconnected meanwhile
            connectNow(acceptedKey);
    });
}

SshConnectOptions Server::jobOptions() const
{
    SshConnectOptions options;
    options.gate = m_gate;
    options.secrets = m_secrets.holder();
    return options;
}

SshConnectOptions Server::connectOptions()
{
    SshConnectOptions options = jobOptions();
    const auto onGuiThread = [this, attempt = m_attempt](auto change) {
        QMetaObject::invokeMethod(
            this,
            [this, attempt, change] {
                if (attempt != m_attempt || m_state != ServerState::Connecting)
                    return;
                change();
                emit stateChanged();
            },
            Qt::QueuedConnection);
    };
    options.hint = [this, onGuiThread](
                       LoginHint hint) { onGuiThread([this, hint] { m_loginHint = hint; }); };
    options.asker = std::make_shared<QueuedAsker>(
        this, [this, attempt = m_attempt](const std::shared_ptr<PendingQuestion> &question) {
            if (attempt != m_attempt || m_state != ServerState::Connecting)
                return;
            m_question = question;
            emit stateChanged();
        });
    return options;
}

void Server::connectNow(std::optional<AcceptedHostKey> acceptedKey)
{
    using Outcome = std::expected<ServerLink, SshConnectFailure>;
    const auto outcome = std::make_shared<std::optional<Outcome>>();
    SshConnectOptions options = connectOptions();
    options.acceptedKey = std::move(acceptedKey);
    auto *job = startJob(tr("Connecting"),
        [definition = m_definition, options, outcome](Job::Context &context) -> Result<void> {
            outcome->emplace(connectServer(definition, options, context.stop()));
            if (!**outcome)
                return std::unexpected((*outcome)->error().error);
            return {};
        });
    m_connecting = job;
    connect(job, &Job::finished, this, [this, job, outcome] {
        if (m_connecting != job)
            return; // disconnected meanwhile
        m_connecting = nullptr;
        if (**outcome)
            connected(std::move(***outcome));
        else
            notConnected((*outcome)->error());
    });
}

void Server::notConnected(const SshConnectFailure &why)
{
    confirmSecret(why.secret);
    if (why.error.kind == ErrorKind::Cancelled) {
        setState(ServerState::Offline);
    } else if (why.secret) {
        if (why.secret->wasRefused)
            m_secrets.refused(why.secret->key);
        else if (m_secrets.holder()->has(why.secret->key))
            return startConnecting({}); // it was told while this connection went without
        m_secretRequest = why.secret;
        setState(ServerState::AwaitingSecret, why.error);
    } else if (why.hostKey && why.hostKey->verdict == HostKeyVerdict::Unknown) {
        m_hostKeyOffer = why.hostKey;
        setState(ServerState::AwaitingHostKey, why.error);
    } else {
        m_hostKeyOffer = why.hostKey;
        failed(why.error);
    }
}

/// What was told for this server is right when the connection stands or waits for something else.
void Server::confirmSecret(const std::optional<SecretRequest> &missing)
{
    if (!m_answered || (missing && missing->key == *m_answered))
        return;
    const bool isProven = m_state == ServerState::Connected || missing;
    if (const SecretKey key = *m_answered; isProven) {
        m_answered.reset();
        m_secrets.confirm(key);
    }
}

void Server::connected(ServerLink link)
{
    m_transport = std::move(link.transport);
    m_clockOffset = link.clockOffset;
    m_hostKey = link.hostKey;
    m_unfollowed = std::move(link.unfollowed);
    m_queues.adopt(link.facts);
    m_facts = std::move(link.facts);
    m_transport->whenLost([this, transport = std::weak_ptr(m_transport)](const Error &error) {
        // On the transport's thread, which ends before this object does.
        QMetaObject::invokeMethod(
            this,
            [this, transport, error] {
                if (m_transport && m_transport == transport.lock())
                    lost(error);
            },
            Qt::QueuedConnection);
    });
    m_sinceConnected.start();
    m_isSilent = false;
    m_silenceCheck.start();
    setState(ServerState::Connected);
    confirmSecret({});
    m_queues.listAll(m_transport);
    m_logs.connected(m_transport, *m_facts, m_clockOffset);
}

void Server::checkSilence()
{
    // A connection that stays is a server that is well again.
    if (m_sinceConnected.hasExpired(steadyAfter))
        m_failures = 0;
    const bool isSilent = m_transport && m_transport->silence() >= silentAfter;
    if (isSilent == m_isSilent)
        return;
    m_isSilent = isSilent;
    emit stateChanged();
}

void Server::lost(const Error &error)
{
    m_transport.reset();
    m_logs.disconnected();
    failed(error);
}

void Server::failed(const Error &error)
{
    m_silenceCheck.stop();
    m_isSilent = false;
    ++m_failures;
    const double chance = QRandomGenerator::global()->generateDouble();
    if (const auto pause = pauseBeforeReconnecting(error, m_failures, chance))
        m_retry.start(*pause);
    setState(ServerState::Failed, error);
}

void Server::disconnectFromServer()
{
    m_connecting = nullptr;
    ++m_attempt;
    const auto jobs = findChildren<Job *>(Qt::FindDirectChildrenOnly);
    for (Job *job : jobs)
        job->cancel();
    m_transport.reset();
    m_logs.disconnected();
    m_retry.stop();
    m_silenceCheck.stop();
    m_isSilent = false;
    setState(ServerState::Offline);
}

void Server::refresh()
{
    if (m_state == ServerState::Connected)
        m_queues.listAll(m_transport);
    else
        connectToServer();
}

void Server::checkRights()
{
    if (m_state != ServerState::Connected)
        return;
    startAnswering<HostFacts>(
        std::bind_front(&Server::startJob, this), tr("Checking rights"),
        failure(ErrorKind::Cancelled, {}),
        [transport = m_transport, mode = m_definition.privilege](
            Job::Context &context) { return probeHost(*transport, mode, context.stop()); },
        this,
        [this](Result<HostFacts> found) {
            if (!found || m_state != ServerState::Connected)
                return;
            m_queues.adopt(*found);
            m_facts = std::move(*found);
            emit stateChanged();
        });
}

}
