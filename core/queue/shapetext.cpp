// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/shapetext.h"

#include "core/base/textsafety.h"

#include <algorithm>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int leastWidth = 80; ///< qshape takes no narrower one
constexpr int leastNameWidth = 18;

QString fitted(const QString &name, qsizetype width)
{
    if (name.size() <= width)
        return name.rightJustified(width);
    return name.startsWith(u'.') ? u".+"_s + name.last(width - 2) : u'+' + name.last(width - 1);
}

QStringList heads(const QueueShape &shape)
{
    QStringList heads{u"T"_s};
    const std::vector<qint64> starts = shape.bucketStarts();
    for (size_t i = 1; i < starts.size(); ++i)
        heads.append(QString::number(starts[i]));
    heads.append(QString::number(starts.back()) + u'+');
    return heads;
}

QStringList cells(const ShapeRow &row)
{
    QStringList cells{QString::number(row.total)};
    for (const qint64 count : row.counts)
        cells.append(QString::number(count));
    return cells;
}

QByteArray csvRow(const ShapeRow &row)
{
    QByteArray line = text::csvField(row.domain) + ',' + QByteArray::number(row.total);
    for (const qint64 count : row.counts)
        line += ',' + QByteArray::number(count);
    return line + "\r\n";
}

}

QByteArray shapeCsv(const QueueShape &shape)
{
    QByteArray table = "domain,total";
    for (const qint64 start : shape.bucketStarts())
        table += ",from_" + QByteArray::number(start) + "_min";
    table += "\r\n" + csvRow(shape.all);
    for (const ShapeRow &row : shape.rows)
        table += csvRow(row);
    return table;
}

QByteArray shapeText(const QueueShape &shape, int width)
{
    const QStringList head = heads(shape), totals = cells(shape.all);
    QList<qsizetype> widths;
    qsizetype nameWidth = std::max(width, leastWidth);
    for (qsizetype i = 0; i < head.size(); ++i) {
        const qsizetype longest = std::max(head[i].size(), totals[i].size());
        widths.append(longest > 2 ? longest + 1 : 3);
        nameWidth -= widths.last();
    }
    nameWidth = std::max<qsizetype>(nameWidth, leastNameWidth);
    QString table;
    const auto print = [&](const QString &name, const QStringList &line) {
        table += fitted(name, nameWidth);
        for (qsizetype i = 0; i < line.size(); ++i)
            table += line[i].rightJustified(widths[i]);
        table += u'\n';
    };
    print({}, head);
    // qshape sorts the total in as if it were a domain.
    const auto behindTotal = std::ranges::upper_bound(shape.rows, shape.all, isShownBefore);
    const auto printRow
        = [&](const ShapeRow &row) { print(text::visible(row.domain), cells(row)); };
    std::for_each(shape.rows.begin(), behindTotal, printRow);
    printRow(shape.all);
    std::for_each(behindTotal, shape.rows.end(), printRow);
    return table.toUtf8();
}

}
