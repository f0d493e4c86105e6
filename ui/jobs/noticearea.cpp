// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/jobs/noticearea.h"

#include "core/base/textsafety.h"
#include "ui/fleet/fleetmodel.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <KMessageWidget>

#include <QAction>
#include <QVBoxLayout>

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype shownDetail = 2000;

/// The one thing to say about a server, if there is one.
std::optional<Error> troubleOf(const Server &server)
{
    if (server.question())
        return Error{ErrorKind::Auth,
            NoticeArea::tr("%1 asks something to log in %2. It does not wait for long.")
                .arg(server.question()->isJumpHost ? NoticeArea::tr("A jump host")
                                                   : NoticeArea::tr("The server"),
                    server.question()->account)};
    if (server.state() == ServerState::Failed || server.state() == ServerState::AwaitingHostKey
        || server.state() == ServerState::AwaitingSecret)
        return server.error();
    if (server.state() != ServerState::Connected)
        return {};
    for (const InstanceStatus &status : server.instances())
        if (status.listingError && !status.listing
            && status.listingError->kind != ErrorKind::Cancelled)
            return status.listingError;
    return {};
}

}

NoticeArea::NoticeArea(Fleet &fleet, QWidget *parent)
    : QWidget(parent), m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    for (Server *server : fleet.servers())
        watch(server);
    connect(&fleet, &Fleet::serverAdded, this, &NoticeArea::watch);
    connect(&fleet, &Fleet::serverAboutToBeRemoved, this,
        [this](const Server *server) { delete m_servers.take(server->id()).bar; });
}

void NoticeArea::watch(Server *server)
{
    connect(server, &Server::stateChanged, this, [this, server] { update(server); });
    connect(server, &Server::snapshotChanged, this, [this, server] { update(server); });
    update(server);
}

void NoticeArea::update(Server *server)
{
    const std::optional<Error> trouble = troubleOf(*server);
    Shown &shown = m_servers[server->id()];
    if (!trouble) {
        // While it is tried again the bar stays: it must not jump under the pointer.
        const bool isTrying = server->state() == ServerState::Connecting && !shown.isQuestion;
        if (shown.bar && !isTrying)
            shown.bar->animatedHide();
        if (!isTrying)
            shown = {};
        return;
    }
    QString message = tr("%1: %2").arg(
        text::isolated(text::visible(server->name())), text::visible(trouble->message));
    if (server->willReconnect())
        message += u' ' + tr("It is tried again by itself.");
    if (shown.bar && shown.message == message)
        return;
    delete shown.bar;
    KMessageWidget *bar = makeBar(message);
    bar->setMessageType(
        server->state() == ServerState::Failed ? KMessageWidget::Error : KMessageWidget::Warning);
    offerSteps(bar, server, *trouble);
    offerDetails(bar, message, trouble->detail);
    shown = {bar, message, server->question() != nullptr};
    limit();
}

void NoticeArea::offerSteps(KMessageWidget *bar, Server *server, const Error &error)
{
    const QString id = server->id();
    const auto offer = [&](const QString &icon, const QString &text) {
        auto *step = new QAction(themedIcon(icon), text, bar);
        bar->addAction(step);
        return step;
    };
    if (const QString question = questionLabel(*server); !question.isEmpty()) {
        connect(offer(u"host-key"_s, question), &QAction::triggered, this,
            [this, id] { emit questionRequested(id); });
        if (server->state() != ServerState::Failed)
            return;
    }
    connect(offer(u"view-refresh"_s, tr("Retry")), &QAction::triggered, server, &Server::refresh);
    const bool isSetting = error.kind == ErrorKind::Auth || error.kind == ErrorKind::Network
        || error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::NotFound;
    if (isSetting && server->state() == ServerState::Failed)
        connect(offer(u"document-edit"_s, tr("Edit Server…")), &QAction::triggered, this,
            [this, id] { emit editRequested(id); });
}

void NoticeArea::offerDetails(KMessageWidget *bar, const QString &message, const QByteArray &detail)
{
    const QString details
        = text::visibleLines(QByteArrayView(detail).first(std::min(detail.size(), shownDetail)))
              .trimmed();
    if (details.isEmpty())
        return;
    auto *toggle = new QAction(tr("Details"), bar);
    toggle->setCheckable(true);
    connect(toggle, &QAction::toggled, bar, [this, bar, message, details](bool isOpen) {
        bar->setText(isOpen ? message + u"\n\n"_s + details : message);
        wrap(bar);
    });
    bar->addAction(toggle);
}

void NoticeArea::post(const QString &message, QAction *step)
{
    KMessageWidget *bar = makeBar(text::visible(message));
    bar->setMessageType(KMessageWidget::Information);
    if (step) {
        step->setParent(bar);
        bar->addAction(step);
        connect(step, &QAction::triggered, bar, &KMessageWidget::animatedHide);
    }
    limit();
}

void NoticeArea::postError(const QString &message)
{
    makeBar(text::visible(message))->setMessageType(KMessageWidget::Error);
    limit();
}

KMessageWidget *NoticeArea::makeBar(const QString &message)
{
    KMessageWidget *bar = plaintext::makeMessage(this, message);
    bar->setPosition(KMessageWidget::Footer);
    bar->setWordWrap(true);
    bar->setCloseButtonVisible(true);
    // Its width is known once the steps are there.
    QMetaObject::invokeMethod(bar, [this, bar] { wrap(bar); }, Qt::QueuedConnection);
    m_column->addWidget(bar);
    connect(bar, &KMessageWidget::hideAnimationFinished, this, [this, bar] {
        bar->deleteLater();
        m_column->removeWidget(bar);
        limit();
    });
    return bar;
}

/// A bar that wraps puts its buttons on a line of their own: only where one line is too short.
void NoticeArea::wrap(KMessageWidget *bar) const
{
    int needed = 96; // icon, close button and margins
    const QStringList lines = bar->text().split(u'\n');
    for (const QString &line : lines)
        needed = std::max(needed, 96 + fontMetrics().horizontalAdvance(line));
    for (const QAction *step : bar->actions())
        needed += fontMetrics().horizontalAdvance(step->text()) + 48;
    const bool isLong = needed > width() || bar->text().contains(u'\n');
    if (bar->wordWrap() != isLong)
        bar->setWordWrap(isLong);
}

void NoticeArea::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    for (KMessageWidget *bar : findChildren<KMessageWidget *>(Qt::FindDirectChildrenOnly))
        wrap(bar);
}

/// Twenty servers behind one dead link must not fill the window: the latest three are shown.
void NoticeArea::limit()
{
    constexpr int shownBars = 3;
    for (int i = 0; i < m_column->count(); ++i)
        if (auto *bar = qobject_cast<KMessageWidget *>(m_column->itemAt(i)->widget());
            bar && !bar->isHideAnimationRunning())
            bar->setVisible(i >= m_column->count() - shownBars);
}

}
