// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/textsafety.h"

#include <QChar>
#include <QJsonDocument>
#include <QJsonObject>
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

/// Stacks of marks reach over the lines above and below; no script needs more (Unicode's own
/// Stream-Safe format allows 30).
constexpr int mostMarks = 8;

bool isMark(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

/// Counts the marks on one character and says how many were left out.
class MarkCap final
{
public:
    bool admits(char32_t c)
    {
        if (!isMark(c) || isDeceptive(c))
            return true;
        ++m_count;
        return m_count <= mostMarks;
    }
    bool hasLeftOut() const { return m_count > mostMarks; }
    void end(QString &out)
    {
        if (hasLeftOut())
            out += u"\u27e8+%1\u27e9"_s.arg(m_count - mostMarks);
        m_count = 0;
    }

private:
    int m_count = 0;
};

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
    MarkCap marks;
    for (qsizetype i = 0; i < text.size();) {
        // Runs that need nothing are by far the most.
        const auto isPlain = [](QChar c) { return isPrintableAscii(c.unicode()); };
        const auto stop = std::find_if_not(text.begin() + i, text.end(), isPlain);
        const qsizetype run = stop - text.begin() - i;
        if (run > 0)
            marks.end(out);
        out.append(text.sliced(i, run));
        i += run;
        if (i == text.size())
            break;
        if (breaks == Breaks::Keep && text[i] == u'\r' && i + 1 < text.size()
            && text[i + 1] == u'\n')
            ++i;
        const char32_t c = takeCodePoint(text, i);
        if (breaks != Breaks::Raw && !marks.admits(c))
            continue;
        // A line that begins with marks adds them to the stack above it.
        const bool isKept = breaks == Breaks::Keep && (c == '\n' || c == '\t');
        if (!isMark(c) && (!isKept || marks.hasLeftOut()))
            marks.end(out);
        appendCharacter(out, c, breaks);
    }
    marks.end(out);
    return out;
}

QString escape(QByteArrayView utf8, Breaks breaks)
{
    if (std::ranges::all_of(utf8, [](char c) { return isPrintableAscii(uchar(c)); }))
        return QString::fromLatin1(utf8);
    return escape(text::exact(utf8), breaks);
}

/// Neither a separator in any country's spreadsheet nor the start of a formula.
bool isPlainInCsv(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || QByteArrayView("._@-+=:/<>()[]").contains(c);
}

/// Excel, LibreOffice and others also take the full-width signs, and some skip leading blanks of
/// any width.
bool looksLikeFormula(QStringView text)
{
    while (!text.isEmpty() && text.front().category() == QChar::Separator_Space)
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

QString visibleStart(QByteArrayView utf8, qsizetype most)
{
    if (utf8.size() <= most)
        return visible(utf8);
    while (most > 0 && (uchar(utf8[most]) & 0xc0) == 0x80) // not within a character
        --most;
    return visible(utf8.first(most)) + u"… (truncated)"_s;
}

QString exact(QByteArrayView utf8)
{
    using Flag = QStringConverter::Flag;
    QStringDecoder decoder(QStringConverter::Utf8, Flag::Stateless | Flag::ConvertInitialBom);
    return decoder(utf8);
}

QString plain(QStringView text)
{
    QString out;
    MarkCap marks;
    QString uncounted;
    for (qsizetype i = 0; i < text.size();) {
        const char32_t c = takeCodePoint(text, i);
        const bool isBreak = c == '\t' || c == '\n' || c == '\r';
        if (isDeceptive(c) && !isBreak)
            continue; // left out, so the marks on both sides of it are on one character
        if (!isMark(c))
            marks.end(uncounted);
        if (isBreak)
            out += u' ';
        else if (marks.admits(c))
            appendCharacter(out, c, Breaks::Escape);
    }
    return out.simplified();
}

QString isolated(const QString &shown)
{
    const auto turns = [](QChar c) {
        return c.direction() == QChar::DirR || c.direction() == QChar::DirAL
            || c.direction() == QChar::DirAN || c.isHighSurrogate();
    };
    if (std::ranges::none_of(shown, turns))
        return shown;
    return u'\u2068' + shown + u'\u2069';
}

QByteArray jsonLine(const QJsonObject &object)
{
    const QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
    if (std::ranges::all_of(json, [](char c) { return isPrintableAscii(uchar(c)); }))
        return json;
    const QString text = exact(json);
    QString out;
    out.reserve(text.size());
    for (qsizetype i = 0; i < text.size();) {
        const qsizetype start = i;
        const char32_t c = takeCodePoint(text, i);
        const QStringView units = QStringView(text).sliced(start, i - start);
        if (isDeceptive(c)) // only strings hold such
            for (const QChar unit : units)
                out += u"\\u"_s + QString::number(unit.unicode(), 16).rightJustified(4, u'0');
        else
            out += units;
    }
    return out.toUtf8();
}

void appendJsonString(QByteArray &to, QByteArrayView utf8)
{
    if (!std::ranges::all_of(utf8, [](char c) { return isPrintableAscii(uchar(c)); })) {
        constexpr qsizetype before = 4; // {"":
        const QByteArray line = jsonLine({{QString(), exact(utf8)}});
        to += QByteArrayView(line).sliced(before).chopped(1);
        return;
    }
    to += '"';
    const char *start = utf8.begin();
    for (const char *at = start; at != utf8.end(); ++at) {
        if (*at != '"' && *at != '\\')
            continue;
        to.append(start, at - start).append('\\');
        start = at;
    }
    to.append(start, utf8.end() - start).append('"');
}

void appendJsonMember(QByteArray &to, QByteArrayView name, QByteArrayView utf8)
{
    to.append('"').append(name).append("\":");
    appendJsonString(to, utf8);
    const bool isAscii = std::ranges::all_of(utf8, [](char c) { return uchar(c) < 0x80; });
    if (!isAscii && !utf8.isValidUtf8())
        to.append(",\"").append(name).append("_base64\":\"").append(utf8.toByteArray().toBase64())
            += '"';
}

QByteArray csvField(QByteArrayView utf8)
{
    constexpr QByteArrayView signs = "=+-@";
    if (std::ranges::all_of(utf8, isPlainInCsv)
        && (utf8.isEmpty() || !signs.contains(utf8.front())))
        return utf8.toByteArray();
    if (std::ranges::all_of(utf8, [](char c) { return isPrintableAscii(uchar(c)); })) {
        // Nearly all there is; an export of a million rows has no time to decode it.
        qsizetype first = 0;
        while (first < utf8.size() && utf8[first] == ' ')
            ++first;
        const bool isFormula = first < utf8.size() && signs.contains(utf8[first]);
        return (isFormula ? "\"'" : "\"") + utf8.toByteArray().replace('"', "\"\"") + '"';
    }
    // Controls would act on the terminal that shows the file, and bytes that are no text make it
    // unreadable to strict programs.
    QString text = escape(utf8, Breaks::Raw);
    if (looksLikeFormula(text))
        text.prepend(u'\'');
    return '"' + text.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

}
