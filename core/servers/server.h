// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/mailexport.h"
#include "core/actions/originreader.h"
#include "core/journal/journaledpart.h"
#include "core/journal/journaledrequest.h"
#include "core/postfix/messagecontent.h"
#include "core/servers/autorefresh.h"
#include "core/servers/instancequeues.h"
#include "core/servers/queuedasker.h"
#include "core/servers/secretkeeper.h"
#include "core/servers/serverlink.h"
#include "core/servers/serverlogs.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace spoolscope {

enum class ServerState {
    Offline, ///< not asked yet, or disconnected on request
    Connecting,
    AwaitingHostKey, ///< the key is unknown; hostKeyOffer() says which; acceptHostKey() goes on
    AwaitingSecret, ///< secretRequest() says which; answerSecret() goes on
    Connected,
    Failed, ///< error() says why; what was listed before stays
};

/// A server on the GUI thread: its connection, instances, snapshots and jobs. All work happens in
/// jobs; nothing here blocks. Reads run beside each other, changes one after another.
class Server final : public QObject
{
    Q_OBJECT

public:
    /// `gate` and `secrets` are the fleet's: servers may have a jump host in common.
    Server(ServerDefinition definition, std::shared_ptr<ConnectGate> gate, SecretKeeper &secrets,
        Journal journal, QObject *parent = nullptr);
    ~Server() override;

    const ServerDefinition &definition() const { return m_definition; }
    /// Takes over what plays no part in connecting; false, and nothing done, where more differs.
    bool redefine(const ServerDefinition &definition);
    /// Whether nothing may be changed there, and the sentence that says why; empty if it may.
    bool isReadOnly() const { return !readOnlyReason().isEmpty(); }
    QString readOnlyReason() const;
    void setFleetReadOnly(bool isReadOnly); ///< by the fleet: the program's own switch
    QString id() const { return m_definition.id; }
    QString name() const { return m_definition.name; }
    ServerState state() const { return m_state; }
    std::optional<Error> error() const { return m_error; }
    /// The key that is asked about, or that was refused.
    std::optional<HostKeyOffer> hostKeyOffer() const { return m_hostKeyOffer; }
    std::optional<SecretRequest> secretRequest() const { return m_secretRequest; }
    /// What the server wants to know while it is connecting; null where it asks nothing.
    const ServerQuestion *question() const
    {
        return m_question ? &m_question->question() : nullptr;
    }
    LoginHint loginHint() const { return m_loginHint; } ///< while connecting
    const std::optional<HostFacts> &facts() const { return m_facts; }
    /// Directives of ssh_config that matter for security and are not followed.
    const QList<SshConfig::Unfollowed> &unfollowed() const { return m_unfollowed; }
    qint64 clockOffset() const { return m_clockOffset; }
    /// Fingerprint the connection was made with, "SHA256:..."; empty for this machine.
    const QByteArray &hostKey() const { return m_hostKey; }
    const std::vector<InstanceStatus> &instances() const { return m_queues.all(); }
    const InstanceStatus *instance(const InstanceKey &key) const { return m_queues.find(key); }

    ServerLogs &logs() { return m_logs; } ///< follows them, also across lost connections

    /// Whether a connected server has been silent for so long that what is shown may be old news.
    bool isSilent() const { return m_isSilent; }
    /// Whether it is tried again by itself after it failed.
    bool willReconnect() const { return m_retry.isActive(); }

    void
    connectToServer(); ///< no-op while connecting or connected; lists all queues when connected
    void networkChanged(); ///< tries again at once what would be tried again later
    void acceptHostKey(); ///< connects again, holding the server to the offered fingerprint
    void answerSecret(Secret secret, Keeping keeping); ///< connects again with it
    void answerQuestion(std::vector<Secret> answers); ///< one a prompt
    void declineQuestion();
    void disconnectFromServer();
    /// What answers sudo there, from the next connection on; null: nobody.
    void setSudoPasswords(std::shared_ptr<SudoPasswords> source) { m_sudo = std::move(source); }
    void checkRights(); ///< asks the connected server again what the account may do
    void refresh(); ///< lists all instances; connects first where needed
    /// While it is connected, counts its queues in the background and lists those that changed, as
    /// often as refreshpace allows.
    void setAutoRefresh(bool isOn);

    using MessageHandler = std::function<void(Result<MessageContent>)>;
    /// postcat in a job of its own. `handler` runs on the GUI thread, once, unless `context` died
    /// before. Returns null (and calls the handler, queued) when not connected or not permitted.
    Job *readMessage(
        const InstanceKey &key, const QueueId &id, QObject *context, MessageHandler handler);

    using PartProgressHandler = std::function<void(PartProgress)>;
    using PartHandler = std::function<void(PartResult)>;
    /// Carries out the part of `plan` that is this server's (index into plan->parts()) with the
    /// journal (performPart); afterwards the instance is listed again. Address, account and host
    /// key of `order` are filled in. Handlers run on the GUI thread unless `context` died before.
    /// Changes to this server run strictly one after another.
    Job *execute(std::shared_ptr<const ActionPlan> plan, size_t part, OperationOrder order,
        QObject *context, PartProgressHandler progress, PartHandler handler);
    /// Asks something of an instance as a whole, in its turn among the changes; afterwards the
    /// instance is listed again. `work` runs in a job; its answer is a sentence on what came of it.
    using RequestWork = std::function<Result<QString>(
        const Journal &, const RequestPlace &, const std::stop_token &)>;
    Job *request(const InstanceKey &key, const QString &title, RequestWork work, QObject *context,
        std::function<void(Result<QString>)> handler);

    /// Saves messages as .eml files into an existing directory (exportMessages).
    Job *exportTo(const QString &directory, const InstanceKey &key,
        std::vector<PlannedMessage> messages, QObject *context,
        std::function<void(Result<ExportReport>)> handler);

    /// Reads from the queue files where messages came from, into `store` (readOrigins()).
    Job *readOrigins(const InstanceKey &key, std::vector<PlannedMessage> messages,
        std::shared_ptr<OriginStore> store, QObject *context,
        std::function<void(Result<OriginReport>)> handler);

    /// Looks what became of an interrupted operation and ends it in the journal (reportOperation).
    Job *report(const Operation &operation, QObject *context,
        std::function<void(Result<PartResult>)> handler);

signals:
    void stateChanged(); ///< state, error, facts or instances
    void jobStarted(spoolscope::Job *job); ///< for the job strip; deletes itself after finished()
    void snapshotChanged(const spoolscope::InstanceKey
            &key); ///< another snapshot is shown, or a listing started/ended
    void rowsAdded(
        const spoolscope::InstanceKey &key); ///< the shown snapshot grew; at most 20 times a second
    void countChanged(const spoolscope::InstanceKey &key); ///< InstanceStatus::messageCount()

private:
    Q_DISABLE_COPY_MOVE(Server)
    void startConnecting(std::optional<AcceptedHostKey> acceptedKey);
    void connectNow(std::optional<AcceptedHostKey> acceptedKey);
    void notConnected(const SshConnectFailure &why);
    SshConnectOptions connectOptions();
    SshConnectOptions jobOptions() const; ///< for work that nobody should be asked in the middle of
    void confirmSecret(const std::optional<SecretRequest> &missing);
    void connected(ServerLink link);
    void lost(const Error &error);
    void failed(const Error &error);
    void checkSilence();
    void setState(ServerState state, std::optional<Error> error = {});
    Job *startJob(const QString &title, Job::Work work);
    Job *startQuietJob(const QString &title, Job::Work work); ///< not for the job strip
    void updateAutoRefresh();

    ServerDefinition m_definition;
    std::shared_ptr<ConnectGate> m_gate;
    SecretKeeper &m_secrets;
    Journal m_journal;
    std::shared_ptr<SudoPasswords> m_sudo;
    std::shared_ptr<Transport> m_transport;
    std::shared_ptr<std::mutex> m_changes; ///< held by the job that changes this server
    Job *m_connecting = nullptr;
    ServerState m_state = ServerState::Offline;
    std::optional<Error> m_error;
    std::optional<HostKeyOffer> m_hostKeyOffer;
    std::optional<SecretRequest> m_secretRequest;
    std::optional<SecretKey> m_answered; ///< told for this server and not proven yet
    std::shared_ptr<PendingQuestion> m_question;
    LoginHint m_loginHint = LoginHint::None;
    int m_attempt = 0; ///< counts connections, for what comes late
    std::optional<HostFacts> m_facts;
    QTimer m_retry;
    QTimer m_silenceCheck;
    QElapsedTimer m_sinceConnected;
    int m_failures = 0; ///< since it was last well
    bool m_isSilent = false;
    bool m_isFleetReadOnly = false;
    QList<SshConfig::Unfollowed> m_unfollowed;
    qint64 m_clockOffset = 0;
    QByteArray m_hostKey; ///< "SHA256:..." of the connection; empty for this machine
    InstanceQueues m_queues;
    AutoRefresh m_autoRefresh;
    ServerLogs m_logs;
    bool m_isAutoRefresh = false;
};

}
