// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>

class QJsonObject;

/// Remote text is data. These are the only ways by which it may reach a person, a clipboard, a
/// terminal or a spreadsheet. All are pure and thread-safe.
namespace spoolscope::text {

/// One line for a label, cell, tooltip or terminal: invalid UTF-8 becomes U+FFFD; C0/C1 controls,
/// line and paragraph separators, bidi controls, zero-width and tag characters are written out as
/// "⟨U+202E⟩", a tab as a blank. Of combining marks on one character eight are shown and the others
/// counted, "⟨+992⟩".
QString visible(QStringView text);
QString visible(QByteArrayView utf8);

/// The same for text of several lines: '\n' and '\t' stay, "\r\n" becomes '\n'.
QString visibleLines(QStringView text);
QString visibleLines(QByteArrayView utf8);

/// visible() of no more than `most` bytes; what was cut ends in "… (truncated)".
QString visibleStart(QByteArrayView utf8, qsizetype most);

/// For data, not for the eye: as QString::fromUtf8(), but a byte order mark stays. With valid UTF-8
/// nothing is lost.
QString exact(QByteArrayView utf8);

/// What visible() returned, to be put into a line beside other text: where it has right-to-left
/// characters it stands between FSI and PDI (U+2068, U+2069; UAX 9), so that it cannot turn its
/// neighbours around. Must not go through visible() again.
QString isolated(const QString &shown);

/// For names that are typed and kept: what visible() writes out is left out, blanks are joined.
QString plain(QStringView text);

/// The object on one line (RFC 8259) with hidden characters as "\u202e": the same data to every
/// program, and harmless on a terminal.
QByteArray jsonLine(const QJsonObject &object);

/// Appends a JSON string that is as harmless as jsonLine() is, and much faster where the bytes are
/// printable ASCII, as nearly all are. What is no UTF-8 becomes U+FFFD.
void appendJsonString(QByteArray &to, QByteArrayView utf8);

/// Appends `"name":"text"`, and behind it the bytes themselves where they are no text:
/// `,"name_base64":"..."`. `name` is written as it is.
void appendJsonMember(QByteArray &to, QByteArrayView name, QByteArrayView utf8);

/// One RFC 4180 field that no spreadsheet takes for a formula (CWE-1236): always quoted where
/// needed, and a leading = + - @ (ASCII or full width), tab, CR or LF gets an apostrophe before it.
/// Controls and what is no text are written out as by visible(); every combining mark stays.
QByteArray csvField(QByteArrayView utf8);

}
