// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/trace.h"

class QJsonObject;

namespace spoolscope {

/// Times as ISO 8601 with microseconds, UTC; of a step the fields by their names (LogField). Bytes
/// that are no UTF-8 stand beside the text as "<name>_base64". For text::jsonLine().
QJsonObject toJson(const Trace &trace);

}
