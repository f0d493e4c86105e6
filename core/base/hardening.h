// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace spoolscope {

/// Message contents and secrets stay out of core files, and other processes of the user cannot read
/// this one's memory (prctl(2), PR_SET_DUMPABLE; ptrace(2)). To be called first in main(), and only
/// in release builds: a developer wants core files and a debugger.
void forbidMemoryDumps();

}
