// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

namespace spoolscope {

/// What is behind the last @; empty for an address without one (the null sender, "root").
inline QByteArrayView domainOf(QByteArrayView address)
{
    const qsizetype at = address.lastIndexOf('@');
    return at < 0 ? QByteArrayView() : address.sliced(at + 1);
}

/// Whether withoutOddDots() is another one.
bool hasOddDots(QByteArrayView domain);
/// As qshape(1) counts it, in these steps: each ".." becomes ".", then a dot at the beginning and
/// one at the end go. "example.com." is example.com; "." stays. Not idempotent, as qshape is not:
/// "a...b" becomes "a..b".
QByteArray withoutOddDots(QByteArray domain);

/// The name that a domain is filtered, counted and grouped by: lower case, without odd dots. Empty
/// for an address without a domain.
QByteArray domainNameOf(QByteArrayView address);

}
