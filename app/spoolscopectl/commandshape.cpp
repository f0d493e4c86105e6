// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "rowsieve.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/queue/shapetext.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

constexpr qint64 widest = 10'000; ///< columns

class ShapeSink final : public RowSink
{
public:
    ShapeSink(ShapeCounter &counter, const QueueSnapshot &snapshot, const QList<QueueName> &queues,
        qint64 now)
        : m_adder(counter, snapshot, now), m_queues(queues)
    {
    }

    void take(const QueueSnapshot &snapshot, QueueSnapshot::Row row) override
    {
        if (m_queues.isEmpty() || m_queues.contains(snapshot.queue(row)))
            m_adder.add(row);
    }

private:
    ShapeCounter::Adder m_adder;
    const QList<QueueName> &m_queues;
};

void printJsonRow(const ShapeRow &row, const QJsonArray &starts)
{
    QJsonArray counts;
    for (const qint64 count : row.counts)
        counts.append(count);
    printJson({{u"domain"_s, text::exact(row.domain)}, {u"total"_s, row.total},
        {u"counts"_s, counts}, {u"age_minutes"_s, starts}});
}

void printShape(const Arguments &arguments, const QueueShape &shape)
{
    if (arguments.format == Format::Json) {
        QJsonArray starts;
        for (const qint64 start : shape.bucketStarts())
            starts.append(start);
        printJsonRow(shape.all, starts);
        for (const ShapeRow &row : shape.rows)
            printJsonRow(row, starts);
    } else if (arguments.format == Format::Csv) {
        print(shapeCsv(shape));
    } else {
        print(shapeText(shape, int(std::min(arguments.width.value_or(80), widest))));
    }
}

}

ExitCode shape(const Call &call)
{
    ShapeCounter counter(call.arguments.shape);
    const ExitCode code = forEachTarget(call, [&](const Target &target) {
        return listInto(call, target, [&](const QueueSnapshot &snapshot, const auto &) {
            const qint64 now = QDateTime::currentSecsSinceEpoch() + target.link.clockOffset;
            return std::make_unique<ShapeSink>(counter, snapshot, call.arguments.queues, now);
        });
    });
    printShape(call.arguments, counter.shape());
    return code;
}

}
