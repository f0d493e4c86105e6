// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>

namespace spoolscope {

/// What large memory is made of. A huge page (2 MiB) is there as a whole as soon as one byte of it
/// is written, so what may stay nearly empty takes small ones.
enum class Pages { Small, Huge };

/// Memory that is all zero; from 2 MiB on it is the kernel's own, so that malloc does not keep what
/// a million messages took. With small pages alone those are 70,000 page faults, a seventh of the
/// time to fill the store (far more in a virtual machine), and each look into a table misses the
/// processor's own table of pages as well. No memory ends the program, as with new.
void *takeMemory(size_t bytes, Pages pages);
void giveMemory(void *memory, size_t bytes); ///< as many bytes as it was taken for

/// Makes small pages of it that will be written soon, in one go instead of one fault each.
void preparePages(void *memory, size_t bytes);

}
