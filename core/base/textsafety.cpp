// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/textsafety.h"

#include <QChar>
#include <QStringConverter>

#include <algorithm>

namespace spoolscope::text {

using namespace Qt::Literals;

namespace {

enum class Breaks {
    Escape, ///< written out, a tab as a blank
    Keep, ///< '\n' and '\t' stay, "\r\n" becomes '\n'
    Raw, ///< '\r', '\n' and '\t' stay
};

constexpr bool isPrintableAscii(char16_t c)
{
    return c >= 0x20 && c < 0x7f;
}

/// Characters that show nothing, or change how others are shown. U+FE00..U+FE0F stay: they only
/// choose between two looks of the character before.
bool isDeceptive(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // bidi controls, zero width (no-)joiner, soft hyphen, tags ...
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        break;
    }
    return c == 0x034f // combining grapheme joiner
        || c == 0x115f || c == 0x1160 // Hangul fillers
        || c == 0x3164 || c == 0xffa0 || (c >= 0x17b4 && c <= 0x17b5) // invisible Khmer vowels
        || (c >= 0x180b && c <= 0x180f) // Mongolian variation selectors
        || (c >= 0x2060 && c <= 0x206f) || (c >= 0xfff0 && c <= 0xfffb)
        || (c >= 0xe0000 && c <= 0xe0fff); // tags, variation selectors beyond the first 16
}

void appendWrittenOut(QString &out, char32_t c)
{
    out += u"\u27e8U+"_s + QString::number(uint(c), 16).toUpper().rightJustified(4, u'0')
        + u'\u27e9';
}

void appendCharacter(QString &out, char32_t c, Breaks breaks)
{
    if (c == '\t')
        out += breaks == Breaks::Escape ? u' ' : u'\t';
    else if ((c == '\n' && breaks != Breaks::Escape) || (c == '\r' && breaks == Breaks::Raw))
        out += QChar(char16_t(c));
    else if (isDeceptive(c))
        appendWrittenOut(out, c);
    else if (QChar::requiresSurrogates(c))
        out.append(QChar(QChar::highSurrogate(c))).append(QChar(QChar::lowSurrogate(c)));
    else
        out += QChar(char16_t(c));
}

/// The code point at `index`, which then points behind it. A lone surrogate is itself.
char32_t takeCodePoint(QStringView text, qsizetype &index)
{
    const QChar first = text[index++];
    if (first.isHighSurrogate() && index < text.size() && text[index].isLowSurrogate())
        return QChar::surrogateToUcs4(first, text[index++]);
    return first.unicode();
}

QString escape(QStringView text, Breaks breaks)
{
    QString out;
    out.reserve(text.size() + 16);
    for (qsizetype i = 0; i < text.size();) {
        // Runs that need nothing are by far the most.
        const auto isPlain = [](QChar c) { return isPrintableAscii(c.unicode()); };
        const auto stop = std::find_if_not(text.begin() + i, text.end(), isPlain);
        const qsizetype run = stop - text.begin() - i;
        out.append(text.sliced(i, run));
        i += run;
        if (i == text.size())
            break;
        if (breaks == Breaks::Keep && text[i] == u'\r' && i + 1 < text.size()
            && text[i + 1] == u'\n')
            ++i;
        appendCharacter(out, takeCodePoint(text, i), breaks);
    }
    return out;
}

QString escape(QByteArrayView utf8, Breaks breaks)
{
    if (std::ranges::all_of(utf8, [](char c) { return isPrintableAscii(uchar(c)); }))
        return QString::fromLatin1(utf8);
    // Unlike QString::fromUtf8(), without swallowing a byte order mark.
    using Flag = QStringConverter::Flag;
    QStringDecoder decoder(QStringConverter::Utf8, Flag::Stateless | Flag::ConvertInitialBom);
    const QString text = decoder(utf8);
    return escape(text, breaks);
}

/// Neither a separator in any country's spreadsheet nor the start of a formula.
bool isPlainInCsv(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || QByteArrayView("._@-+=:/<>()[]").contains(c);
}

/// Excel, LibreOffice and others also take the full-width signs, and some skip leading blanks.
bool looksLikeFormula(QStringView text)
{
    while (text.startsWith(u' '))
        text = text.sliced(1);
    constexpr QStringView starts = u"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";
    return !text.isEmpty() && starts.contains(text.front());
}

}

QString visible(QStringView text)
{
    return escape(text, Breaks::Escape);
}

QString visible(QByteArrayView utf8)
{
    return escape(utf8, Breaks::Escape);
}

QString visibleLines(QStringView text)
{
    return escape(text, Breaks::Keep);
}

QString visibleLines(QByteArrayView utf8)
{
    return escape(utf8, Breaks::Keep);
}

QByteArray csvField(QByteArrayView utf8)
{
    constexpr QByteArrayView signs = "=+-@";
    if (std::ranges::all_of(utf8, isPlainInCsv)
        && (utf8.isEmpty() || !signs.contains(utf8.front())))
        return utf8.toByteArray();
    // Controls would act on the terminal that shows the file, and bytes that are no text make it
    // unreadable to strict programs.
    QString text = escape(utf8, Breaks::Raw);
    if (looksLikeFormula(text))
        text.prepend(u'\'');
    return '"' + text.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

}
