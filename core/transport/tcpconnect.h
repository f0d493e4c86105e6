// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/result.h"
#include "core/transport/uniquefd.h"

#include <QByteArray>

namespace spoolscope {

class Patience;

/// Resolves `host` and connects to the first of its addresses that answers. The socket is
/// non-blocking, and notices a dead peer after about 45 seconds (TCP keep-alive, TCP_USER_TIMEOUT).
/// Errors: Network, Timeout, Cancelled.
Result<UniqueFd> connectTcp(const QByteArray &host, quint16 port, const Patience &patience);

}
