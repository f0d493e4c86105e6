// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <expected>

namespace spoolscope {

enum class ErrorKind {
    Auth, ///< the server refused every way we could prove who we are
    HostKey, ///< the host key is unknown, changed or could not be checked
    Network, ///< no route, refused, or the link was lost
    Timeout, ///< nothing was heard for as long as the step allows
    Permission, ///< the remote account may not do this
    NotFound, ///< the message, program or file does not exist there
    Parse, ///< the answer was complete but is not what the command prints
    Incomplete, ///< the answer ended before its proof of completeness
    Cancelled, ///< stopped on request before anything was changed
    OutputTooLarge, ///< more bytes than the command's cap
    OutcomeUnknown, ///< a change was sent and its effect could not be established
    InvalidInput, ///< what the user or a file gave us cannot be used
    Io, ///< a local file or device failed
};

/// An error that can be branched on (kind), read by a person (message: what happened and what to
/// do next) and looked into (detail: raw stderr or library text, never for display as markup).
struct Error
{
    ErrorKind kind;
    QString message;
    QByteArray detail = {};
};

template <typename T> using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> failure(
    ErrorKind kind, QString message, QByteArray detail = {})
{
    return std::unexpected(Error{kind, std::move(message), std::move(detail)});
}

}
