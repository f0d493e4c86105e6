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

BackUp backUpIntoVault(const QString &directory)
{
    return [directory](Transport &transport, const PlanPart &part, const std::vector<size_t> &rows,
               std::stop_token stop,
               const std::function<void(qint64)> &progress) -> Result<std::vector<size_t>> {
        if (!part.rights.readMessage)
            return failure(ErrorKind::Permission,
                QCoreApplication::translate("Vault",
                    "The account on %1 may not read messages, so no copy can be made. Nothing was "
                    "deleted; the messages wait in hold.")
                    .arg(part.serverName));
        auto vault = Vault::open(directory);
        if (!vault)
            return std::unexpected(vault.error());
        std::vector<PlannedMessage> messages;
        messages.reserve(rows.size());
        for (const size_t row : rows)
            messages.push_back(part.messages[row]);
        const VaultReport report = saveToVault(transport, *part.rights.readMessage,
            {part.key.server, part.serverName, part.instance, {}}, messages, *vault,
            std::move(stop), progress);
        if (report.error && report.saved == 0)
            return std::unexpected(*report.error);
        std::vector<size_t> saved;
        for (size_t i = 0; i < report.outcomes.size(); ++i) {
            if (report.outcomes[i].saved)
                saved.push_back(rows[i]);
        }
        return saved;
    };
}

}
