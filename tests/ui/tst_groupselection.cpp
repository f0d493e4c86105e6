// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is selected in groups, and done with it, in the window's own page.

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

class TestGroupSelection : public QObject
{
    Q_OBJECT

private:
    std::optional<ScratchHome> m_home;

private slots:
    void init() { m_home.emplace(); }

    void aGroupSelectsExactlyItsMessages()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        window.click(window.indexOf(shop));
        QVERIFY(window.settled());
        QVERIFY(window.selects(isOfShop));
        QTRY_VERIFY(window.footer().contains(u"340 selected of 500 · 726 KB · on 2 server(s)"_s));
        // Another one instead.
        window.click(window.indexOf("info3@other.example"));
        QVERIFY(window.settled());
        QVERIFY(window.selects([](const QueueSnapshot &snapshot, quint32 row) {
            return snapshot.sender(row) == "info3@other.example";
        }));
        QCOMPARE(window.page.selection().count(), 8);
    }

    void nothingIsSelectedWhileItIsLookedFor()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        window.click(window.indexOf("info3@other.example"));
        QVERIFY(window.settled());
        QVERIFY(window.page.actions()->copyIds()->isEnabled());
        window.click(window.indexOf(shop));
        QVERIFY(window.selector().isFinding());
        QVERIFY(window.page.selection().isEmpty());
        QVERIFY(!window.page.actions()->copyIds()->isEnabled());
        QVERIFY(window.footer().contains(u"Finding the messages…"_s));
        window.page.invertSelection(); // would be everything
        QVERIFY(window.page.selection().isEmpty());
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 340);
        QVERIFY(window.page.actions()->copyIds()->isEnabled());
        window.page.invertSelection();
        QVERIFY(window.selects(
            [](const QueueSnapshot &snapshot, quint32 row) { return !isOfShop(snapshot, row); }));
        QVERIFY(!window.selector().isPicked(shop));
    }

    void severalGroupsSelectTheirUnion()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Domain));
        // Messages of the shop have recipients in both.
        window.click(window.indexOf("outlook.com"));
        window.click(window.indexOf("d1.example"), Qt::ControlModifier);
        QVERIFY(window.settled());
        QVERIFY(window.selects([](const QueueSnapshot &snapshot, quint32 row) {
            return goesTo(snapshot, row, "outlook.com") || goesTo(snapshot, row, "d1.example");
        }));
        // What is in the other one too stays.
        window.click(window.indexOf("d1.example"), Qt::ControlModifier);
        QVERIFY(window.settled());
        QVERIFY(window.selects([](const QueueSnapshot &snapshot, quint32 row) {
            return goesTo(snapshot, row, "outlook.com");
        }));
        // A range by Shift, whichever order its rows have.
        window.click(window.groups().index(3, 0));
        window.click(window.groups().index(1, 0), Qt::ShiftModifier);
        QVERIFY(window.settled());
        std::set<QByteArray> domains;
        for (int row = 1; row <= 3; ++row)
            domains.insert(window.groups().group(window.groups().index(row, 0))->value);
        QVERIFY(window.selects([&](const QueueSnapshot &snapshot, quint32 row) {
            return std::ranges::any_of(
                domains, [&](const QByteArray &domain) { return goesTo(snapshot, row, domain); });
        }));
    }

    void clicksInARowAllCount()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        window.click(window.indexOf("info1@other.example"));
        for (const char *name : {"info2@other.example", "info3@other.example"})
            window.click(window.indexOf(name), Qt::ControlModifier);
        window.click(window.indexOf("info2@other.example"), Qt::ControlModifier);
        QVERIFY(window.settled());
        QVERIFY(window.selects([](const QueueSnapshot &snapshot, quint32 row) {
            return snapshot.sender(row) == "info1@other.example"
                || snapshot.sender(row) == "info3@other.example";
        }));
    }

    void everyKeyCountsAndSelects_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : groupKeyNames())
            QTest::addRow("%s", qUtf8Printable(name)) << name;
    }

    void everyKeyCountsAndSelects()
    {
        QFETCH(QString, name);
        Window window;
        QVERIFY(window.group(parseGroupKey(name)));
        QVERIFY(window.groups().rowCount() > 0);
        for (int row = 0; row < std::min(4, window.groups().rowCount()); ++row) {
            const QModelIndex index = window.groups().index(row, 0);
            QVERIFY(!index.data().toString().isEmpty());
            window.click(index);
            QVERIFY(window.settled());
            QCOMPARE(window.page.selection().count(), window.groups().group(index)->messages);
            QCOMPARE(window.page.selection().bytes(), window.groups().group(index)->bytes);
        }
    }

    void aRefreshInBetweenSelectsInTheNewListing()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Sender));
        window.click(window.indexOf(shop));
        QVERIFY(window.selector().isFinding());
        window.model->setSources({made::source(u"mx1"_s, messages(120, 7))});
        QTRY_COMPARE(window.groups().counts().all.messages, 127);
        QVERIFY(window.settled());
        QVERIFY(window.selects(isOfShop));
        QCOMPARE(window.page.selection().count(), 120);
        QVERIFY(window.selector().isPicked(shop));
    }

    void hostileBytesArePlain()
    {
        const QByteArray evil = "<b>x</b>&amp;\x1b[31m\xe2\x80\xae"
                                "gpj@evil.example";
        const QByteArray bytes = "caf\xe9@latin.example";
        Window window({made::source(u"mx1"_s,
            {{.number = 1, .sender = evil, .recipients = {"<i>\xe2\x80\xaey</i>@x.example"}},
                {.number = 2, .sender = bytes}, {.number = 3, .sender = bytes},
                {.number = 4, .sender = QByteArray(5000, 'x') + "@long.example"}})});
        QVERIFY(window.group(GroupKey::Sender));
        for (int row = 0; row < 3; ++row) {
            window.tree().expand(window.groups().index(row, 0));
        }
        QVERIFY(window.settled());
        const auto check = [&](const QModelIndex &index) {
            const QString text = index.data().toString();
            QVERIFY(!text.contains(QChar(0x1b)) && !text.contains(QChar(0x202e)));
            QVERIFY2(text.size() < 3000, qUtf8Printable(text));
            const QString tip = index.data(Qt::ToolTipRole).toString();
            QVERIFY(!tip.contains(u"<b>x"_s) && !tip.contains(u"<i>"_s));
            QVERIFY(!tip.contains(QChar(0x1b)) && !tip.contains(QChar(0x202e)));
        };
        for (int row = 0; row < 3; ++row) {
            const QModelIndex group = window.groups().index(row, 0);
            check(group);
            QVERIFY(window.groups().rowCount(group) > 0);
            check(window.groups().index(0, 0, group));
        }
        // No filter can name bytes that are no text; they are selected all the same.
        window.click(window.indexOf(bytes));
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 2);
        QAction *only = window.menuAction(u"Show &Only These"_s);
        QVERIFY(only && !only->isEnabled());
        QVERIFY(only->toolTip().contains(u"cannot name"_s));
    }

    void keysAreEnough()
    {
        Window window;
        QVERIFY(window.settled());
        window.page.activateWindow();
        window.page.view()->setFocus();
        QTest::keyClick(window.page.view(), Qt::Key_G, Qt::ControlModifier);
        QMenu *menu = window.page.groupMenu();
        QTRY_VERIFY(menu->isVisible());
        menu->setActiveAction(window.page.groupMenu()->actionOf(GroupKey::Sender));
        QTest::keyClick(menu, Qt::Key_Return);
        QVERIFY(window.settled());
        QTRY_COMPARE(window.page.focusWidget(), &window.tree()); // the place of the table
        QTest::keyClick(&window.tree(), Qt::Key_Down);
        QVERIFY(window.settled());
        QVERIFY(window.selects(isOfShop));
        QTest::keyClick(&window.tree(), Qt::Key_Right);
        QVERIFY(window.settled());
        QCOMPARE(window.groups().rowCount(window.groups().index(0, 0)), 101);
        QTest::keyClick(&window.tree(), Qt::Key_Right);
        QCOMPARE(window.page.selection().count(), 1);
        QTest::keyClick(&window.tree(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(window.page.selection().count(), 2);
        QTest::keyClick(&window.tree(), Qt::Key_Left);
        QTest::keyClick(&window.tree(), Qt::Key_Left);
        QVERIFY(!window.tree().isExpanded(window.groups().index(0, 0)));
        QVERIFY(window.settled());
        // Letters search.
        QTest::keyClicks(&window.tree(), u"info17"_s);
        QCOMPARE(window.tree().currentIndex(), window.indexOf("info17@other.example"));
        QTest::keyClick(&window.tree(), Qt::Key_Escape);
        QVERIFY(window.page.selection().isEmpty());
        QTest::keyClick(&window.tree(), Qt::Key_Space);
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 8);
        QTest::keyClick(&window.tree(), Qt::Key_Home, Qt::ControlModifier);
        QTest::keyClick(&window.tree(), Qt::Key_Space);
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 348);
        window.page.selectEverything();
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 500);
        QVERIFY(window.selector().isPicked("info17@other.example"));
        QTest::keyClick(&window.tree(), Qt::Key_Space); // takes one away again
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 160);
        // Enter shows only the group it stands on.
        QTest::keyClick(&window.tree(), Qt::Key_Escape);
        QTest::keyClicks(&window.tree(), u"info5"_s);
        QTest::keyClick(&window.tree(), Qt::Key_Return);
        QVERIFY(window.settled());
        QCOMPARE(window.page.filterEdit()->text(), u"sender:info5@other.example"_s);
        QCOMPARE(window.model->rowCount(), 8);
        QTRY_COMPARE(window.page.focusWidget(), window.page.view());
    }

    void shiftAndEndSelectUpToTheLast()
    {
        Window window;
        for (const GroupKey key : {GroupKey::Sender, GroupKey::Domain, GroupKey::Queue}) {
            QVERIFY(window.group(key));
            window.page.focusTable();
            QTest::keyClick(&window.tree(), Qt::Key_Down);
            QTest::keyClick(&window.tree(), Qt::Key_End, Qt::ShiftModifier);
            QVERIFY(window.settled());
            QCOMPARE(window.tree().currentIndex().row(), window.groups().rowCount() - 1);
            QCOMPARE(window.page.selection().count(), 500);
            QTest::keyClick(&window.tree(), Qt::Key_Escape);
        }
    }

    void theMenuFiltersAndCopies()
    {
        Window window;
        QVERIFY(window.group(GroupKey::Cause));
        window.click(window.indexOf("rate-limit"));
        QVERIFY(window.settled());
        window.menuAction(u"E&xclude These"_s)->trigger();
        QVERIFY(window.settled());
        QCOMPARE(window.page.filterEdit()->text(), u"not cause:rate-limit"_s);
        QVERIFY(window.tree().isVisible());
        QCOMPARE(window.groups().counts().all.messages, 160);
        QVERIFY(window.group(GroupKey::Domain));
        window.click(window.indexOf("d1.example"));
        window.click(window.indexOf("d2.example"), Qt::ControlModifier);
        QVERIFY(window.settled());
        window.menuAction(u"Copy &Value"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), u"d1.example\nd2.example"_s);
        window.menuAction(u"Show &Only These"_s)->trigger();
        QVERIFY(window.settled());
        QCOMPARE(window.model->rowCount(), 64);
        QVERIFY(window.page.view()->isVisible());
    }

    void manyGroupsAreShownInPart()
    {
        std::vector<made::Message> many;
        for (int i = 0; i < 30'000; ++i)
            many.push_back({.number = i, .sender = "s" + QByteArray::number(i) + "@example.com"});
        Window window({made::source(u"mx1"_s, many)});
        QVERIFY(window.group(GroupKey::Sender));
        QCOMPARE(window.groups().rowCount(), 10'001);
        const QModelIndex rest = window.groups().index(10'000, 0);
        QVERIFY(rest.data().toString().startsWith(u"20,000 more group(s)"_s));
        QCOMPARE(window.groups().counts().groups.size(), size_t(30'000));
        window.page.selectEverything();
        QVERIFY(window.settled());
        QCOMPARE(window.page.selection().count(), 30'000);
        QAction *only = nullptr;
        window.tree().setCurrent(window.groups().index(7, 0));
        only = window.menuAction(u"Show &Only These"_s);
        QVERIFY(only && !only->isEnabled());
        window.page.setFilter(made::filter(u"sender:s29999@example.com"_s));
        QVERIFY(window.settled());
        QCOMPARE(window.groups().rowCount(), 1);
    }
};

QTEST_MAIN(TestGroupSelection)
#include "tst_groupselection.moc"
