// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

namespace spoolscope {

/// Whether a line of stderr is sudo (1.8 to 1.9), postsuper, postqueue or sendmail (3.4 to 3.11)
/// saying that this account may not.
bool isRefusal(QByteArrayView line);

}
