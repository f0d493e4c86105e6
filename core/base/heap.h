// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace spoolscope {

/// The heap keeps up to 128 MiB that were freed, where malloc gives back all but 128 KiB of them
/// (mallopt(3), M_TRIM_THRESHOLD). What a million messages are counted and sorted with is freed and
/// taken again all the time, and a page that comes back costs a fault: in a virtual machine as much
/// as the work on it. To be called once, in main().
void keepFreedMemory();

}
