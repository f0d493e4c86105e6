// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logplace.h"
#include "core/postfix/logcommand.h"

namespace spoolscope {

/// Takes pieces of a file for a LogPlaceKeeper. Each begins with bytes that were read before; what
/// is behind them is taken only when these are the same, byte by byte.
class PieceGuard final
{
public:
    explicit PieceGuard(LogPlaceKeeper &keeper) : m_keeper(keeper) { }

    /// Before a piece: at which byte of the file it has to begin.
    qint64 begin();
    /// False: it is no continuation of what was read, and nothing of it was taken.
    bool take(QByteArrayView bytes);
    /// Whether all of the bytes that prove it came.
    bool isProven() const { return m_isSame && m_left.isEmpty() && m_toAdopt == 0; }
    /// Whether begin() knew nothing of what stands before, and it is the beginning of a line.
    bool adoptedInLine() const { return m_isAdoptedInLine; }

private:
    LogPlaceKeeper &m_keeper;
    QByteArray m_left; ///< what has to come first
    qint64 m_toAdopt = 0;
    QByteArray m_adopted;
    bool m_isSame = true;
    bool m_isAdoptedInLine = false;
};

}
