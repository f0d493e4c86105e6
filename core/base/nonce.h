// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace spoolscope {

/// 32 hexadecimal digits from the system's random generator. Thread-safe.
QByteArray makeNonce();

}
