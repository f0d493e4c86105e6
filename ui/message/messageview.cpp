// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/message/messageview.h"

#include "core/base/textsafety.h"
#include "core/jobs/job.h"
#include "core/message/messagesummary.h"
#include "ui/message/hopsview.h"
#include "ui/message/messageheader.h"
#include "ui/message/readproblem.h"
#include "ui/message/savemessage.h"
#include "ui/message/sourceview.h"
#include "ui/message/summaryview.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <KMessageWidget>
#include <KSyntaxHighlighting/Repository>

#include <QAction>
#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QLabel>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace spoolscope {

namespace {

constexpr auto readDelay = 120ms;
constexpr auto calmTime = 300ms; // most answers come sooner: no word of waiting flashes up
constexpr auto slowTick = 10s; // the age
constexpr auto fastTick = 100ms; // while waiting

enum Page { NothingPage, MessagePage };

}

MessageView::MessageView(QWidget *parent)
    : QWidget(parent)
    , m_repository(std::make_unique<KSyntaxHighlighting::Repository>())
    , m_stack(new QStackedWidget(this))
    , m_header(new MessageHeader(this))
    , m_problem(plaintext::makeMessage(this))
    , m_tabs(new QTabWidget(this))
{
    Highlighting::addDefinitions(*m_repository);
    auto *nothing = plaintext::makeLabel(
        this, tr("Choose a message to see its envelope, headers and content."));
    nothing->setWordWrap(true);
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setMargin(24);
    nothing->setForegroundRole(QPalette::PlaceholderText);
    m_problem->setWordWrap(true);
    m_problem->setCloseButtonVisible(false);
    m_problem->hide();
    makeTabs();

    auto *message = new QWidget(this);
    auto *messageLayout = new QVBoxLayout(message);
    messageLayout->setContentsMargins({});
    messageLayout->setSpacing(0);
    messageLayout->addWidget(m_header);
    auto *problemLayout = new QVBoxLayout;
    problemLayout->setContentsMargins(8, 0, 8, 0);
    problemLayout->addWidget(m_problem);
    messageLayout->addLayout(problemLayout);
    messageLayout->addWidget(m_tabs);
    m_stack->insertWidget(NothingPage, nothing);
    m_stack->insertWidget(MessagePage, message);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
    connectSignals();
}

MessageView::~MessageView()
{
    cancelReading();
}

void MessageView::makeTabs()
{
    m_summary = new SummaryView(this);
    m_hops = new HopsView(this);
    m_headers = new SourceView(*m_repository, tr("Headers"), this);
    m_text = new SourceView(*m_repository, tr("Content"), this);
    m_envelope = new SourceView(*m_repository, tr("Envelope"), this);
    m_raw = new SourceView(*m_repository, tr("Everything postcat printed"), this);
    m_tabs->setObjectName(u"messageTabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->addTab(m_summary, tr("Summary"));
    m_tabs->addTab(m_headers, tr("Headers"));
    m_tabs->addTab(m_hops, tr("Hops"));
    m_tabs->addTab(m_text, tr("Content"));
    m_tabs->addTab(m_envelope, tr("Envelope"));
    m_tabs->addTab(m_raw, tr("Raw"));
}

void MessageView::addView(QWidget *view, const QString &title)
{
    m_tabs->insertTab(m_tabs->indexOf(m_raw), view, title);
}

void MessageView::connectSignals()
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(readDelay);
    connect(&m_delay, &QTimer::timeout, this, &MessageView::read);
    connect(&m_ticker, &QTimer::timeout, this, &MessageView::updateWaiting);
    connect(m_header, &MessageHeader::saveRequested, this, &MessageView::save);
    connect(m_header, &MessageHeader::copyIdRequested, this,
        [this] { QGuiApplication::clipboard()->setText(m_snapshot->id(m_row).toString()); });
    connect(m_header, &MessageHeader::copyCommandRequested, this, &MessageView::copyCommand);
    connect(m_header, &MessageHeader::copyMessageRequested, this,
        [this] { QGuiApplication::clipboard()->setText(text::visibleLines(m_content->content)); });
}

void MessageView::showMessage(
    Server *server, std::shared_ptr<const QueueSnapshot> snapshot, QueueSnapshot::Row row)
{
    begin(server, {}, std::move(snapshot), row);
}

void MessageView::showCopy(
    Copy copy, std::shared_ptr<const QueueSnapshot> snapshot, QueueSnapshot::Row row)
{
    begin(nullptr, std::move(copy), std::move(snapshot), row);
}

void MessageView::begin(Server *server, std::optional<Copy> copy,
    std::shared_ptr<const QueueSnapshot> snapshot, QueueSnapshot::Row row)
{
    m_copy = std::move(copy);
    const bool isSame = m_snapshot && snapshot && server == m_server
        && m_snapshot->instance() == snapshot->instance()
        && m_snapshot->id(m_row) == snapshot->id(row)
        && m_snapshot->arrival(m_row) == snapshot->arrival(row);
    if (m_server && m_server != server)
        disconnect(m_server, nullptr, this, nullptr);
    m_server = server;
    m_snapshot = std::move(snapshot);
    m_row = row;
    if (isSame && (m_content || m_isReading)) { // a refresh: only its place may have changed
        showPlace();
        return;
    }
    cancelReading();
    m_content.reset();
    m_problem->hide();
    m_header->setCanSave(false);
    m_summary->showListed({m_snapshot, m_row, serverName(), server ? server->clockOffset() : 0,
        m_copy.has_value(), m_copy ? m_copy->unlisted : 0});
    m_stack->setCurrentIndex(MessagePage);
    showPlace();
    m_isReading = true;
    m_waiting.start();
    updateWaiting();
    m_ticker.start(fastTick);
    // The first of a run is read at once, the rest when the run ends.
    const bool isRun = m_sinceShown.isValid() && m_sinceShown.durationElapsed() < readDelay;
    m_sinceShown.start();
    if (isRun)
        m_delay.start();
    else
        read();
}

void MessageView::clear()
{
    cancelReading();
    m_ticker.stop();
    m_server.clear();
    m_snapshot.reset();
    m_content.reset();
    m_summary->clearAll();
    showPlaceholders({});
    m_stack->setCurrentIndex(NothingPage);
}

void MessageView::read()
{
    if (!m_snapshot)
        return;
    if (!m_server && !m_copy) {
        setContent(failure(ErrorKind::InvalidInput, tr("The server is not in the list any more.")));
        return;
    }
    m_isReading = true;
    const quint64 request = ++m_request;
    const auto take = [this, request](Result<MessageContent> content) {
        if (request == m_request)
            setContent(std::move(content));
    };
    m_job = m_copy
        ? m_copy->read(this, take)
        : m_server->readMessage(m_snapshot->instance(), m_snapshot->id(m_row), this, take);
}

void MessageView::retry()
{
    if ((!m_server && !m_copy) || !m_snapshot)
        return;
    m_problem->hide();
    m_isReading = true;
    m_waiting.start();
    m_ticker.start(fastTick);
    updateWaiting();
    if (m_copy || m_server->state() == ServerState::Connected) {
        read();
        return;
    }
    connect(m_server, &Server::stateChanged, this, [this] {
        if (m_server->state() == ServerState::Connecting)
            return;
        disconnect(m_server, &Server::stateChanged, this, nullptr);
        read(); // where it is not connected, this says so
    });
    m_server->connectToServer();
}

void MessageView::cancelReading()
{
    ++m_request;
    m_isReading = false;
    m_delay.stop();
    if (m_job)
        m_job->cancel();
    m_job.clear();
}

void MessageView::updateWaiting()
{
    if (!m_isReading) {
        showPlace();
        return;
    }
    QString waiting;
    if (m_waiting.durationElapsed() > calmTime) {
        waiting = tr("Reading from %1… %2 s")
                      .arg(text::isolated(serverName()),
                          QLocale().toString(double(m_waiting.elapsed()) / 1000, 'f', 1));
    }
    m_header->setTitle(waiting, false);
    showPlaceholders(waiting);
}

void MessageView::showPlace()
{
    const qint64 offset = m_server ? m_server->clockOffset() : 0;
    const qint64 age = QDateTime::currentSecsSinceEpoch() + offset - m_snapshot->arrival(m_row);
    const QString queue = m_copy ? tr("saved copy") : toString(m_snapshot->queue(m_row));
    m_header->setPlace(
        QStringList{queue, text::isolated(serverName()), m_snapshot->id(m_row).toString(),
            humanize::age(age), humanize::size(m_snapshot->size(m_row))}
            .join(u" · "_s));
}

void MessageView::showPlaceholders(const QString &text)
{
    for (SourceView *view : {m_headers, m_text, m_envelope, m_raw})
        view->setPlaceholder(text);
    m_hops->clear();
}

void MessageView::setContent(Result<MessageContent> content)
{
    if (!m_snapshot)
        return;
    ++m_request; // one request, one answer
    m_isReading = false;
    m_job.clear();
    m_ticker.start(slowTick);
    if (!content) {
        m_content.reset();
        m_header->setCanSave(false);
        showError(content.error());
        return;
    }
    m_content = std::make_shared<const MessageContent>(std::move(*content));
    m_problem->hide();
    m_header->setCanSave(true);
    showContent();
    emit loaded();
}

void MessageView::showContent()
{
    const MessageSummary summary = summarize(*m_content);
    m_header->setTitle(
        summary.subject.isEmpty() ? tr("No subject") : summary.subject, !summary.subject.isEmpty());
    m_headers->setSource(m_content->headers().toByteArray(), Syntax::Email);
    m_envelope->setSource(m_content->envelopeText, Syntax::Envelope);
    m_raw->setSource(m_content->raw, Syntax::Envelope);
    m_hops->showHops(summary.hops);
    if (summary.textType.isEmpty()) {
        m_text->setPlaceholder(
            tr("There is no text in this message; the Summary lists its parts."));
    } else {
        const bool isHtml = summary.textType == u"text/html";
        m_text->setVisibleText(summary.text, isHtml ? Syntax::Html : Syntax::None,
            isHtml ? tr("There is no plain text; this is the source of the HTML.") : QString());
    }
    m_summary->showSummary(summary);
}

void MessageView::showError(const Error &error)
{
    const ReadProblem problem = readProblem(error, serverName());
    m_header->setTitle(tr("Not read"), false);
    showPlaceholders(tr("Not read"));
    for (QAction *action : m_problem->actions()) {
        m_problem->removeAction(action);
        action->deleteLater();
    }
    m_problem->setText(problem.text);
    m_problem->setMessageType(
        problem.isSerious ? KMessageWidget::Warning : KMessageWidget::Information);
    auto *action = new QAction(m_problem);
    switch (problem.step) {
    case ReadProblem::NextStep::Refresh:
        action->setText(tr("Refresh"));
        connect(action, &QAction::triggered, this, [this] {
            if (m_server)
                m_server->refresh();
        });
        break;
    case ReadProblem::NextStep::CopyRule:
        action->setText(tr("Copy the sudoers line"));
        connect(action, &QAction::triggered, this, [this] {
            if (!m_server || !m_server->facts() || !instance())
                return;
            QGuiApplication::clipboard()->setText(
                readRule(m_server->facts()->account, instance()->instance));
        });
        break;
    case ReadProblem::NextStep::Retry:
        action->setText(tr("Retry"));
        connect(action, &QAction::triggered, this, &MessageView::retry);
        break;
    }
    m_problem->addAction(action);
    m_problem->setToolTip(plaintext::toolTip(
        text::visibleLines(error.detail.first(std::min<qsizetype>(error.detail.size(), 2000)))));
    m_problem->show();
}

void MessageView::copyCommand()
{
    if (!instance())
        return;
    const Privilege privilege = instance()->rights.readMessage.value_or(Privilege::Sudo);
    QGuiApplication::clipboard()->setText(
        displayText(readMessageCommand(instance()->instance, privilege, m_snapshot->id(m_row))));
}

void MessageView::save()
{
    if (!m_content)
        return;
    askAndSaveEml(this, emlFileName(serverName(), m_snapshot->id(m_row)), m_content,
        [this](const Error &error) {
            m_problem->clearActions();
            m_problem->setMessageType(KMessageWidget::Error);
            m_problem->setText(text::visible(error.message));
            m_problem->show();
        });
}

const InstanceStatus *MessageView::instance() const
{
    return m_server && m_snapshot ? m_server->instance(m_snapshot->instance()) : nullptr;
}

QString MessageView::serverName() const
{
    if (m_server)
        return text::visible(m_server->name());
    return m_copy ? text::visible(m_copy->origin) : tr("the server");
}

}
