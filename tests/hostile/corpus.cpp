// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/hostile/corpus.h"

#include "core/base/textsafety.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace spoolscope::hostile {

namespace {

/// Reads the escapes of one line.
class Reader final
{
public:
    Reader(QByteArrayView text, QByteArray where) : m_text(text), m_where(std::move(where)) { }

    QByteArray all()
    {
        QByteArray result;
        while (m_at < m_text.size())
            result += next();
        return result;
    }

private:
    QByteArray next()
    {
        const char c = m_text[m_at++];
        if (c != '\\')
            return QByteArray(1, c);
        if (m_at == m_text.size())
            broken("a backslash at the end");
        switch (const char what = m_text[m_at++]) {
        case 'n':
            return "\n";
        case 'r':
            return "\r";
        case 't':
            return "\t";
        case '0':
            return QByteArray(1, '\0');
        case 'a':
            return "\a";
        case 'b':
            return "\b";
        case 'e':
            return "\033";
        case 's':
            return " ";
        case '\\':
            return "\\";
        case 'x':
            return QByteArray(1, char(number(2)));
        case 'u':
            return character(4);
        case 'U':
            return character(8);
        case '{':
            return repeated();
        default:
            broken(QByteArray("unknown escape ") + what);
        }
        return {};
    }

    QByteArray character(int digits)
    {
        const char32_t code = number(digits); // QString::fromUcs4() would swallow U+FEFF
        return QString(QChar::fromUcs4(code)).toUtf8();
    }

    char32_t number(int digits)
    {
        bool isNumber = false;
        const char32_t value
            = m_text.sliced(m_at, std::min<qsizetype>(digits, m_text.size() - m_at))
                  .toUInt(&isNumber, 16);
        m_at += digits;
        if (!isNumber || m_at > m_text.size())
            broken("a bad number");
        return value;
    }

    /// "\{N:text}". The text may hold braces as long as they come in pairs.
    QByteArray repeated()
    {
        const qsizetype colon = m_text.indexOf(':', m_at);
        bool isNumber = false;
        const int count = colon < 0 ? 0 : m_text.sliced(m_at, colon - m_at).toInt(&isNumber);
        qsizetype end = m_text.indexOf('}', m_at);
        if (!isNumber || end < 0)
            broken("a bad repetition");
        // What is repeated may open braces of its own; the last '}' before nothing else is ours.
        int depth = 1;
        for (end = colon + 1; end < m_text.size(); ++end) {
            depth += (m_text[end] == '{') - (m_text[end] == '}');
            if (depth == 0)
                break;
        }
        if (end == m_text.size()) // unpaired inside: up to the first one
            end = m_text.indexOf('}', colon);
        const QByteArray piece = Reader(m_text.sliced(colon + 1, end - colon - 1), m_where).all();
        m_at = end + 1;
        return piece.repeated(count);
    }

    [[noreturn]] void broken(const QByteArray &what) const
    {
        qFatal("%s: %s", m_where.constData(), what.constData());
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    QByteArray m_where;
};

Verdict verdictOf(char mark, const QByteArray &where)
{
    if (mark == '+')
        return Verdict::Take;
    if (mark == '-')
        return Verdict::Refuse;
    if (mark != '.')
        qFatal("%s: the line does not begin with + - or .", where.constData());
    return Verdict::Survive;
}

QList<Entry> readFile(const QString &path, const QByteArray &category)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        qFatal("cannot read %s", qPrintable(path));
    QList<Entry> entries;
    int number = 0;
    while (!file.atEnd()) {
        QByteArray line = file.readLine();
        line.chop(line.endsWith('\n'));
        ++number;
        const QByteArray where = category + ".txt:" + QByteArray::number(number);
        if (text::visible(line).toUtf8() != line)
            qFatal("%s: a character that cannot be seen; write it as an escape", where.constData());
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        // The blank behind the mark may be left out before an escape.
        const qsizetype start = line.size() > 1 && line[1] == ' ' ? 2 : 1;
        entries.append({category, number, verdictOf(line[0], where),
            Reader(QByteArrayView(line).sliced(start), where).all()});
    }
    return entries;
}

QList<Entry> readAll()
{
    const QDir directory(QStringLiteral(SPOOLSCOPE_HOSTILE_DATA));
    QList<Entry> entries;
    for (const QString &file : directory.entryList({u"*.txt"_s}, QDir::Files, QDir::Name))
        entries += readFile(directory.filePath(file), file.chopped(4).toUtf8());
    return entries;
}

}

const QList<Entry> &corpus()
{
    static const QList<Entry> entries = readAll();
    return entries;
}

QList<Entry> category(const QByteArray &name)
{
    QList<Entry> entries;
    for (const Entry &entry : corpus())
        if (entry.category == name)
            entries.append(entry);
    if (entries.isEmpty())
        qFatal("there is no category %s", name.constData());
    return entries;
}

}
