// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "longlog.h"

#include "core/logs/logparser.h"

#include <QDateTime>
#include <QFile>

#include <algorithm>
#include <set>

namespace spoolscope::bench {

namespace {

constexpr qsizetype chunk = 4 << 20;
constexpr qint64 linesPerSecond = 10;

constexpr QByteArrayView hexDigits("0123456789ABCDEF");
constexpr QByteArrayView safeDigits("0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxy");

std::vector<QByteArrayView> linesOf(QByteArrayView text)
{
    std::vector<QByteArrayView> lines;
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n');
        lines.push_back(end < 0 ? text : text.first(end));
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
    }
    return lines;
}

/// Another ID of the same form for each round.
QByteArray idOf(const QByteArray &id, quint32 round)
{
    const bool isLong = id.contains('z');
    const QByteArrayView digits = isLong ? safeDigits : hexDigits;
    QByteArray other = id;
    const qsizetype from = isLong ? 0 : 1, to = isLong ? 5 : id.size() - 1;
    for (qsizetype i = to - 1; i >= from && round > 0; --i) {
        const auto value = quint32(std::max<qsizetype>(0, digits.indexOf(id[i]))) + round;
        other[i] = digits[value % quint32(digits.size())];
        round = round / quint32(digits.size());
    }
    return other;
}

/// A thousand of each, most of the mail to sixteen of them.
QByteArray userOf(quint32 round)
{
    const quint32 mixed = round * 2654435761u;
    return QByteArray::number(mixed >> 8 & (mixed >> 28 ? 15 : 1023));
}

/// Where the local part of the address behind `name` ends; -1: none.
qsizetype userEnd(QByteArrayView line, QByteArrayView name)
{
    const qsizetype at = line.indexOf(name);
    if (at < 0)
        return -1;
    const qsizetype end = line.indexOf('@', at);
    const qsizetype close = line.indexOf('>', at);
    return end > at + name.size() && end < close ? end : -1;
}

}

LongLog::LongLog(const QByteArray &lines)
{
    std::set<QByteArray> ids;
    LogParser parser;
    const std::vector<QByteArrayView> all = linesOf(lines);
    for (const QByteArrayView line : all)
        if (const LogEvent &event = parser.parse(line); event.queueId.size() >= 6)
            ids.insert(event.queueId.toByteArray());
    const std::vector<QByteArray> sorted(ids.begin(), ids.end());
    for (const QByteArrayView line : all)
        if (parser.parse(line).line.isPostfix() && line.indexOf(' ') > 20)
            m_lines.push_back(piecesOf(line.sliced(line.indexOf(' ')), sorted));
    if (m_lines.empty())
        qFatal("there are no lines");
}

LongLog::Line LongLog::piecesOf(QByteArrayView line, const std::vector<QByteArray> &ids)
{
    std::vector<std::pair<qsizetype, Piece>> marks; // where something else stands
    qsizetype begin = 0;
    for (qsizetype i = 0; i <= line.size(); ++i) {
        if (i < line.size() && (std::isalnum(uchar(line[i])) != 0))
            continue;
        const QByteArray word = line.sliced(begin, i - begin).toByteArray();
        if (word.size() >= 6 && std::ranges::binary_search(ids, word))
            marks.push_back({begin, {Kind::QueueId, word}});
        begin = i + 1;
    }
    for (const QByteArrayView name : {QByteArrayView(" from=<"), QByteArrayView(" to=<")})
        if (const qsizetype end = userEnd(line, name); end > 0)
            marks.push_back({end, {Kind::User, {}}});
    std::ranges::sort(marks, {}, [](const auto &mark) { return mark.first; });
    Line pieces;
    qsizetype done = 0;
    for (auto &[at, piece] : marks) {
        pieces.push_back({Kind::Text, line.sliced(done, at - done).toByteArray()});
        done = at + piece.text.size();
        pieces.push_back(std::move(piece));
    }
    pieces.push_back({Kind::Text, line.sliced(done).toByteArray()});
    return pieces;
}

void LongLog::put(QByteArray &to, const Piece &piece, quint32 round)
{
    switch (piece.kind) {
    case Kind::QueueId:
        to += idOf(piece.text, round);
        break;
    case Kind::User:
        to += userOf(round);
        break;
    default:
        to += piece.text;
    }
}

void LongLog::write(const QString &path, qint64 bytes) const
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal() << file.errorString();
    QByteArray text;
    text.reserve(chunk + (1 << 16));
    qint64 written = 0;
    // It ends before now, whatever its length.
    qint64 time = QDateTime::currentMSecsSinceEpoch() - bytes / 100 * 1000 / linesPerSecond;
    const auto flush = [&] {
        if (file.write(text) != text.size())
            qFatal() << file.errorString();
        written += text.size();
        text.resize(0);
    };
    for (quint32 round = 0; written < bytes; ++round) {
        for (const Line &line : m_lines) {
            time += 1000 / linesPerSecond;
            text += QDateTime::fromMSecsSinceEpoch(time, QTimeZone::utc())
                        .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz"))
                        .toLatin1();
            text += "000+00:00";
            for (const Piece &piece : line)
                put(text, piece, round);
            text += '\n';
            if (text.size() >= chunk)
                flush();
        }
    }
    flush();
}

}
