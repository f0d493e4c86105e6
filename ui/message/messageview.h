// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/messagecontent.h"
#include "core/queue/queuesnapshot.h"
#include "core/servers/server.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

class KMessageWidget;
class QLabel;
class QStackedWidget;
class QTabWidget;

namespace KSyntaxHighlighting {
class Repository;
}

namespace spoolscope {

class HopsView;
class Job;
class MessageHeader;
class SourceView;
class SummaryView;

/// One message: at once what the listing knows, and the rest when postcat has answered. Nothing of
/// an earlier message is ever shown beside a later one. Fetches nothing but that one answer.
class MessageView : public QWidget
{
    Q_OBJECT

public:
    explicit MessageView(QWidget *parent = nullptr);
    ~MessageView() override;

    void showMessage(
        Server *server, std::shared_ptr<const QueueSnapshot> snapshot, QueueSnapshot::Row row);
    /// A message that is not in a queue any more.
    struct Copy
    {
        /// Starts a job, or returns null, and has the handler called once.
        using Reader = std::function<Job *(QObject *context, Server::MessageHandler handler)>;
        QString origin; ///< what it is shown to come from
        Reader read;
        qint64 unlisted = 0; ///< recipients that it has beyond those of the listing
    };
    void showCopy(Copy copy, std::shared_ptr<const QueueSnapshot> snapshot, QueueSnapshot::Row row);
    void clear();
    /// Another view of the message, which its owner keeps true.
    void addView(QWidget *view, const QString &title);
    bool isLoaded() const { return m_content != nullptr; }

    /// What reading the shown message gave; the handler of Server::readMessage.
    void setContent(Result<MessageContent> content);

signals:
    void loaded();

private:
    void makeTabs();
    void begin(Server *server, std::optional<Copy> copy,
        std::shared_ptr<const QueueSnapshot> snapshot, QueueSnapshot::Row row);
    void connectSignals();
    void read();
    void retry();
    void cancelReading();
    void updateWaiting();
    void showPlace();
    void showPlaceholders(const QString &text);
    void showContent();
    void showError(const Error &error);
    void copyCommand();
    void save();
    const InstanceStatus *instance() const;
    QString serverName() const;

    std::unique_ptr<KSyntaxHighlighting::Repository> m_repository;
    QStackedWidget *m_stack;
    MessageHeader *m_header;
    KMessageWidget *m_problem;
    QTabWidget *m_tabs;
    SummaryView *m_summary;
    HopsView *m_hops;
    SourceView *m_headers, *m_text, *m_envelope, *m_raw;

    QPointer<Server> m_server;
    std::optional<Copy> m_copy; ///< instead of a server
    std::shared_ptr<const QueueSnapshot> m_snapshot; ///< null: nothing is shown
    QueueSnapshot::Row m_row = 0;
    std::shared_ptr<const MessageContent> m_content;
    QPointer<Job> m_job;
    quint64 m_request = 0; ///< answers to an earlier one are dropped
    bool m_isReading = false;
    QTimer m_delay; ///< lets a held arrow key pass over rows without reading them
    QTimer m_ticker; ///< waiting time and age
    QElapsedTimer m_sinceShown;
    QElapsedTimer m_waiting;
};

}
