// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>

/// Remote text is data. These are the only ways by which it may reach a person, a clipboard, a
/// terminal or a spreadsheet. All are pure and thread-safe.
namespace spoolscope::text {

/// One line for a label, cell, tooltip or terminal: invalid UTF-8 becomes U+FFFD; C0/C1 controls,
/// line and paragraph separators, bidi controls, zero-width and tag characters are written out as
/// "⟨U+202E⟩", a tab as a blank.
QString visible(QStringView text);
QString visible(QByteArrayView utf8);

/// The same for text of several lines: '\n' and '\t' stay, "\r\n" becomes '\n'.
QString visibleLines(QStringView text);
QString visibleLines(QByteArrayView utf8);

/// One RFC 4180 field that no spreadsheet takes for a formula (CWE-1236): always quoted where
/// needed, and a leading = + - @ (ASCII or full width), tab, CR or LF gets an apostrophe before it.
QByteArray csvField(QByteArrayView utf8);

}
