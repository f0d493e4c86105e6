// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/jobs/answeringjob.h"
#include "core/journal/standing.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>

namespace spoolscope {

/// What the journal has, read in jobs of its own and kept for the pages. The newest reading counts.
class JournalFeed final : public QObject
{
    Q_OBJECT

public:
    explicit JournalFeed(Journal journal, QObject *parent = nullptr);

    const Journal &journal() const { return m_journal; }
    const QList<Operation> &operations() const { return m_content.operations; } ///< newest first
    const QList<TrashedOperation> &trash() const { return m_content.trash; }
    const Operation *operation(const QString &id) const;
    bool isLoaded() const { return m_isLoaded; } ///< at least once
    bool isLoading() const { return m_loading; }
    const std::optional<Error> &error() const { return m_error; } ///< of the last reading
    /// Why nothing can be written down, and so nothing may be changed.
    const std::optional<Error> &obstacle() const { return m_content.obstacle; }

    void load();

    /// Reads something in a job. `handler` runs on the GUI thread unless `context` died before.
    template <typename T>
    Job *ask(const QString &title,
        std::function<Result<T>(const Journal &, const std::stop_token &)> work, QObject *context,
        std::function<void(Result<T>)> handler)
    {
        return startAnswering<T>(
            std::bind_front(&JournalFeed::start, this), title,
            failure(ErrorKind::Cancelled, QString()),
            [work = std::move(work), journal = m_journal](
                Job::Context &jobContext) { return work(journal, jobContext.stop()); },
            context, std::move(handler));
    }

signals:
    void changed(); ///< another reading, or one begins

private:
    struct Content
    {
        QList<Operation> operations;
        QList<TrashedOperation> trash;
        std::optional<Error> obstacle;
    };
    static Result<Content> read(const Journal &journal, const std::stop_token &stop);
    Job *start(const QString &title, Job::Work work);
    void loaded(Result<Content> content);

    const Journal m_journal;
    Content m_content;
    std::optional<Error> m_error;
    QPointer<Job> m_loading;
    bool m_isLoaded = false;
    bool m_isOutdated = false; ///< asked for again while it was being read
};

}
