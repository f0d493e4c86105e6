// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace spoolscope {

/// How a planned message ended. Each has exactly one.
enum class Verdict : quint8 {
    Untouched, ///< nothing was done to it: cancelled, refused, stopped before its batch, or not
               ///< where the action applies
    Done, ///< held, released, deleted or requeued, as planned, with the server's proof
    AlreadyGone, ///< no longer in the queue when its turn came: delivered or removed by someone
                 ///< else
    Changed, ///< another message has this queue ID now; it was left, or released again
    StillHeld, ///< waits in the hold queue: the action stopped or failed behind the hold
    Unknown, ///< the link was lost after a change was sent and the server could not be asked again
};

inline constexpr int verdictCount = 6;

QString displayName(Verdict verdict); ///< translated
QString toString(Verdict verdict); ///< stable: untouched, done, gone, changed, held, unknown

}
