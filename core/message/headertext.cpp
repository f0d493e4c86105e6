// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/message/headertext.h"

#include "core/base/textsafety.h"

#include <QStringDecoder>

#include <optional>

using namespace Qt::StringLiterals;

namespace spoolscope::header {

namespace {

constexpr qsizetype longestValue = 16 << 10;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

qsizetype skipBlanks(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

/// "=?charset*language?B?text?=" (RFC 2047 §2, RFC 2231 §5).
struct EncodedWord
{
    QByteArray charset;
    QByteArray bytes;
    qsizetype end = 0; ///< behind the closing "?="
};

std::optional<QByteArray> decodeQ(QByteArrayView text)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            bytes.append(text[i] == '_' ? ' ' : text[i]);
            continue;
        }
        const auto digits = text.sliced(i + 1, std::min<qsizetype>(2, text.size() - i - 1));
        bool valid = false;
        const uint value = digits.toUInt(&valid, 16);
        if (!valid || digits.size() != 2)
            return {};
        bytes.append(char(value));
        i += 2;
    }
    return bytes;
}

std::optional<EncodedWord> encodedWordAt(QByteArrayView text, qsizetype at)
{
    if (!text.sliced(at).startsWith("=?"))
        return {};
    const qsizetype charsetEnd = text.indexOf('?', at + 2);
    if (charsetEnd <= at + 2 || charsetEnd + 2 >= text.size() || text[charsetEnd + 2] != '?')
        return {};
    const qsizetype start = charsetEnd + 3;
    const qsizetype end = text.indexOf("?=", start);
    if (end < 0 || text.sliced(start, end - start).contains('?'))
        return {};
    const QByteArrayView data = text.sliced(start, end - start);
    std::optional<QByteArray> bytes;
    if (const char encoding = text[charsetEnd + 1]; encoding == 'Q' || encoding == 'q') {
        bytes = decodeQ(data);
    } else if (encoding == 'B' || encoding == 'b') {
        auto decoded = QByteArray::fromBase64Encoding(
            data.toByteArray(), QByteArray::AbortOnBase64DecodingErrors);
        if (decoded)
            bytes = std::move(*decoded);
    }
    if (!bytes)
        return {};
    QByteArrayView charset = text.sliced(at + 2, charsetEnd - at - 2);
    if (const qsizetype language = charset.indexOf('*'); language >= 0)
        charset = charset.first(language);
    return EncodedWord{charset.toByteArray().toLower(), *bytes, end + 2};
}

std::optional<QString> toUnicode(const QByteArray &charset, QByteArrayView bytes)
{
    // Stateless: an incomplete character at the end counts as an error.
    QStringDecoder decoder(charset.constData(), QStringConverter::Flag::Stateless);
    if (!decoder.isValid())
        return {};
    QString text = decoder(bytes);
    if (decoder.hasError())
        return {};
    return text;
}

/// A run of encoded words with only blanks between them, from `at`. Words of one charset are
/// joined before decoding: many senders split in the middle of a character.
struct EncodedRun
{
    QString text;
    qsizetype end = 0;
};

std::optional<EncodedRun> encodedRunAt(QByteArrayView text, qsizetype at)
{
    std::optional<EncodedWord> word = encodedWordAt(text, at);
    if (!word)
        return {};
    EncodedRun run;
    while (word) {
        EncodedWord joined = *word;
        std::optional<EncodedWord> next = encodedWordAt(text, skipBlanks(text, joined.end));
        while (next && next->charset == joined.charset) {
            joined.bytes += next->bytes;
            joined.end = next->end;
            next = encodedWordAt(text, skipBlanks(text, joined.end));
        }
        if (const auto decoded = toUnicode(joined.charset, joined.bytes))
            run.text += *decoded;
        else
            run.text += QString::fromUtf8(text.sliced(at, joined.end - at));
        run.end = joined.end;
        at = skipBlanks(text, joined.end);
        word = std::move(next);
    }
    return run;
}

QString decodeUnstructured(QByteArrayView text)
{
    QString result;
    qsizetype rawStart = 0;
    for (qsizetype i = text.indexOf("=?"); i >= 0; i = text.indexOf("=?", i)) {
        const std::optional<EncodedRun> run = encodedRunAt(text, i);
        if (!run) {
            i += 2;
            continue;
        }
        result += QString::fromUtf8(text.sliced(rawStart, i - rawStart)) + run->text;
        rawStart = i = run->end;
    }
    return result + QString::fromUtf8(text.sliced(rawStart));
}

/// The end of the quoted string, comment or angle address that begins at `at`.
qsizetype endOfGroup(QByteArrayView text, qsizetype at)
{
    const char open = text[at];
    const char close = open == '(' ? ')' : open == '<' ? '>' : '"';
    int depth = 0;
    for (qsizetype i = at; i < text.size(); ++i) {
        if (text[i] == '\\' && open != '<')
            ++i;
        else if (open == '(' && text[i] == '(')
            ++depth;
        else if (text[i] == close && i > at && --depth <= 0)
            return i + 1;
    }
    return text.size();
}

QString quotedIfNeeded(const QString &name)
{
    const bool special = std::ranges::any_of(name, [](QChar c) {
        return u"<>@,;:\"\\()[]"_s.contains(c) || c.category() == QChar::Other_Control;
    });
    if (!special)
        return name;
    QString quoted = name;
    quoted.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
    return u'"' + quoted + u'"';
}

qsizetype endOfWord(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && !isBlank(text[at]) && !QByteArrayView(",;\"(<").contains(text[at]))
        ++at;
    return at;
}

/// Whether the run stands by itself: no part of an address before or behind it, over blanks too.
bool standsAlone(QByteArrayView text, qsizetype start, qsizetype end)
{
    const QByteArrayView before = text.first(start).trimmed();
    const QByteArrayView behind = text.sliced(end).trimmed();
    const bool touches
        = end < text.size() && !isBlank(text[end]) && !QByteArrayView(",;\"(<").contains(text[end]);
    return !touches && !before.endsWith('@') && !behind.startsWith('@');
}

QString decodeStructured(QByteArrayView text)
{
    QString result;
    for (qsizetype i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '(' || c == '<' || c == '"') {
            const qsizetype end = endOfGroup(text, i);
            const QByteArrayView group = text.sliced(i, end - i);
            result += c == '(' ? decodeUnstructured(group) : QString::fromUtf8(group);
            i = end;
        } else if (const auto run = encodedRunAt(text, i); run && standsAlone(text, i, run->end)) {
            result += quotedIfNeeded(run->text);
            i = run->end;
        } else {
            const qsizetype end = std::max(endOfWord(text, i), i + 1);
            result += QString::fromUtf8(text.sliced(i, end - i));
            i = end;
        }
    }
    return result;
}

QString decode(QByteArrayView value, QString (*how)(QByteArrayView))
{
    const bool cut = value.size() > longestValue;
    const QString decoded = how(cut ? value.first(longestValue) : value);
    return cut ? text::visible(decoded) + u'…' : text::visible(decoded);
}

}

QByteArrayList values(QByteArrayView headers, QByteArrayView name)
{
    QByteArrayList found;
    bool inField = false;
    for (qsizetype start = 0; start < headers.size();) {
        qsizetype end = headers.indexOf('\n', start);
        end = end < 0 ? headers.size() : end;
        const QByteArrayView line = headers.sliced(start, end - start);
        start = end + 1;
        if (!line.isEmpty() && (line[0] == ' ' || line[0] == '\t')) {
            if (inField)
                found.last() += ' ' + line.trimmed().toByteArray();
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        inField = colon > 0 && line.first(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0;
        if (inField)
            found.append(line.sliced(colon + 1).trimmed().toByteArray());
    }
    return found;
}

QByteArray value(QByteArrayView headers, QByteArrayView name)
{
    const QByteArrayList all = values(headers, name);
    return all.isEmpty() ? QByteArray() : all.first();
}

QString decodeText(QByteArrayView value)
{
    return decode(value, decodeUnstructured);
}

QString decodeAddresses(QByteArrayView value)
{
    return decode(value, decodeStructured);
}

}
