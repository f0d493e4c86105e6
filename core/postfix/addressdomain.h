// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

namespace spoolscope {

/// What is behind the last @; empty for an address without one (the null sender, "root").
inline QByteArrayView domainOf(QByteArrayView address)
{
    const qsizetype at = address.lastIndexOf('@');
    return at < 0 ? QByteArrayView() : address.sliced(at + 1);
}

}
