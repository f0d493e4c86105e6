// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <optional>

namespace spoolscope {

/// What is asked of an instance as a whole or given to it, and is done to no chosen messages.
enum class RequestKind {
    Flush, ///< `postqueue -f`
    RetryDestination, ///< `postqueue -s`
    Restore, ///< a message of the vault is submitted again
};

struct Request
{
    RequestKind kind = RequestKind::Flush;
    QString subject = {}; ///< the destination; former queue ID and vault ID; else empty

    bool operator==(const Request &) const = default;
};

QString displayName(RequestKind kind);
QString toString(RequestKind kind); ///< stable: flush, retry-destination, restore
std::optional<RequestKind> requestKindFrom(QStringView text); ///< the opposite

}
