// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace spoolscope {

/// Message contents and keys stay out of core files. Only in release builds: a developer wants
/// them.
void forbidCoreDumps();

}
