// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/queueshape.h"

namespace spoolscope {

/// The table as qshape(1) lays it out for a file with -w `width`; names of strangers are made
/// visible. UTF-8.
QByteArray shapeText(const QueueShape &shape, int width = 80);

/// The same as CSV (RFC 4180) that no spreadsheet takes for formulas, with TOTAL as its first row.
QByteArray shapeCsv(const QueueShape &shape);

}
