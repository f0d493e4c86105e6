// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>

/// Texts compared in the slowest and plainest way.
namespace spoolscope::made {

QByteArray lower(const QByteArray &text); ///< ASCII alone
/// One entry a character; a byte that is not UTF-8 is one by itself.
QByteArrayList characters(const QByteArray &text);
/// Characters beside those of a glob, the slow way.
bool isGlob(const QByteArrayList &text, const QByteArrayList &glob);

}
