// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/journalfeed.h"

#include <algorithm>

namespace spoolscope {

JournalFeed::JournalFeed(Journal journal, QObject *parent)
    : QObject(parent), m_journal(std::move(journal))
{
}

const Operation *JournalFeed::operation(const QString &id) const
{
    const auto found = std::ranges::find(
        m_content.operations, id, [](const Operation &one) { return one.header.id; });
    return found == m_content.operations.end() ? nullptr : &*found;
}

void JournalFeed::load()
{
    m_isOutdated = m_loading;
    if (m_loading)
        return;
    m_loading = ask<Content>(tr("Reading the journal"), &JournalFeed::read, this,
        [this](Result<Content> content) { loaded(std::move(content)); });
    emit changed();
}

Result<JournalFeed::Content> JournalFeed::read(const Journal &journal, const std::stop_token &stop)
{
    Content content;
    if (const auto ready = journal.prepare(); !ready)
        content.obstacle = ready.error();
    auto operations = journal.operations();
    if (!operations)
        return std::unexpected(operations.error());
    content.operations = std::move(*operations);
    auto trash = trashOf(journal, stop);
    if (!trash)
        return std::unexpected(trash.error());
    content.trash = std::move(*trash);
    return content;
}

void JournalFeed::loaded(Result<Content> content)
{
    m_loading = nullptr;
    m_error.reset();
    if (content) {
        m_content = std::move(*content);
        m_isLoaded = true;
    } else {
        m_error = content.error();
    }
    emit changed();
    if (m_isOutdated)
        load();
}

Job *JournalFeed::start(const QString &title, Job::Work work)
{
    auto *job = new Job(title, {}, std::move(work), this);
    connect(job, &Job::finished, job, &QObject::deleteLater);
    return job;
}

}
