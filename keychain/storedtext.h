// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/servers/secretstore.h"

#include <QByteArray>

#include <optional>

namespace spoolscope {

/// Secrets as the text of one keychain entry: a line each of kind, subject and secret, the latter
/// two in Base64. The caller overwrites it after use.
QByteArray storedText(const StoredSecrets &secrets);

/// Nothing when it is not such a text.
std::optional<StoredSecrets> secretsIn(const QByteArray &text);

/// Overwrites the bytes in place, also where they are shared with a library's copy.
void overwrite(QByteArray &text);

}
