// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"
#include "qshapetable.h"

#include "core/queue/filterrun.h"
#include "core/queue/shapetext.h"
#include "ui/filter/filteredit.h"
#include "ui/queue/queuefooter.h"
#include "ui/queue/queuepage.h"
#include "ui/shape/shapebar.h"
#include "ui/shape/shapedesk.h"
#include "ui/shape/shapemodel.h"
#include "ui/shape/shapepage.h"
#include "ui/shape/shapetable.h"
#include "ui/shape/shapetimeline.h"
#include "ui/shape/shapeview.h"

#include <QAction>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The heatmap of real hosts is what qshape prints there, and its cells are their messages.
class TestShapeOnHosts : public QObject, HostWindow
{
    Q_OBJECT

private slots:
    void initTestCase() { startLab(2, 3000); }
    void init()
    {
        openWindow();
        for (int host : {0, 1})
            m_fleet->add(m_lab->server(host));
        m_fleet->connectAll();
        m_window->showPage(MainWindow::ShapeTab);
        QVERIFY(isListed());
    }
    void cleanup() { closeWindow(); }

    void isWhatQshapePrints()
    {
        // qshape has one instance, and is asked for one queue.
        for (QAction *queue :
            shape().bar()->findChild<QPushButton *>(u"shapeQueues"_s)->menu()->actions())
            if (queue->isCheckable() && queue->isChecked() && queue->text() != "deferred"_L1)
                queue->trigger();
        const Server *server = m_fleet->servers().first();
        shape().setScope({.server = server->id(), .instance = server->instances().front().key});
        QByteArray theirs, mine;
        // A message may grow into the next bucket, or be tried, between the two.
        for (int attempt = 0; attempt < 6; ++attempt) {
            shape().refresh();
            QVERIFY(isListed());
            const auto table = m_lab->exec(0, {u"qshape"_s, u"deferred"_s});
            QVERIFY(table);
            theirs = *table;
            mine = shapeText(shape().view()->picture().shape);
            if (comparableTable(mine) == comparableTable(theirs))
                break;
        }
        QCOMPARE(comparableTable(mine), comparableTable(theirs));
        QVERIFY(mine.count('\n') > 10);
    }

    void cellsAreTheirMessages()
    {
        // From the left, where ages grow out of their bucket soonest.
        const ShapeTable &table = *shape().view()->domains();
        for (int column = ShapeModel::FirstBucket + 5; column < table.model()->columnCount();
            ++column) {
            const QModelIndex index = table.model()->index(0, column);
            if (index.data(ShapeModel::CountRole).toLongLong() == 0)
                continue;
            m_window->showPage(MainWindow::ShapeTab);
            QTest::mouseClick(
                table.viewport(), Qt::LeftButton, {}, table.visualRect(index).center());
            QVERIFY(page().isVisible());
            const QString filter = page().filterEdit()->text();
            QVERIFY2(filter.startsWith(u"domain:gmail.com age"_s), qPrintable(filter));
            // Recipients are counted, and a message may have several.
            const qint64 counted = index.data(ShapeModel::CountRole).toLongLong();
            const auto [messages, recipients] = found(filter, "gmail.com");
            QVERIFY2(std::abs(recipients - counted) <= counted / 10,
                qPrintable(u"%1: %2, not %3"_s.arg(filter).arg(recipients).arg(counted)));
            QVERIFY(messages > 0 && messages <= recipients);
        }
    }

    void playsBackItsListings()
    {
        QTest::qWait(1100);
        shape().refresh();
        QVERIFY(isListed());
        const QSlider *slider = shape().timeline()->slider();
        QTRY_VERIFY(slider->maximum() >= 1);
        shape().timeline()->slider()->setValue(slider->maximum() - 1);
        QVERIFY(isListed());
        QVERIFY(shape().desk()->time());
        QVERIFY(!shape().view()->picture().isEmpty());
        // A server that was not listed is said to be missing.
        ServerDefinition broken = m_lab->server(0);
        broken.id = u"broken"_s;
        broken.endpoint.port = 9;
        m_fleet->add(broken)->connectToServer();
        QTRY_VERIFY(
            std::ranges::any_of(shape().findChild<QueueFooter *>()->findChildren<QLabel *>(),
                [](const QLabel *label) { return label->text() == "2 of 3 servers"_L1; }));
        const auto *text = shape().findChild<QLabel *>(u"shapeTimeText"_s);
        QTRY_VERIFY2(text->text().endsWith(u"of 3 servers"_s), qPrintable(text->text()));
    }

private:
    ShapePage &shape() const { return *m_window->shapePage(); }

    bool isListed() const
    {
        return QTest::qWaitFor(
            [this] {
                return std::ranges::all_of(m_fleet->servers(), [](const Server *server) {
                    return server->state() == ServerState::Connected
                        && std::ranges::all_of(server->instances(), [](const auto &instance) {
                               return instance.snapshot && !instance.listing;
                           });
                }) && shape().isSettled();
            },
            patience);
    }

    /// Messages that the filter finds on all hosts, and their recipients in the domain.
    std::pair<qint64, qint64> found(const QString &text, const QByteArray &domain) const
    {
        const auto filter = Filter::parse(text);
        if (!filter)
            qFatal() << text << filter.error().message;
        qint64 messages = 0, recipients = 0;
        for (const Server *server : m_fleet->servers()) {
            const FilterContext context{.serverNames = {},
                .instanceNames = {},
                .now = QDateTime::currentSecsSinceEpoch() + server->clockOffset()};
            for (const InstanceStatus &instance : server->instances()) {
                const QueueSnapshot &snapshot = *instance.snapshot;
                for (const auto row : FilterRun(*filter, snapshot, context).rows().rows) {
                    ++messages;
                    for (quint32 i = 0; i < snapshot.recipientCount(row); ++i)
                        recipients += shapeDomain(snapshot.text(snapshot.recipient(row, i).address))
                            == domain;
                }
            }
        }
        return {messages, recipients};
    }
};

QTEST_MAIN(TestShapeOnHosts)
#include "tst_shapeonhosts.moc"
