// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/messagereader.h"
#include "core/actions/planexecutor.h"
#include "core/actions/vault.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace spoolscope {

/// The account of a backup, in the order of the messages. Only what is `saved` may be deleted.
struct VaultReport
{
    struct Outcome
    {
        bool saved = false; ///< complete, checked and on the disk
        QString vaultId = {}; ///< VaultEntry::id
        std::optional<Error> error = {}; ///< why not
    };
    std::vector<Outcome> outcomes;
    qint64 saved = 0;
    qint64 bytes = 0; ///< on the disk
    std::optional<Error> error = {}; ///< what ended it early: link, stop, or the vault's disk
};

/// Reads the messages and writes each into the vault. They should be on hold and verified, so that
/// nothing happens to them before they are deleted. A message that is not complete, too large,
/// gone, or another one than was planned is left out with the reason, and the others go on; a disk
/// that does not take it ends the work. A stop takes effect within a message. Blocks; never on the
/// GUI thread.
VaultReport saveToVault(Transport &transport, Privilege privilege, const VaultOrigin &origin,
    std::span<const PlannedMessage> messages, Vault &vault, std::stop_token stop,
    const std::function<void(qint64 done)> &progress = {}, const ReadOptions &options = {});

/// The same as a step of a deletion (ExecutionOptions::backUp): each part's messages into the vault
/// in `directory`. Where the account may not read messages, nothing is saved, and so nothing
/// deleted.
BackUp backUpIntoVault(const QString &directory);

}
