// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>

namespace spoolscope {

/// The enhanced status code (RFC 3463: class 2, 4 or 5, subject and detail of up to three digits)
/// in a delay reason, such as "4.7.28" in "host mx[192.0.2.1] said: 421-4.7.28 rate limited". Empty
/// where there is none: postqueue(1) prints the reason's text only, and Postfix's own reasons, such
/// as "connect to mx[192.0.2.1]:25: Connection timed out", hold no code.
///
/// A code behind an SMTP reply code ("421 ", "421-", "550 #", "(550) ") counts before others; a
/// longer run of numbers and dots, an address or a version, is none. Pure, linear, thread-safe.
QByteArrayView dsnStatusIn(QByteArrayView reason);

}
