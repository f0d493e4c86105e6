// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QByteArrayView>
#include <QString>

/// Header fields of a message for people. Pure and thread-safe. KMime is not used here: it shows
/// nothing at all for an address or encoded word it cannot parse, and an administrator must see
/// what is there.
namespace spoolscope::header {

/// The values of every field called `name`, top first, unfolded, undecoded.
QByteArrayList values(QByteArrayView headers, QByteArrayView name);
/// The first of them; empty if there is none.
QByteArray value(QByteArrayView headers, QByteArrayView name);

/// Unstructured text, RFC 2047 decoded once. Encoded words of an unknown charset, of bytes that
/// are not valid in it, or of broken base64 stay as they are. Raw 8-bit text is taken as UTF-8.
/// The result went through text::visible and is cut, with an ellipsis, at 16 KiB of input.
QString decodeText(QByteArrayView value);

/// The same for From, To, Cc: encoded words are decoded in display names and comments only, never
/// inside or beside an address, and a decoded name that holds address characters is quoted
/// (Mailsploit: an encoded word may not pass for an address).
QString decodeAddresses(QByteArrayView value);

}
