// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/madequeues.h"
#include "tests/ui/stallmeter.h"
#include "ui/queue/queuemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

bool settled(const QueueModel &model)
{
    return QTest::qWaitFor([&] { return !model.isArranging(); }, 30'000);
}

QStringList column(const QueueModel &model, QueueColumn which)
{
    QStringList result;
    for (int row = 0; row < model.rowCount(); ++row)
        result += model.index(row, int(which)).data().toString();
    return result;
}

QList<QByteArray> ids(const QueueModel &model)
{
    QList<QByteArray> result;
    for (int row = 0; row < model.rowCount(); ++row)
        result += model.key(row).id.toByteArray();
    return result;
}

std::vector<made::Message> differentMessages()
{
    return {
        {.number = 1, .queue = QueueName::Hold, .age = 30, .size = 5000, .sender = "b@x.example"},
        {.number = 2,
            .queue = QueueName::Active,
            .age = 90'000,
            .size = 200,
            .sender = "A@x.example",
            .recipients = {"zoe@y.example", "Müller@z.example"}},
        {.number = 3,
            .age = 4000,
            .size = 1'000'000,
            .sender = "",
            .recipients = {"c@w.example"},
            .reason = "host gmail said: 421 slow down"}};
}

}

class TestQueueModel : public QObject
{
    Q_OBJECT

private slots:
    void estimatesNextTryAndExpiry()
    {
        QueueModel model;
        QAbstractItemModelTester tester(&model);
        auto known = made::source(u"mx1"_s,
            {{.number = 1, .age = 600}, {.number = 2, .age = 100},
                {.number = 3, .queue = QueueName::Hold, .age = 600},
                {.number = 4, .queue = QueueName::Active, .age = 90'000, .sender = ""}});
        known.retry = RetrySettings{.bounceLifetime = 86'400};
        known.clockOffset = 7200; // ahead: what it calls "now" is two hours later
        auto other = made::source(u"mx2"_s, {{.number = 5, .age = 1}});
        model.setNow(made::now - 7200);
        model.sort(int(QueueColumn::NextTry), Qt::AscendingOrder);
        model.setSources({known, other});
        QVERIFY(QTest::qWaitFor([&] { return !model.isArranging(); }));
        QCOMPARE(column(model, QueueColumn::Id).first(2),
            (QStringList{made::idOf(2).toString(), made::idOf(1).toString()}));
        QCOMPARE(column(model, QueueColumn::NextTry),
            (QStringList{u"~5 min"_s, u"~7 min"_s, {}, {}, {}}));
        const QModelIndex next = model.index(0, int(QueueColumn::NextTry));
        QVERIFY(next.data(Qt::ToolTipRole).toString().contains(u"estimate"_s));
        QVERIFY(
            model.index(4, int(QueueColumn::NextTry)).data(Qt::ToolTipRole).toString().isEmpty());
        model.sort(int(QueueColumn::Expires), Qt::AscendingOrder);
        QVERIFY(QTest::qWaitFor([&] { return !model.isArranging(); }));
        QCOMPARE(column(model, QueueColumn::Id).first(3),
            (QStringList{
                made::idOf(4).toString(), made::idOf(1).toString(), made::idOf(2).toString()}));
        const QStringList expiries = column(model, QueueColumn::Expires);
        QCOMPARE(expiries.first(), u"due"_s);
        QVERIFY(expiries[1].startsWith(u"~4 d"_s));
        QVERIFY(expiries[3].isEmpty() && expiries[4].isEmpty());
    }

    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void showsMessages()
    {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setNow(made::now);
        model.setSources({made::source(u"mx1"_s, differentMessages())});
        QVERIFY(settled(model));
        QCOMPARE(column(model, QueueColumn::Age),
            (QStringList{u"1 d 1 h"_s, u"1 h 6 min"_s, u"30 s"_s}));
        QCOMPARE(column(model, QueueColumn::Queue),
            (QStringList{u"active"_s, u"deferred"_s, u"hold"_s}));
        QCOMPARE(
            column(model, QueueColumn::Size), (QStringList{u"200 B"_s, u"1.0 MB"_s, u"5.0 KB"_s}));
        QCOMPARE(column(model, QueueColumn::Sender),
            (QStringList{u"A@x.example"_s, u"<>"_s, u"b@x.example"_s}));
        QCOMPARE(column(model, QueueColumn::Recipients).first(), u"zoe@y.example"_s);
        const QModelIndex recipients = model.index(0, int(QueueColumn::Recipients));
        QCOMPARE(recipients.data(QueueModel::MoreRole).toString(), u"+1"_s);
        QCOMPARE(recipients.data(Qt::ToolTipRole).toString(), u"zoe@y.example\nMüller@z.example"_s);
        QVERIFY(!model.data(QModelIndex()).isValid());
    }

    void showsWhereMessagesCameFrom()
    {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        auto known = made::source(u"mx1"_s, {{.number = 1}, {.number = 2}, {.number = 3}});
        auto other = made::source(u"mx2"_s, {{.number = 4}});
        const auto factsOf = [](const QueueId &id, qint64) -> std::optional<MessageFacts> {
            if (id == made::idOf(3))
                return {};
            const bool isFirst = id == made::idOf(1);
            return MessageFacts{.isOriginKnown = true,
                .client = isFirst ? "mx.example" : "",
                .clientAddress = isFirst ? "192.0.2.7" : "",
                .saslUser = isFirst ? "zoe" : "",
                .isSubjectKnown = isFirst,
                .subject = isFirst ? "<b>Hi</b>" : ""};
        };
        known.facts = *SnapshotFacts::make(*known.snapshot, factsOf);
        model.sort(int(QueueColumn::User), Qt::DescendingOrder);
        model.setSources({known, other});
        QVERIFY(settled(model));
        QCOMPARE(column(model, QueueColumn::User).first(), u"zoe"_s);
        QCOMPARE(column(model, QueueColumn::Client).first(), u"192.0.2.7"_s);
        QCOMPARE(column(model, QueueColumn::Subject).first(), u"<b>Hi</b>"_s);
        QCOMPARE(column(model, QueueColumn::User).count(u"–"_s), 1); // nobody
        QCOMPARE(column(model, QueueColumn::User).count(QString()), 2); // not known
        const auto tip = [&](int row, QueueColumn column) {
            return model.index(row, int(column)).data(Qt::ToolTipRole).toString();
        };
        QVERIFY(tip(0, QueueColumn::Client).contains(u"mx.example [192.0.2.7]"_s));
        QVERIFY(!tip(0, QueueColumn::Subject).startsWith(u"<b>"_s)); // no markup
        QVERIFY(tip(3, QueueColumn::User).contains(u"Not known"_s)
            || tip(1, QueueColumn::User).contains(u"Not known"_s));
        model.sort(int(QueueColumn::Client), Qt::AscendingOrder);
        QVERIFY(settled(model));
        QCOMPARE(column(model, QueueColumn::Client).last(), u"192.0.2.7"_s);
        model.setFilter(*Filter::parse(u"not user:zoe"_s));
        QVERIFY(settled(model));
        QCOMPARE(column(model, QueueColumn::Id), QStringList{made::idOf(2).toString()});
    }

    void cutsEndlessTexts()
    {
        QueueModel model;
        const QByteArray umlauts = QByteArray("ü").repeated(1'000'000);
        model.setSources({made::source(u"mx1"_s, {{.reason = 'x' + umlauts}})});
        QVERIFY(settled(model));
        const QModelIndex reason = model.index(0, int(QueueColumn::Reason));
        QCOMPARE(reason.data().toString(), u'x' + QString(499, u'ü') + u'…');
        QVERIFY(reason.data(Qt::ToolTipRole).toString().size() < 2000);
    }

    void hasAgesByTheServersClock()
    {
        QueueModel model;
        model.setNow(made::now);
        QueueSource ahead = made::source(u"mx1"_s, {{.age = 60}});
        ahead.clockOffset = 3600;
        model.setSources({ahead});
        QVERIFY(settled(model));
        QCOMPARE(column(model, QueueColumn::Age), QStringList{u"1 h 1 min"_s});
        model.setNow(made::now + 60);
        QCOMPARE(column(model, QueueColumn::Age), QStringList{u"1 h 2 min"_s});
    }

    void makesRemoteTextVisible()
    {
        QueueModel model;
        model.setSources({made::source(u"mx1"_s,
            {{.sender = "a\xE2\x80\xAE"
                        "b@x",
                .recipients = {"c\033[31m@x"},
                .reason = "<b>\r\n</b>"}})});
        QVERIFY(settled(model));
        QCOMPARE(column(model, QueueColumn::Sender), QStringList{u"a⟨U+202E⟩b@x"_s});
        QVERIFY(column(model, QueueColumn::Recipients).first().startsWith(u"c⟨U+001B⟩["_s));
        QVERIFY(!column(model, QueueColumn::Reason).first().contains(u'\n'));
        for (int i = 0; i < model.columnCount(); ++i)
            QVERIFY(!model.index(0, i).data(Qt::ToolTipRole).toString().contains(QChar(0x202e)));
    }

    void sorts_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QList<int>>("ascending");
        QTest::newRow("queue") << int(QueueColumn::Queue) << QList<int>{2, 3, 1};
        QTest::newRow("id") << int(QueueColumn::Id) << QList<int>{1, 2, 3};
        QTest::newRow("age") << int(QueueColumn::Age) << QList<int>{1, 3, 2};
        QTest::newRow("size") << int(QueueColumn::Size) << QList<int>{2, 1, 3};
        QTest::newRow("sender") << int(QueueColumn::Sender) << QList<int>{3, 2, 1};
        QTest::newRow("recipients") << int(QueueColumn::Recipients) << QList<int>{3, 1, 2};
        QTest::newRow("reason") << int(QueueColumn::Reason) << QList<int>{2, 1, 3};
    }

    void sorts()
    {
        QFETCH(int, column);
        QFETCH(QList<int>, ascending);
        QueueModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setSources({made::source(u"mx1"_s, differentMessages())});
        model.sort(column, Qt::AscendingOrder);
        QVERIFY(settled(model));
        QList<QByteArray> expected;
        for (const int number : ascending)
            expected += made::idOf(number).toByteArray();
        QCOMPARE(ids(model), expected);
        model.sort(column, Qt::DescendingOrder);
        QVERIFY(settled(model));
        if (column != int(QueueColumn::Reason)) { // equal ones stay with the older first
            std::ranges::reverse(expected);
            QCOMPARE(ids(model), expected);
        }
    }

    void filters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("found");
        QTest::newRow("nothing asked") << u"  "_s << QList<int>{1, 2, 3};
        QTest::newRow("queue") << u"queue:HOLD"_s << QList<int>{1};
        QTest::newRow("sender in any case") << u"a@X"_s << QList<int>{2};
        QTest::newRow("second recipient") << u"z.example"_s << QList<int>{2};
        QTest::newRow("other alphabet") << u"Müller"_s << QList<int>{2};
        QTest::newRow("reason") << u"slow"_s << QList<int>{3};
        QTest::newRow("id") << made::idOf(3).toString().toLower() << QList<int>{3};
        QTest::newRow("server") << u"server:mx1"_s << QList<int>{1, 2, 3};
        QTest::newRow("another server") << u"server:mx2"_s << QList<int>{};
        QTest::newRow("null sender") << u"sender:<>"_s << QList<int>{3};
        QTest::newRow("all terms") << u"gmail server:mx1 queue:deferred"_s << QList<int>{3};
        QTest::newRow("one term missing") << u"gmail queue:hold"_s << QList<int>{};
        QTest::newRow("dots and stars") << u".*"_s << QList<int>{};
    }

    void filters()
    {
        QFETCH(QString, text);
        QFETCH(QList<int>, found);
        QueueModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.sort(int(QueueColumn::Id), Qt::AscendingOrder);
        model.setSources({made::source(u"mx1"_s, differentMessages())});
        QVERIFY(settled(model));
        model.setFilter(made::filter(text));
        QVERIFY(settled(model));
        QList<QByteArray> expected;
        for (const int number : found)
            expected += made::idOf(number).toByteArray();
        QCOMPARE(ids(model), expected);
        QCOMPARE(model.messageCount(), 3);
        model.setFilter(Filter::everything());
        QVERIFY(settled(model));
        QCOMPARE(model.rowCount(), 3);
    }

    void growsInOrder_data()
    {
        QTest::addColumn<QueueOrder>("order");
        QTest::newRow("one key") << QueueOrder{QueueColumn::Size, Qt::AscendingOrder};
        QTest::newRow("three keys") << QueueOrder{QueueColumn::Server, Qt::DescendingOrder,
            {{QueueColumn::Reason, Qt::AscendingOrder}, {QueueColumn::Age, Qt::DescendingOrder}}};
        QTest::newRow("estimate") << QueueOrder{QueueColumn::NextTry, Qt::AscendingOrder};
    }
    void growsInOrder()
    {
        QFETCH(QueueOrder, order);
        QueueModel model;
        model.setNow(made::now);
        const QAbstractItemModelTester tester(&model, fatal);
        const InstanceKey key = made::instance(u"mx1"_s);
        auto snapshot = made::snapshot(key);
        model.setOrder(order);
        model.setFilter(made::filter(u"queue:deferred"_s));
        model.setSources({{key, u"mx1"_s, u"mx1"_s, 0, snapshot, {}, {}, RetrySettings()},
            made::source(u"mx2"_s, made::many(50))});
        const auto messages = made::many(900);
        QPersistentModelIndex followed;
        MessageKey followedKey{key, made::idOf(0)};
        for (int i = 0; i < 9; ++i) {
            for (int j = 0; j < 100; ++j)
                made::add(*snapshot, messages[size_t(i * 100 + j)]);
            snapshot->publish();
            model.rowsAdded(key);
            QVERIFY(settled(model));
            if (!followed.isValid()) {
                followed = model.index(model.rowCount() / 2, 0);
                followedKey = model.key(followed.row());
            }
            QCOMPARE(model.key(followed.row()), followedKey);
        }
        QCOMPARE(model.rowCount(), 450 + 26);
        // Merged bit by bit or sorted at once, it is the same.
        QueueModel fresh;
        fresh.setNow(made::now);
        fresh.setOrder(order);
        fresh.setFilter(made::filter(u"queue:deferred"_s));
        fresh.setSources({{key, u"mx1"_s, u"mx1"_s, 0, snapshot, {}, {}, RetrySettings()},
            made::source(u"mx2"_s, made::many(50))});
        QVERIFY(settled(fresh));
        QCOMPARE(ids(model), ids(fresh));
    }

    void followsMessagesIntoANewListing()
    {
        QueueModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        QSignalSpy changing(&model, &QueueModel::sourcesChanging);
        model.setSources({made::source(u"mx1"_s, made::many(100))});
        QVERIFY(settled(model));
        const QPersistentModelIndex stays = model.index(10, 0), leaves = model.index(20, 0);
        const MessageKey kept = model.key(10), gone = model.key(20);
        auto next = made::many(150);
        std::erase_if(
            next, [&](const auto &message) { return made::idOf(message.number) == gone.id; });
        model.setSources({made::source(u"mx1"_s, next)});
        QVERIFY(settled(model));
        QCOMPARE(changing.count(), 2);
        QCOMPARE(model.rowCount(), 149);
        QVERIFY(stays.isValid());
        QCOMPARE(model.key(stays.row()), kept);
        QVERIFY(!leaves.isValid());
        model.setSources({});
        QVERIFY(settled(model));
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!stays.isValid());
    }

    void dropsStaleResults()
    {
        QueueModel model;
        model.setSources({made::source(u"mx1"_s, made::many(30'000))});
        QSignalSpy arranged(&model, &QueueModel::arranged);
        for (int i = 0; i < 20; ++i) {
            model.setFilter(made::filter(u"user%1"_s.arg(i)));
            QTest::qWait(1);
        }
        model.setFilter(made::filter(u"user1234@"_s));
        QVERIFY(settled(model));
        QVERIFY(arranged.count() < 21);
        for (const QString &sender : column(model, QueueColumn::Sender))
            QCOMPARE(sender, u"user1234@sender.example"_s);
    }

    void endsWhileItSorts()
    {
        auto model = std::make_unique<QueueModel>();
        model->setSources({made::source(u"mx1"_s, made::many(50'000))});
        QTest::qWait(2);
        model.reset();
    }

    void neverStallsTheEventLoop()
    {
        constexpr int rows = 100'000;
        const auto messages = made::many(rows);
        const InstanceKey key = made::instance(u"mx1"_s);
        auto snapshot = made::snapshot(key);
        QueueModel model;
        model.sort(int(QueueColumn::Recipients), Qt::AscendingOrder);
        model.setSources({{key, u"mx1"_s, u"mx1"_s, 0, snapshot}});
        StallMeter meter;
        for (int i = 0; i < rows; i += 500) {
            for (int j = i; j < i + 500; ++j)
                made::add(*snapshot, messages[size_t(j)]);
            snapshot->publish();
            meter.restart(); // filling is another thread's work
            model.rowsAdded(key);
            QTest::qWait(1);
            QVERIFY2(meter.longest() < 50, qPrintable(QString::number(meter.longest())));
        }
        snapshot->end(ListingState::Complete, 0, {});
        QVERIFY(settled(model));
        QCOMPARE(model.rowCount(), rows);
        meter.restart();
        model.sort(int(QueueColumn::Reason), Qt::DescendingOrder);
        QVERIFY(settled(model));
        model.setFilter(made::filter(u"mx13 user2"_s));
        QVERIFY(settled(model));
        model.setFilter(Filter::everything());
        QVERIFY(settled(model));
        QVERIFY2(meter.longest() < 50, qPrintable(QString::number(meter.longest())));
    }
};

QTEST_GUILESS_MAIN(TestQueueModel)
#include "tst_queuemodel.moc"
