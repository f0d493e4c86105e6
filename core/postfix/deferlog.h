// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace spoolscope {

/// One recipient of a defer log, as showq(8) reads it: address in quoted form.
struct DeferredRecipient
{
    QByteArray address;
    QByteArray reason;

    bool operator==(const DeferredRecipient &) const = default;
};

/// Reads a file of the defer directory as bounce_log.c (Postfix 3.4 to 3.11) does: entries between
/// blank lines, "name=value" or the older "<address>: reason"; one without its end does not count.
/// Nullopt where it is in doubt what postqueue(1) would print: see printableText(), and for a line
/// of neither form. Pure.
std::optional<QList<DeferredRecipient>> parseDeferLog(
    QByteArrayView text, std::optional<bool> showsUtf8);

}
