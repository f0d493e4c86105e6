// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/queue/filterrun.h"
#include "tests/ui/madequeues.h"
#include "tests/ui/scratchhome.h"
#include "ui/shape/shapebar.h"
#include "ui/shape/shapedesk.h"
#include "ui/shape/shapemodel.h"
#include "ui/shape/shapepage.h"
#include "ui/shape/shapetable.h"
#include "ui/shape/shapetimeline.h"
#include "ui/shape/shapeview.h"

#include <QAction>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>

namespace spoolscope::made {

/// A message of that age now: the page counts ages to the present.
inline Message aged(int number, qint64 age, const QByteArray &domain,
    const QByteArray &sender = "s@sender.example", QueueName queue = QueueName::Deferred)
{
    return {.number = number,
        .queue = queue,
        .age = now - QDateTime::currentSecsSinceEpoch() + age,
        .sender = sender,
        .recipients = {"x@" + domain}};
}

/// `counts`: of messages by bucket, for each domain, in the middle of the usual buckets.
inline std::vector<Message> shaped(
    const std::vector<std::pair<QByteArray, std::vector<int>>> &counts)
{
    std::vector<Message> messages;
    for (const auto &[domain, buckets] : counts) {
        for (size_t bucket = 0; bucket < buckets.size(); ++bucket) {
            const qint64 age = bucket == 0 ? 100 : (qint64(300) << (bucket - 1)) * 3 / 2;
            for (int i = 0; i < buckets[bucket]; ++i)
                messages.push_back(aged(int(messages.size()), age, domain));
        }
    }
    return messages;
}

}

namespace spoolscope {

/// The page with queues of its own, in a window that is shown.
class ShapeFixture final
{
public:
    ShapeFixture()
        : m_filters(&m_page, &ShapePage::filterRequested), m_failures(&m_page, &ShapePage::failed)
    {
        if (m_plurals.load(QStringLiteral(":/i18n/spoolscope_en.qm")))
            QCoreApplication::installTranslator(&m_plurals);
        m_page.resize(1200, 700);
        m_page.show();
        if (!QTest::qWaitForWindowActive(&m_page))
            qFatal("no window");
    }

    ShapePage &page() { return m_page; }
    ShapeTable &domains() { return *m_page.view()->domains(); }
    ShapeTable &total() { return *m_page.view()->total(); }
    const ShapePicture &picture() { return m_page.view()->picture(); }

    bool settle()
    {
        return QTest::qWaitFor([this] { return m_page.isSettled(); }, 10'000);
    }
    bool list(const QueueSources &sources)
    {
        m_sources = sources;
        m_page.desk()->recorder().setSources(sources);
        return settle();
    }
    bool listShaped(const std::vector<std::pair<QByteArray, std::vector<int>>> &counts)
    {
        return list(QueueSources{made::source(QStringLiteral("mx1"), made::shaped(counts))});
    }

    QPoint middle(const ShapeTable &table, int row, int column)
    {
        return table.visualRect(table.model()->index(row, column)).center();
    }
    void click(ShapeTable &table, int row, int column)
    {
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, middle(table, row, column));
    }
    void drag(ShapeTable &table, int row, int column, int toRow, int toColumn)
    {
        QWidget *viewport = table.viewport();
        QTest::mousePress(viewport, Qt::LeftButton, {}, middle(table, row, column));
        QTest::mouseMove(viewport, middle(table, toRow, toColumn));
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, middle(table, toRow, toColumn));
    }

    /// What was asked for since the last call; empty for nothing.
    QString takeFilter()
    {
        QCoreApplication::processEvents();
        return m_filters.isEmpty() ? QString() : m_filters.takeFirst().first().toString();
    }
    QString takeFailure()
    {
        return m_failures.isEmpty() ? QString() : m_failures.takeFirst().first().toString();
    }
    /// Messages of all sources that the filter finds now.
    qint64 found(const QString &text) const
    {
        const auto filter = Filter::parse(text);
        if (!filter)
            qFatal() << text << filter.error().message;
        qint64 count = 0;
        for (const QueueSource &source : m_sources) {
            const FilterContext context{
                .serverNames = {}, .instanceNames = {}, .now = QDateTime::currentSecsSinceEpoch()};
            count += qint64(FilterRun(*filter, *source.snapshot, context).rows().rows.size());
        }
        return count;
    }

private:
    ScratchHome m_home;
    QTranslator m_plurals;
    Fleet m_fleet;
    QAction m_add;
    ShapePage m_page{m_fleet, &m_add};
    QSignalSpy m_filters;
    QSignalSpy m_failures;
    QueueSources m_sources;
};

}
