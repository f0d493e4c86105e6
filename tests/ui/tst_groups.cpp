// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the grouped table shows, in the window's own page.

#include "groupfixture.h"
#include "scratchhome.h"

#include "ui/filter/filteredit.h"
#include "ui/groups/grouptotals.h"
#include "ui/queue/queueactions.h"
#include "ui/queue/queueview.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QSettings>
#include <QSignalSpy>
#include <QToolButton>

#include <map>
#include <set>

using namespace spoolscope;
using namespace spoolscope::grouped;
using namespace Qt::StringLiterals;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

}

class TestGroups : public QObject
{
    Q_OBJECT

private:
    std::optional<ScratchHome> m_home;

private slots:
    void init() { m_home.emplace(); }

    void groupsAndTotalsAreWhatASlowCountSays()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        const QAbstractItemModelTester tester(const_cast<GroupModel *>(&window.groups()), fatal);
        std::map<QByteArray, QueueGroup> expected;
        qint64 bytes = 0;
        for (const auto &[limited, others] : {std::pair(300, 100), std::pair(40, 60)}) {
            for (const made::Message &message : messages(limited, others)) {
                QueueGroup &group = expected[message.sender.toLower()];
                group.oldestArrival = group.messages == 0
                    ? made::now - message.age
                    : std::min(group.oldestArrival, made::now - message.age);
                ++group.messages;
                group.bytes += message.size;
                bytes += message.size;
            }
        }
        QCOMPARE(window.groups().rowCount(), int(expected.size()));
        for (const auto &[name, group] : expected) {
            const QueueGroup *shown = window.groups().group(window.indexOf(name));
            QVERIFY(shown);
            QCOMPARE(shown->messages, group.messages);
            QCOMPARE(shown->bytes, group.bytes);
            QCOMPARE(shown->oldestArrival, group.oldestArrival);
        }
        const QueueGroup &all = window.groups().counts().all;
        QCOMPARE(all.messages, 500);
        QCOMPARE(all.bytes, bytes);
        QCOMPARE(all.oldestArrival, made::now - 7200 - 2990);
        QVERIFY(window.page.groups()->totals().text().startsWith(u"21 group(s), 500 messages"_s));
        QVERIFY(window.tree().isVisible());
        QVERIFY(!window.page.view()->isVisible());
    }

    /// Never the wrong message: between the click and the answer there is nothing to act on.
    /// Clicks faster than messages are found: all of them count.
    void aGroupOpensToItsOldestMessages()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        const QAbstractItemModelTester tester(const_cast<GroupModel *>(&window.groups()), fatal);
        const QModelIndex group = window.indexOf(shop);
        window.clickSign(group);
        QVERIFY(window.tree().isExpanded(group));
        QVERIFY(window.settled());
        QCOMPARE(window.groups().rowCount(group), 101);
        QVERIFY(window.page.selection().isEmpty()); // opening is no selecting
        qint64 before = 0;
        for (int row = 0; row < 100; ++row) {
            const auto ref = window.groups().message(window.groups().index(row, 0, group));
            QVERIFY(ref);
            const QueueSnapshot &snapshot
                = *(*window.groups().counts().sources)[ref->source].snapshot;
            QVERIFY(isOfShop(snapshot, ref->row));
            QVERIFY(snapshot.arrival(ref->row) >= before);
            before = snapshot.arrival(ref->row);
        }
        const QModelIndex first = window.groups().index(0, 0, group);
        QVERIFY(first.data().toString().contains(made::idOf(299).toString()));
        QVERIFY(first.data().toString().contains(u"u299@outlook.com"_s));
        QVERIFY(first.data().toString().endsWith(u"+1"_s));
        QCOMPARE(window.groups().index(100, 0, group).data().toString(), u"240 more: show them"_s);
        // A message by itself, and one more.
        window.click(first);
        QCOMPARE(window.page.selection().count(), 1);
        window.click(window.groups().index(1, 0, group), Qt::ControlModifier);
        QCOMPARE(window.page.selection().count(), 2);
        QVERIFY(window.selects([](const QueueSnapshot &snapshot, quint32 row) {
            return snapshot.id(row) == made::idOf(299) || snapshot.id(row) == made::idOf(298);
        }));
        // And a group with them.
        window.click(window.indexOf("info3@other.example"), Qt::ControlModifier);
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 10);
        window.clickSign(group);
        QCOMPARE(window.groups().rowCount(group), 0);
        QVERIFY(window.settled());
    }

    void theLastRowShowsTheRest()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        window.tree().expand(window.indexOf(shop));
        QVERIFY(window.settled());
        window.click(window.groups().index(100, 0, window.indexOf(shop)));
        QVERIFY(window.settled());
        QCOMPARE(window.page.filterEdit()->text().toLower(), u"sender:shop@customer.example"_s);
        QVERIFY(window.page.view()->isVisible());
        QCOMPARE(window.model->rowCount(), 340);
        QVERIFY(!window.page.groupMenu()->key());
        // Back leads to the groups again.
        window.page.filterEdit()->backAction()->trigger();
        QVERIFY(window.settled());
        QVERIFY(window.page.groupMenu()->key() == GroupKey::Sender);
        QVERIFY(window.tree().isVisible());
        QCOMPARE(window.groups().rowCount(), 21);
    }

    void aCurrentMessageIsShownBesideTheTable()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        const QModelIndex group = window.indexOf(shop);
        window.tree().expand(group);
        QVERIFY(window.settled());
        const QSignalSpy cleared(&window.page, &QueuePage::currentCleared);
        window.click(window.groups().index(2, 0, group));
        QCOMPARE(window.page.currentDestination(), u"outlook.com"_s);
        const qsizetype before = cleared.size();
        window.click(window.indexOf("info3@other.example"));
        QCOMPARE(cleared.size(), before + 1);
        QVERIFY(window.settled());
        QCOMPARE(window.page.currentDestination(), QString());
    }

    /// Near and far, onwards and from the first row again, the next group that begins so.
    void lettersFindTheNextGroup()
    {
        constexpr int count = 5000;
        std::vector<made::Message> many;
        for (int i = 0; i < count; ++i) {
            const QByteArray name = i == 2500 ? "Zoe" : "u" + QByteArray::number(i);
            many.push_back({.number = i, .age = i, .sender = name + "@d.example"});
        }
        Window window({made::source(u"mx1"_s, many)});
        QVERIFY(window.group(GroupKey::Sender));
        const GroupModel &groups = window.groups();
        QCOMPARE(groups.rowCount(), count);
        for (const char *start : {"u", "u7", "u4999", "U1", "zo", "nosuch"}) {
            for (const int from : {0, 1, 700, 2500, 4400, count - 1}) {
                int wanted = -1;
                for (int i = 0; i < count && wanted < 0; ++i) {
                    const int row = (from + i) % count;
                    const QByteArray value = groups.group(groups.index(row, 0))->value;
                    if (value.toLower().startsWith(QByteArray(start).toLower()))
                        wanted = row;
                }
                const QModelIndex found
                    = groups.search(QString::fromLatin1(start), groups.index(from, 0));
                QCOMPARE(found.isValid() ? found.row() : -1, wanted);
            }
        }
    }

    void theFilterNarrowsTheGroups()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        window.page.setFilter(made::filter(u"queue:hold sender:info"_s));
        QVERIFY(window.settled());
        QCOMPARE(window.groups().rowCount(), 10); // every other one
        QCOMPARE(window.groups().counts().all.messages, 80);
        window.click(window.groups().index(0, 0));
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 8);
        QVERIFY(window.selects([&](const QueueSnapshot &snapshot, quint32 row) {
            return snapshot.sender(row) == window.groups().group(window.groups().index(0, 0))->value
                && snapshot.queue(row) == QueueName::Hold;
        }));
        window.page.setFilter(made::filter(u"sender:nobody"_s));
        QTRY_COMPARE(window.model->rowCount(), 0);
        QTRY_VERIFY(!window.tree().isVisible()); // what there is to do about it stands there
        window.page.setFilter(Filter::everything());
        QVERIFY(window.settled());
        QCOMPARE(window.groups().rowCount(), 21);
        QVERIFY(window.tree().isVisible());
    }

    void aRefreshKeepsWhatIsOpenSelectedAndCurrent()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        const QAbstractItemModelTester tester(const_cast<GroupModel *>(&window.groups()), fatal);
        window.tree().expand(window.indexOf(shop));
        QVERIFY(window.settled());
        window.click(window.groups().index(5, 0, window.indexOf(shop)));
        window.click(window.indexOf("info3@other.example"), Qt::ControlModifier);
        QVERIFY(window.settled());
        window.tree().setCurrent(window.groups().index(5, 0, window.indexOf(shop)));
        QCOMPARE(window.page.selection().count(), 9);
        const auto key = [&](const QModelIndex &index) {
            const auto ref = window.groups().message(index);
            const QueueSnapshot &snapshot
                = *(*window.groups().counts().sources)[ref->source].snapshot;
            return snapshot.id(ref->row);
        };
        const QueueId current = key(window.tree().currentIndex());
        // Two older messages leave, others come: of a new sender that is first now, and of info3.
        std::vector<made::Message> next = messages(300, 100);
        std::erase_if(next, [](const made::Message &message) {
            return message.number == 299 || message.number == 298;
        });
        for (int i = 0; i < 1000; ++i)
            next.push_back({.number = 5000 + i, .age = 30, .sender = "new@first.example"});
        next.push_back({.number = 7000, .sender = "info3@other.example"});
        window.model->setSources(
            {made::source(u"mx1"_s, next), made::source(u"mx2"_s, messages(40, 60))});
        QTRY_COMPARE(window.groups().counts().all.messages, 1499);
        QVERIFY(window.settled());
        QCOMPARE(window.groups().group(window.groups().index(0, 0))->value,
            QByteArray("new@first.example"));
        const QModelIndex group = window.indexOf(shop);
        QVERIFY(window.tree().isExpanded(group));
        QVERIFY(!window.tree().isExpanded(window.groups().index(0, 0)));
        QCOMPARE(window.groups().rowCount(group), 101);
        QCOMPARE(window.tree().currentIndex(), window.groups().index(3, 0, group));
        QCOMPARE(key(window.tree().currentIndex()), current);
        // By message, as in the table: what came is not selected by itself.
        QCOMPARE(window.page.selection().count(), 9);
        QVERIFY(window.selector().isPicked("info3@other.example"));
        QVERIFY(!window.selector().isPicked("new@first.example"));
        QVERIFY(window.selects([&](const QueueSnapshot &snapshot, quint32 row) {
            return (snapshot.sender(row) == "info3@other.example"
                       && snapshot.id(row) != made::idOf(7000))
                || snapshot.id(row) == current;
        }));
    }

    /// The listing is replaced while messages of a group are looked for.
    void rowsThatKeepArrivingAreCounted()
    {
        const auto key = made::instance(u"mx1"_s);
        auto snapshot = made::snapshot(key);
        made::add(*snapshot, {.number = 0, .sender = shop});
        snapshot->publish();
        Window window(
            {{.key = key, .server = u"mx1"_s, .fullName = u"mx1"_s, .snapshot = snapshot}});
        QVERIFY(window.group(GroupKey::Sender));
        window.click(window.indexOf(shop));
        QVERIFY(window.settled());
        for (int i = 1; i < 200; ++i)
            made::add(*snapshot, {.number = i, .sender = i % 2 ? shop : "b@example.com"});
        snapshot->publish();
        window.model->rowsAdded(key);
        QTRY_COMPARE(window.groups().counts().all.messages, 200);
        QCOMPARE(window.groups().rowCount(), 2);
        QCOMPARE(window.page.selection().count(), 1); // the one that was there
        snapshot->end(ListingState::Complete, 0, {});
    }

    void aClickOnAHeaderSorts_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<int>("role");
        for (int column = 0; column < groupColumnCount; ++column)
            QTest::addRow("%d", column) << column << 0;
    }

    void aClickOnAHeaderSorts()
    {
        QFETCH(int, column);
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        QHeaderView *header = window.tree().header();
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            header->setSortIndicator(column, order);
            QVERIFY(window.settled());
            const auto number = [&](int row) {
                const QueueGroup *group = window.groups().group(window.groups().index(row, 0));
                switch (GroupColumn(column)) {
                case GroupColumn::Size:
                    return group->bytes;
                case GroupColumn::Oldest:
                    return -group->oldestArrival;
                default:
                    return group->messages;
                }
            };
            for (int row = 1; row < window.groups().rowCount(); ++row) {
                if (column == int(GroupColumn::Value)) {
                    const int compared
                        = window.groups()
                              .group(window.groups().index(row - 1, 0))
                              ->value.compare(
                                  window.groups().group(window.groups().index(row, 0))->value,
                                  Qt::CaseInsensitive);
                    QVERIFY(order == Qt::AscendingOrder ? compared < 0 : compared > 0);
                } else {
                    QVERIFY(order == Qt::AscendingOrder ? number(row - 1) <= number(row)
                                                        : number(row - 1) >= number(row));
                }
            }
        }
    }

    void theGroupingIsRemembered()
    {
        {
            Window window;
            QVERIFY(window.group(GroupKey::Provider));
        }
        Window again;
        QVERIFY(again.settled());
        QVERIFY(again.page.groupMenu()->key() == GroupKey::Provider);
        QVERIFY(again.tree().isVisible());
        QVERIFY(again.groups().rowCount() > 0);
        QVERIFY(again.page.groupButton()->isChecked());
        QVERIFY(again.group(std::nullopt));
        QVERIFY(again.page.view()->isVisible());
        QCOMPARE(again.groups().rowCount(), 0); // nothing is counted while nobody looks
    }

    /// The oldest message of servers whose clocks differ.
    void agesAreByOneClock()
    {
        QueueSource ahead = made::source(u"mx1"_s, {{.number = 1, .age = 100}});
        ahead.clockOffset = 3600;
        const QueueSource right = made::source(u"mx2"_s, {{.number = 2, .age = 1000}});
        Window window({ahead, right});
        QVERIFY(window.group(GroupKey::Sender));
        QCOMPARE(window.groups().rowCount(), 1);
        QCOMPARE(window.groups().group(window.groups().index(0, 0))->messages, 2);
        QCOMPARE(window.groups().group(window.groups().index(0, 0))->oldestArrival,
            made::now - 100 - 3600);
        window.tree().expand(window.groups().index(0, 0));
        QVERIFY(window.settled());
        const QModelIndex first = window.groups().index(0, 0, window.groups().index(0, 0));
        QVERIFY(first.data().toString().contains(made::idOf(1).toString()));
    }

    /// More groups than a tree shows: all of them are counted and can be selected.
};

QTEST_MAIN(TestGroups)
#include "tst_groups.moc"
