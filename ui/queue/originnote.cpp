// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/originnote.h"

#include "ui/queue/queuemodel.h"
#include "ui/style/plaintext.h"

#include <KMessageWidget>

#include <QAction>
#include <QDateTime>

namespace spoolscope {

OriginNote::OriginNote(const QueueModel &model, QWidget *parent)
    : QObject(parent)
    , m_model(model)
    , m_bar(plaintext::makeMessage(parent))
    , m_worker([this] { return count(); })
{
    m_bar->setObjectName(QStringLiteral("originNote"));
    m_bar->setMessageType(KMessageWidget::Information);
    m_bar->setWordWrap(false); // its button would have a line of its own
    m_bar->setSizePolicy(QSizePolicy::Ignored, m_bar->sizePolicy().verticalPolicy());
    m_bar->setCloseButtonVisible(false);
    m_bar->hide();
    connect(&model, &QueueModel::arranged, this, &OriginNote::look);
}

OriginNote::~OriginNote() = default;

void OriginNote::setStep(QAction *step)
{
    m_step = step;
    m_bar->addAction(step);
}

void OriginNote::look()
{
    if (mentionsOrigin(m_model.arrangement().filter.root())) {
        m_worker.ask();
    } else {
        m_worker.drop();
        tell(0);
    }
}

/// What might match, less what does.
LatestWorker::Work OriginNote::count()
{
    const QueueArrangement &arrangement = m_model.arrangement();
    return [this, sources = arrangement.sources, filter = arrangement.filter,
               now = QDateTime::currentSecsSinceEpoch()](
               const std::stop_token &stop) -> LatestWorker::Tell {
        qint64 unknown = 0;
        for (const QueueSource &source : *sources) {
            FilterContext context = filterContext(source, now);
            const auto found = FilterRun(filter, *source.snapshot, context).rows(0, stop);
            context.holdsUnknown = true;
            FilterRun possible(filter, *source.snapshot, context);
            auto next = found.rows.begin();
            for (QueueSnapshot::Row row = 0; row < found.end; ++row) {
                if (row % 4096 == 0 && stop.stop_requested())
                    break;
                if (next != found.rows.end() && *next == row)
                    ++next;
                else if (possible.matches(row))
                    ++unknown;
            }
        }
        return [this, unknown] { tell(unknown); };
    };
}

void OriginNote::tell(qint64 messages)
{
    m_messages = messages;
    if (messages > 0)
        m_bar->setText(tr("%Ln message(s) may match too: no log that was read says where they came "
                          "from.",
            nullptr, int(messages)));
    m_bar->setVisible(messages > 0 && m_model.rowCount() > 0);
    emit changed();
}

}
