// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/postfix/queueid.h"

#include <QList>
#include <QString>

#include <optional>

namespace spoolscope::ctl {

/// One message to act on: a bare queue ID, or a line of `queue --json`, whose further members must
/// then all match.
struct WantedMessage
{
    QueueId id;
    std::optional<QString> server = {};
    std::optional<QString> instance = {};
    std::optional<qint64> arrival = {};
    std::optional<qint64> size = {};
    std::optional<QByteArray> sender = {};
};

/// Reads the file (or stdin for "-"). One line that is neither makes the whole input an error.
Result<QList<WantedMessage>> readWantedMessages(const QString &file);
Result<QList<WantedMessage>> parseWantedMessages(const QByteArray &bytes);

}
