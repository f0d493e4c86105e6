// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/originreader.h"

#include "core/base/textsafety.h"
#include "ui/queue/chosenrows.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/originfeed.h"
#include "ui/queue/queuemodel.h"
#include "ui/style/icons.h"
#include "ui/style/plaintext.h"

#include <QAction>
#include <QDateTime>

namespace spoolscope {

using namespace Qt::StringLiterals;

/// What is to be read of one instance.
struct OriginReader::Part
{
    InstanceKey key;
    std::vector<PlannedMessage> messages = {};
};

/// Of all instances together.
struct OriginReader::Count
{
    qsizetype open = 0; ///< jobs that have not ended
    OriginReport sum;
    std::optional<Error> error; ///< of the first job that failed
};

OriginReader::OriginReader(Fleet &fleet, const QueueModel &model, const MessageSelection &selection,
    OriginFeed &origins, QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_model(model)
    , m_selection(selection)
    , m_origins(origins)
    , m_action(new QAction(themedIcon(u"mail-message"_s), tr("Read O&rigins"), this))
    , m_shownAction(new QAction(m_action->icon(), m_action->text(), this))
    , m_worker([this] { return plan(); })
{
    m_action->setObjectName(u"readOrigins"_s);
    connect(m_action, &QAction::triggered, this, [this] { read(!m_selection.isEmpty()); });
    connect(m_shownAction, &QAction::triggered, this, [this] { read(false); });
    connect(&selection, &MessageSelection::changed, this, &OriginReader::update);
    connect(&model, &QueueModel::arranged, this, &OriginReader::update);
    update();
}

void OriginReader::update()
{
    const QString obstacle = m_model.messageCount() == 0 ? tr("There are no messages.")
        : isReading()                                    ? tr("It is being done.")
                                                         : QString();
    const QString ofShown
        = tr("Read client, SASL user and subject of all shown messages from their queue files");
    const QString ofSelected
        = tr("Read client, SASL user and subject of the selected messages from their queue files");
    for (QAction *action : {m_action, m_shownAction}) {
        const bool isOfSelection = action == m_action && !m_selection.isEmpty();
        action->setEnabled(obstacle.isEmpty());
        action->setToolTip(plaintext::toolTip(!obstacle.isEmpty() ? obstacle
                : isOfSelection                                   ? ofSelected
                                                                  : ofShown));
    }
}

void OriginReader::read(bool isOfSelection)
{
    m_isOfSelection = isOfSelection;
    m_worker.ask();
    update();
}

/// On the other thread, as there may be a million of them.
LatestWorker::Work OriginReader::plan()
{
    const QueueArrangement &arrangement = m_model.arrangement();
    return [this, sources = m_isOfSelection ? m_selection.sharedSources() : arrangement.sources,
               filter = arrangement.filter.withoutOrigin(),
               chosen = m_isOfSelection ? chosenRows(m_selection) : ChosenRows(),
               now = QDateTime::currentSecsSinceEpoch()](
               const std::stop_token &stop) -> LatestWorker::Tell {
        std::vector<Part> parts;
        for (size_t i = 0; i < sources->size(); ++i) {
            const QueueSource &source = (*sources)[i];
            const QueueSnapshot &snapshot = *source.snapshot;
            const auto rows = !chosen.empty()
                ? LargeVector<QueueSnapshot::Row>(chosen[i].begin(), chosen[i].end())
                : FilterRun(filter, snapshot, filterContext(source, now)).rows(0, stop).rows;
            Part part{.key = source.key};
            for (const QueueSnapshot::Row row : rows) {
                const MessageFacts known = source.facts ? source.facts->facts(row) : MessageFacts();
                if (!known.isOriginKnown || !known.isSubjectKnown)
                    part.messages.push_back({.identity = snapshot.identity(row),
                        .queue = snapshot.queue(row),
                        .recipient = {}});
            }
            if (!part.messages.empty())
                parts.push_back(std::move(part));
        }
        return [this, parts = std::move(parts)]() mutable { start(std::move(parts)); };
    };
}

void OriginReader::start(std::vector<Part> parts)
{
    if (parts.empty())
        emit noticed(tr("The origins of these messages are known already."));
    const auto count = std::make_shared<Count>();
    count->open = qsizetype(parts.size());
    m_open += int(parts.size());
    for (Part &part : parts) {
        Server *server = m_fleet.server(part.key.server);
        if (!server) {
            took(count, failure(ErrorKind::NotFound, tr("The server is no longer in the list.")));
            continue;
        }
        const Job *job
            = server->readOrigins(part.key, std::move(part.messages), m_origins.store(part.key),
                this, [this, count](const Result<OriginReport> &report) { took(count, report); });
        connect(job, &Job::progressed, &m_origins, &OriginFeed::lookAgain);
        connect(job, &Job::finished, &m_origins, &OriginFeed::lookAgain);
    }
    update();
}

void OriginReader::took(const std::shared_ptr<Count> &count, const Result<OriginReport> &report)
{
    --m_open;
    if (report) {
        count->sum.read += report->read;
        count->sum.gone += report->gone;
        count->sum.failed += report->failed;
        if (!count->sum.error)
            count->sum.error = report->error;
    } else if (!count->error) {
        count->error = report.error();
    }
    update();
    if (--count->open > 0)
        return;
    const OriginReport &sum = count->sum;
    if (count->error && count->error->kind == ErrorKind::Cancelled)
        emit noticed(tr("Reading origins was stopped; what was read is kept."));
    else if (count->error)
        emit failed(
            tr("Not all origins could be read: %1").arg(text::visible(count->error->message)));
    else if (sum.failed > 0)
        emit failed(
            tr("The origins of %Ln message(s) could not be read: %1", nullptr, int(sum.failed))
                .arg(text::visible(sum.error ? sum.error->message : QString())));
    else if (sum.gone > 0)
        emit noticed(tr("The origins of %Ln message(s) were read.", nullptr, int(sum.read)) + u' '
            + tr("%Ln more had left the queue.", nullptr, int(sum.gone)));
    else
        emit noticed(tr("The origins of %Ln message(s) were read.", nullptr, int(sum.read)));
}

}
