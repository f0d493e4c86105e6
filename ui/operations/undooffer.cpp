// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/undooffer.h"

#include "core/base/textsafety.h"
#include "core/journal/recovery.h"
#include "ui/operations/journalfeed.h"
#include "ui/style/humanize.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QSet>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 offeredFor = 24 * 3600; // seconds
constexpr qsizetype mostCandidates = 5;

}

UndoOffer::UndoOffer(const Fleet &fleet, JournalFeed &feed, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_feed(feed)
    , m_action(new QAction(themedIcon(u"edit-undo"_s), tr("&Undo"), this))
{
    m_action->setShortcut(QKeySequence(QKeySequence::Undo));
    connect(m_action, &QAction::triggered, this, [this] {
        if (m_candidate)
            emit requested(m_candidate->operations);
    });
    connect(&feed, &JournalFeed::changed, this, &UndoOffer::look);
    const auto watch = [this](Server *server) {
        connect(server, &Server::stateChanged, this, &UndoOffer::update);
        update();
    };
    for (Server *server : fleet.servers())
        watch(server);
    connect(&fleet, &Fleet::serverAdded, this, watch);
    connect(&fleet, &Fleet::serverAboutToBeRemoved, this, &UndoOffer::update, Qt::QueuedConnection);
    update();
}

QList<UndoOffer::Candidate> UndoOffer::candidates() const
{
    QList<Candidate> found;
    QHash<QString, qsizetype> places; // by plan
    const QDateTime oldest = QDateTime::currentDateTimeUtc().addSecs(-offeredFor);
    for (const Operation &operation : m_feed.operations()) {
        const OperationHeader &header = operation.header;
        if (!mayHaveRowsFor(Relation::Undo, operation) || header.time < oldest)
            continue;
        const auto known = places.constFind(header.plan);
        if (known == places.constEnd()) {
            if (found.size() == mostCandidates)
                break;
            places.insert(header.plan, found.size());
            found.append({{}, {}, {}, header.action, header.time, 0});
        }
        Candidate &candidate = found[places.value(header.plan)];
        candidate.operations.append(header.id);
        candidate.servers.insert(header.key.server);
        if (!candidate.names.contains(header.serverName))
            candidate.names.append(header.serverName);
    }
    return found;
}

void UndoOffer::look()
{
    if (m_feed.isLoading())
        return;
    const int look = ++m_looks;
    const QList<Candidate> all = candidates();
    if (all.isEmpty()) {
        m_candidate.reset();
        update();
        return;
    }
    m_feed.ask<Candidate>(
        tr("Looking for what can be undone"),
        [all](const Journal &journal, const std::stop_token &stop) -> Result<Candidate> {
            for (Candidate candidate : all) {
                const auto standings = standingOf(journal, candidate.operations, stop);
                if (!standings)
                    return std::unexpected(standings.error());
                for (const Standing &standing : *standings)
                    candidate.messages += qint64(standing.rowsFor(Relation::Undo).size());
                if (candidate.messages > 0)
                    return candidate;
            }
            return failure(ErrorKind::NotFound, {});
        },
        this,
        [this, look](Result<Candidate> answer) {
            if (look != m_looks)
                return;
            m_candidate.reset();
            if (answer)
                m_candidate = std::move(*answer);
            update();
        });
}

QString UndoOffer::obstacle() const
{
    if (!m_candidate)
        return tr("Nothing was held or moved to the trash lately that could be taken back.");
    for (const QString &id : std::as_const(m_candidate->servers)) {
        const Server *server = m_fleet.server(id);
        if (!server || server->state() != ServerState::Connected)
            return tr("%1 is not connected.")
                .arg(text::visible(server ? server->name() : m_candidate->names.join(u", "_s)));
    }
    return {};
}

void UndoOffer::update()
{
    const QString why = obstacle();
    m_action->setEnabled(why.isEmpty());
    QString help = why;
    if (m_candidate) {
        const QString what = m_candidate->action == Action::Trash
            ? tr("Restore %1 messages that went to the trash on %2 at %3")
            : tr("Release %1 messages that were held on %2 at %3");
        help = what.arg(humanize::count(m_candidate->messages),
            text::visible(m_candidate->names.join(u", "_s)),
            QLocale().toString(m_candidate->time.toLocalTime().time(), QLocale::ShortFormat));
        help += why.isEmpty()
            ? u" ("_s + m_action->shortcut().toString(QKeySequence::NativeText) + u')'
            : u'\n' + why;
    }
    m_action->setToolTip(plaintext::toolTip(help));
}

}
