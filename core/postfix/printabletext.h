// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <optional>

namespace spoolscope {

/// How text of strangers looks once showq(8), postqueue(1) (printable.c, Postfix 3.4 to 3.11) and
/// QueueListParser have had it: each byte that is neither printable ASCII nor, where `showsUtf8`
/// (smtputf8_enable), of a UTF-8 sequence becomes '?'. Nullopt where that is in doubt: zero bytes,
/// which end the text there, and bytes beyond ASCII where the setting is not known. Pure.
std::optional<QByteArray> printableText(QByteArrayView text, std::optional<bool> showsUtf8);

}
