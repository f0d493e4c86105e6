// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/tablefixture.h"
#include "ui/queue/columnsets.h"

#include <QInputDialog>
#include <QMenu>
#include <QSettings>
#include <QStandardItemModel>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;
using made::Table;

namespace {

/// Whether the set of that name is ticked, and its entry in the header's menu.
std::pair<bool, QAction *> entry(QueueHeader &header, const QString &name)
{
    QMenu *menu = header.makeColumnMenu();
    menu->deleteLater();
    for (const QMenu *sub : menu->findChildren<QMenu *>()) {
        for (QAction *action : sub->actions()) {
            if (action->text() == name && action->isCheckable())
                return {action->isChecked(), action};
        }
    }
    qFatal("no set %s", qPrintable(name));
}

void clickHeader(const QueueView &view, QueueColumn column, Qt::KeyboardModifiers modifiers = {})
{
    const QueueHeader *header = view.header();
    const QPoint place(header->sectionViewportPosition(int(column)) + 20, header->height() / 2);
    QTest::mouseClick(header->viewport(), Qt::LeftButton, modifiers, place);
}

void choose(QueueHeader &header, const QString &name)
{
    entry(header, name).second->trigger();
}

void save(QueueHeader &header, const QString &name)
{
    const std::unique_ptr<QMenu> menu(header.makeColumnMenu());
    for (const QMenu *sub : menu->findChildren<QMenu *>()) {
        for (QAction *action : sub->actions()) {
            if (action->text().contains(u"Save"_s))
                action->trigger();
        }
    }
    auto *dialog = header.findChild<QInputDialog *>(u"columnSetName"_s);
    QVERIFY(dialog);
    dialog->setTextValue(name);
    dialog->accept();
}

}

/// The header of the table: orders by several columns, sets of columns, and what is remembered.
class TestQueueColumns : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_settings = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings->path());
    }

    void sortsByFurtherColumns()
    {
        const std::vector<made::Message> messages{
            {.number = 1, .size = 5, .sender = "b", .reason = "x"},
            {.number = 2, .size = 7, .sender = "a", .reason = "x"},
            {.number = 3, .size = 5, .sender = "a", .reason = "y"},
            {.number = 4, .size = 7, .sender = "b", .reason = "y"},
            {.number = 5, .size = 5, .sender = "a", .reason = "x"}};
        const auto order = [&messages](Table &table) {
            table.settle();
            QString numbers;
            for (int row = 0; row < table.model.rowCount(); ++row) {
                for (const made::Message &message : messages) {
                    if (table.model.key(row).id == made::idOf(message.number))
                        numbers += QString::number(message.number);
                }
            }
            return numbers;
        };
        {
            Table table;
            table.show(messages);
            clickHeader(table.view, QueueColumn::Sender);
            QCOMPARE(order(table), u"23514"_s);
            clickHeader(table.view, QueueColumn::Size, Qt::ControlModifier);
            QCOMPARE(order(table), u"35214"_s);
            clickHeader(table.view, QueueColumn::Reason, Qt::ShiftModifier);
            QCOMPARE(order(table), u"53214"_s);
            clickHeader(table.view, QueueColumn::Size, Qt::ControlModifier); // turns it
            QCOMPARE(order(table), u"25341"_s);
            QCOMPARE(table.model.order(),
                (QueueOrder{QueueColumn::Sender, Qt::AscendingOrder,
                    {{QueueColumn::Size, Qt::DescendingOrder},
                        {QueueColumn::Reason, Qt::AscendingOrder}}}));
            clickHeader(table.view, QueueColumn::Sender, Qt::ControlModifier);
            QCOMPARE(order(table), u"41253"_s);
            // A fourth one takes the place of the third.
            clickHeader(table.view, QueueColumn::Queue, Qt::ControlModifier);
            QCOMPARE(table.model.order().further.back().column, QueueColumn::Queue);
            clickHeader(table.view, QueueColumn::Queue, Qt::ControlModifier);
            clickHeader(table.view, QueueColumn::Queue, Qt::ControlModifier); // no more
            QCOMPARE(table.model.order().further.size(), 1);
        }
        Table table(false); // it is remembered
        table.show(messages);
        QCOMPARE(order(table), u"41235"_s);
        QVERIFY(!table.view.header()->grab().isNull());
        clickHeader(table.view, QueueColumn::Size);
        QCOMPARE(table.model.order(), (QueueOrder{QueueColumn::Size, Qt::AscendingOrder, {}}));
        // By keyboard from the menu.
        const std::unique_ptr<QMenu> menu(table.view.header()->makeColumnMenu());
        for (const QMenu *sub : menu->findChildren<QMenu *>()) {
            if (sub->title() == u"&Then By"_s)
                sub->actions()[int(QueueColumn::Sender)]->trigger();
        }
        QCOMPARE(order(table), u"35124"_s);
    }

    void columnSets()
    {
        using enum QueueColumn;
        const QList<QueueColumn> mine{Reason, Id, Expires};
        {
            Table table;
            table.show(made::many(3));
            QueueHeader &header = *table.view.header();
            choose(header, u"Delivery"_s);
            QCOMPARE(header.shownColumns().columns,
                (QList<QueueColumn>{Queue, Age, NextTry, Expires, Recipients, Reason}));
            QVERIFY(entry(header, u"Delivery"_s).first);
            QVERIFY(!entry(header, u"Wide"_s).first);
            choose(header, u"Wide"_s);
            QCOMPARE(header.shownColumns().columns.size(), queueColumnCount);
            choose(header, u"Origin"_s);
            QCOMPARE(header.shownColumns().columns,
                (QList<QueueColumn>{
                    Queue, Server, Age, Client, User, Sender, Recipients, QueueColumn::Subject}));
            choose(header, u"Everyday"_s);
            QCOMPARE(header.shownColumns().columns,
                (QList<QueueColumn>{Queue, Server, Id, Age, Size, Sender, Recipients, Reason}));

            header.show(ColumnSet{{}, mine});
            QCOMPARE(header.shownColumns().columns, mine);
            save(header, u"Wide"_s); // the name of a built-in one: asked again
            QTRY_COMPARE(header.findChildren<QInputDialog *>().size(), 1); // the first one goes
            header.findChild<QInputDialog *>(u"columnSetName"_s)->reject();
            QVERIFY(ownColumnSets().isEmpty());
            QTRY_VERIFY(!header.findChild<QInputDialog *>(u"columnSetName"_s));
            save(header, u"  mine & <b>yours\u202e  "_s);
            QCOMPARE(ownColumnSets(), (QList<ColumnSet>{{u"mine & <b>yours"_s, mine}}));
        }
        // Another window knows it, and what was shown last.
        Table table;
        table.show(made::many(3));
        QueueHeader &header = *table.view.header();
        QCOMPARE(header.shownColumns().columns, mine);
        choose(header, u"Everyday"_s);
        const QString name = u"mine && <b>yours"_s;
        QVERIFY(!entry(header, name).first);
        choose(header, name);
        QCOMPARE(header.shownColumns().columns, mine);
        QVERIFY(entry(header, name).first);
        removeColumnSet(u"mine & <b>yours"_s);
        QVERIFY(ownColumnSets().isEmpty());
        QCOMPARE(header.shownColumns().columns, mine);
    }

    void columnSetsOfABadFile()
    {
        QSettings settings;
        settings.beginWriteArray(u"queue/columnSets"_s, 4);
        const QList<std::pair<QString, QStringList>> sets{
            {u"good\nname"_s, {u"id"_s, u"nonsense"_s, u"age"_s, u"id"_s}},
            {u"none"_s, {u"nonsense"_s}}, {{}, {u"id"_s}}, {QString(5000, u'x'), {u"size"_s}}};
        for (int i = 0; i < sets.size(); ++i) {
            settings.setArrayIndex(i);
            settings.setValue(u"name"_s, sets[i].first);
            settings.setValue(u"columns"_s, sets[i].second);
        }
        settings.endArray();
        const auto own = ownColumnSets();
        QCOMPARE(own.size(), 2);
        QCOMPARE(own[0], (ColumnSet{u"good name"_s, {QueueColumn::Id, QueueColumn::Age}}));
        QVERIFY(own[1].name.size() < 100);
        for (int column = 0; column < queueColumnCount; ++column)
            QCOMPARE(columnNamed(columnName(QueueColumn(column))), QueueColumn(column));
        QVERIFY(!columnNamed(u""));
    }

    void estimatesAreHiddenAtFirst()
    {
        {
            Table table;
            table.show(made::many(3));
            QueueHeader &header = *table.view.header();
            QVERIFY(header.isSectionHidden(int(QueueColumn::NextTry)));
            QVERIFY(header.isSectionHidden(int(QueueColumn::Expires)));
            const std::unique_ptr<QMenu> menu(header.makeColumnMenu());
            menu->actions()[int(QueueColumn::NextTry)]->trigger();
        }
        Table table;
        table.show(made::many(3));
        QVERIFY(!table.view.header()->isSectionHidden(int(QueueColumn::NextTry)));
        QVERIFY(table.view.header()->isSectionHidden(int(QueueColumn::Expires)));
    }

    /// The first version with them must not show them all at once.
    void estimatesStayHiddenAfterAnUpdate()
    {
        {
            QHeaderView old(Qt::Horizontal);
            QStandardItemModel columns(0, 8);
            old.setModel(&columns);
            old.setSectionHidden(int(QueueColumn::Size), true);
            QSettings().setValue(u"queue/columns"_s, old.saveState());
        }
        Table table;
        table.show(made::many(3));
        const QueueHeader &header = *table.view.header();
        QCOMPARE(header.count(), queueColumnCount);
        for (int column = 0; column < header.count(); ++column)
            QCOMPARE(header.isSectionHidden(column),
                column == int(QueueColumn::Size) || column >= int(QueueColumn::NextTry));
    }

    void remembersItsColumns()
    {
        {
            Table table;
            table.view.header()->hideSection(int(QueueColumn::Size));
            table.view.header()->moveSection(0, 2);
            table.view.header()->setSortIndicator(int(QueueColumn::Server), Qt::AscendingOrder);
        }
        const Table table;
        QVERIFY(table.view.header()->isSectionHidden(int(QueueColumn::Size)));
        QCOMPARE(table.view.header()->visualIndex(0), 2);
        QCOMPARE(table.view.header()->sortIndicatorSection(), int(QueueColumn::Server));
        QVERIFY(table.view.header()->isSortIndicatorShown());
    }

private:
    std::unique_ptr<QTemporaryDir> m_settings;
};

QTEST_MAIN(TestQueueColumns)
#include "tst_queuecolumns.moc"
