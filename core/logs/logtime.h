// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace spoolscope {

/// A point in time as people type it, in microseconds since 1970: ISO 8601 from the year to the
/// day, minute or second, local where it has no zone.
std::optional<qint64> logTimeOf(const QString &text);

/// "2026-11-28T14:30:05.123456+00:00", as rsyslog's RFC 3339 stamps are, of UTC.
QByteArray logStampOf(qint64 time);

}
