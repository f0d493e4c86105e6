// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace spoolscope {

/// What a delay reason has in common with those of the same trouble: addresses, host names, IP
/// addresses, URLs, times, numbers and tokens that a server made up become "…", and what smtp(8)
/// puts before a reason that it remembers ("delivery temporarily suspended: ") is left out. Reply
/// codes, enhanced status codes and short names such as TSS04 stay. UTF-8 where the reason is; at
/// most longestReasonTemplate bytes and "…". Pure, linear, thread-safe.
QByteArray reasonTemplate(QByteArrayView reason);

inline constexpr qsizetype longestReasonTemplate = 400;

/// The reason without what smtp(8) and qmgr(8) put before one that they remember.
QByteArrayView withoutSuspension(QByteArrayView reason);

}
