// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

/// Times for programs: RFC 3339, UTC. As QDateTime writes them, which takes several times as long.
/// Nothing for what has no year of four digits from 1970 on. Pure.
namespace spoolscope {

QByteArray isoTime(qint64 seconds); ///< "2026-11-28T10:20:28Z"; since 1970
void appendIsoMicroseconds(QByteArray &to, qint64 micros); ///< "2026-11-28T10:20:28.123456Z"

}
