// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logfield.h"

#include <QByteArrayView>

/// What a trace keeps of a line: what it shows or is searched for. Numbers of ports and processes
/// are in the log itself.
namespace spoolscope::tracefields {

bool isKept(LogField field);
/// The value as it is kept: addresses and Message-IDs without their angle brackets.
QByteArrayView kept(LogField field, QByteArrayView value);
QByteArrayView withoutBrackets(QByteArrayView text);

}
