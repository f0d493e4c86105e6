// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/journal/operation.h"

namespace spoolscope {

/// Operations as one JSON document: {"operations": [...]}, each with what the journal knows of it
/// and one object for each message. Bytes that are no UTF-8 are {"base64": "..."}. Pure.
QByteArray operationsAsJson(std::span<const OperationRecord> records);

/// An operation as a script for sh, to be read by a colleague before or after: its commands with
/// the queue IDs as here-documents. It ends at once unless its guard line is taken out. It has
/// neither what is in a message nor the comparison that Spoolscope makes between hold and action,
/// and says so. Commands are made anew from action and instance; texts of the journal are comments
/// only. Pure.
QByteArray operationAsScript(const OperationRecord &record);

}
