// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/vaultfeed.h"

#include <QSettings>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView daysKey("vault/keepDays");
constexpr QLatin1StringView megabytesKey("vault/mostMegabytes");
constexpr QLatin1StringView lastKey("vault/lastCleaning");
constexpr qint64 pause = 3600; // seconds
constexpr qint64 megabyte = 1 << 20;

}

VaultRetention VaultRetention::stored()
{
    const QSettings settings;
    return {std::max(0, settings.value(daysKey, 0).toInt()),
        std::max(0, settings.value(megabytesKey, 0).toInt())};
}

void VaultRetention::store() const
{
    QSettings settings;
    settings.setValue(daysKey, days);
    settings.setValue(megabytesKey, megabytes);
    settings.setValue(lastKey, QDateTime::currentDateTimeUtc());
}

VaultFeed::VaultFeed(QString directory, QObject *parent)
    : QObject(parent), m_directory(std::move(directory))
{
    connect(&m_tick, &QTimer::timeout, this, [this] { clean(QDateTime::currentDateTimeUtc()); });
    m_tick.start(std::chrono::minutes(1));
}

void VaultFeed::load()
{
    m_isOutdated = m_loading;
    if (m_loading)
        return;
    m_loading = ask<Content>(
        tr("Reading the vault"),
        [](Vault &vault) -> Result<Content> {
            auto entries = vault.list();
            if (!entries)
                return std::unexpected(entries.error());
            const auto info = vault.info();
            if (!info)
                return std::unexpected(info.error());
            return Content{std::move(*entries), *info};
        },
        this,
        [this](Result<Content> content) {
            m_loading = nullptr;
            m_error.reset();
            if (content)
                m_content = std::move(*content);
            else
                m_error = content.error();
            m_isLoaded = true;
            emit changed();
            if (m_isOutdated)
                load();
        });
}

void VaultFeed::clean(const QDateTime &now)
{
    const VaultRetention retention = VaultRetention::stored();
    const QDateTime last = QSettings().value(lastKey).toDateTime();
    if (retention == VaultRetention())
        return;
    // A clock that was set back must not keep it from running for ever.
    if (last.isValid() && last <= now && last.secsTo(now) < pause)
        return;
    QSettings().setValue(lastKey, now);
    ask<qint64>(
        tr("Cleaning the vault"),
        [retention, now](Vault &vault) -> Result<qint64> {
            qint64 removed = 0;
            if (retention.days > 0) {
                const auto aged = vault.purgeOlderThan(now.addDays(-retention.days));
                if (!aged)
                    return aged;
                removed += *aged;
            }
            if (retention.megabytes > 0) {
                const auto large = vault.limitBytes(retention.megabytes * megabyte);
                if (!large)
                    return large;
                removed += *large;
            }
            return removed;
        },
        this,
        [this](const Result<qint64> &removed) {
            if (!removed || *removed == 0)
                return;
            emit cleaned(*removed);
            load();
        });
}

Job *VaultFeed::start(const QString &title, Job::Work work)
{
    auto *job = new Job(title, {}, std::move(work), this);
    connect(job, &Job::finished, job, &QObject::deleteLater);
    return job;
}

}
