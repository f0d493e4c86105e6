// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/vaultbackup.h"

#include <QCoreApplication>

namespace spoolscope {

VaultReport saveToVault(Transport &transport, Privilege privilege, const VaultOrigin &origin,
    std::span<const PlannedMessage> messages, Vault &vault, std::stop_token stop,
    const std::function<void(qint64 done)> &progress, const ReadOptions &options)
{
    VaultReport report;
    report.outcomes.resize(messages.size());
    std::optional<Error> diskError;
    const auto keep = [&](size_t i, Result<MessageContent> message) {
        VaultReport::Outcome &outcome = report.outcomes[i];
        if (!message) {
            outcome.error = message.error();
        } else if (auto entry = vault.store(origin, messages[i].identity, *message); !entry) {
            diskError = outcome.error = entry.error();
        } else {
            outcome.vaultId = entry->id;
            report.bytes += entry->storedBytes;
        }
        if (progress)
            progress(qint64(i) + 1);
        return !diskError;
    };
    const auto read
        = readMessages(transport, origin.instance, privilege, messages, keep, stop, options);
    if (!read)
        report.error = read.error();
    else if (diskError)
        report.error = diskError;

    // A name that a power cut may take away is no backup.
    const auto synced = vault.sync();
    if (!synced)
        report.error = synced.error();
    for (VaultReport::Outcome &outcome : report.outcomes) {
        outcome.saved = synced && !outcome.vaultId.isEmpty();
        report.saved += outcome.saved;
        if (!outcome.saved && !outcome.error && report.error)
            outcome.error = report.error;
    }
    return report;
}

}
