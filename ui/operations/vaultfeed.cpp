// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/vaultfeed.h"

#include "ui/operations/hourly.h"

#include <QSettings>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView daysKey("vault/keepDays");
constexpr QLatin1StringView megabytesKey("vault/mostMegabytes");
constexpr Hourly cleaning("vault/lastCleaning"_L1);
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
    cleaning.began(QDateTime::currentDateTimeUtc());
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
    m_loading = ask<VaultContents>(
        tr("Reading the vault"), [](Vault &vault) { return vault.contents(); }, this,
        [this](Result<VaultContents> contents) {
            m_loading = nullptr;
            m_error.reset();
            if (contents)
                m_contents = std::move(*contents);
            else
                m_error = contents.error();
            m_isLoaded = true;
            emit changed();
            if (m_isOutdated)
                load();
        });
}

void VaultFeed::clean(const QDateTime &now)
{
    const VaultRetention retention = VaultRetention::stored();
    if (retention == VaultRetention() || !cleaning.isDue(now))
        return;
    cleaning.began(now);
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
