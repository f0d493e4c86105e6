// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/vault.h"
#include "core/jobs/answeringjob.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>

namespace spoolscope {

/// How long backups are kept. Zero: no limit.
struct VaultRetention
{
    int days = 0;
    int megabytes = 0; ///< of files, together; the oldest go first

    static VaultRetention stored();
    void store() const;
    bool operator==(const VaultRetention &) const = default;
};

/// What is in the vault, read in jobs of its own and kept for the pages; and its retention: at most
/// once an hour, for the first time an hour after it was set, so that a slip can be mended.
class VaultFeed final : public QObject
{
    Q_OBJECT

public:
    explicit VaultFeed(QString directory, QObject *parent = nullptr);

    const QString &directory() const { return m_directory; }
    const QList<VaultEntry> &entries() const { return m_contents.entries; } ///< newest first
    const VaultInfo &info() const { return m_contents.info; }
    const std::optional<Error> &error() const { return m_error; } ///< of the last reading
    bool isLoaded() const { return m_isLoaded; } ///< at least once

    void load();
    void clean(const QDateTime &now); ///< removes what the retention says, where it is due

    /// Works on the vault in a job. `handler` runs on the GUI thread unless `context` died before.
    template <typename T>
    Job *ask(const QString &title, std::function<Result<T>(Vault &)> work, QObject *context,
        std::function<void(Result<T>)> handler)
    {
        return startAnswering<T>(
            std::bind_front(&VaultFeed::start, this), title,
            failure(ErrorKind::Cancelled, QString()),
            [work = std::move(work), directory = m_directory](Job::Context &) -> Result<T> {
                auto vault = Vault::open(directory);
                if (!vault)
                    return std::unexpected(vault.error());
                return work(*vault);
            },
            context, std::move(handler));
    }

signals:
    void changed();
    void cleaned(qint64 removed); ///< more than none

private:
    Job *start(const QString &title, Job::Work work);

    const QString m_directory;
    VaultContents m_contents;
    std::optional<Error> m_error;
    QPointer<Job> m_loading;
    bool m_isLoaded = false;
    bool m_isOutdated = false; ///< asked for again while it was being read
    QTimer m_tick;
};

}
