// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef SPOOLSCOPE_CORE_TRANSPORT_HOSTNAME_H
#define SPOOLSCOPE_CORE_TRANSPORT_HOSTNAME_H

#include <QStringView>

namespace spoolscope {

/// Whether it can be a name of DNS (RFC 1035): at most 253 characters in parts of 1 to 63 letters,
/// digits, '-' and, as names in use have it, '_', none of which starts or ends with '-'. A last dot
/// may say that it is fully qualified. Any thread.
bool isHostName(QStringView name);

}

#endif
