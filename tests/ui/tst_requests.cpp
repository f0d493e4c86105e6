// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"
#include "finders.h"
#include "madejournal.h"
#include "scratchhome.h"
#include "ui/actions/flushdialog.h"
#include "ui/operations/journalfeed.h"
#include "ui/operations/operationdetail.h"
#include "ui/operations/operationsmodel.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/vaultfeed.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// What is asked of an instance as a whole, without any server: its place in the journal's page,
/// and a dialog with nobody to ask.
class TestRequests : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<ScratchHome>(); }

    void requestsStandAmongTheOperations()
    {
        OperationHeader asked = madejournal::headerOf({.messages = 0});
        asked.request = Request{RequestKind::RetryDestination, u"<b>x</b>.example"_s};
        QVERIFY((*journal().begin(asked, {}))->end({}, u"accepted by Postfix"_s));
        asked.request = Request{RequestKind::Flush, {}};
        asked.time = QDateTime::currentDateTimeUtc().addSecs(5);
        QVERIFY(journal().begin(asked, {})); // its program ended before the answer came
        JournalFeed feed(journal());
        VaultFeed vault(m_home->vault());
        OperationsPage page(feed, vault);
        page.show();
        QVERIFY(load(feed));
        QCOMPARE(cell(page.list(), 0, OperationsModel::ActionColumn), u"Flush"_s);
        QVERIFY(cell(page.list(), 0, OperationsModel::OutcomeColumn).contains(u"interrupted"_s));
        QCOMPARE(cell(page.list(), 1, OperationsModel::ActionColumn), u"Retry destination"_s);
        QCOMPARE(cell(page.list(), 1, OperationsModel::OutcomeColumn), u"accepted by Postfix"_s);
        QCOMPARE(cell(page.list(), 1, OperationsModel::MessagesColumn), QString());
        page.list()->selectRow(0);
        const auto *heading = page.findChild<QLabel *>(u"operationHeading"_s);
        QTRY_COMPARE(heading->text(), u"Flush: mx1"_s);
        QVERIFY(button(page.detail(), u"reportButton"_s)->isEnabled());
        for (const QString &name :
            {u"undoButton"_s, u"purgeButton"_s, u"finishButton"_s, u"releaseButton"_s})
            QVERIFY2(!button(page.detail(), name)->isEnabled(), qPrintable(name));
        page.list()->selectRow(1);
        QTRY_COMPARE(heading->text(), u"Retry destination: <b>x</b>.example on mx1"_s);
        QVERIFY(!button(page.detail(), u"reportButton"_s)->isEnabled());
        // The choice of an action leaves requests out, words find them.
        auto *actions = page.findChild<QComboBox *>(u"operationActions"_s);
        actions->setCurrentIndex(actions->findData(int(Action::Hold)));
        QTRY_COMPARE(page.list()->model()->rowCount(), 0);
        actions->setCurrentIndex(0);
        page.findChild<QLineEdit *>(u"operationSearch"_s)->setText(u"x</b>"_s);
        QTRY_COMPARE(page.list()->model()->rowCount(), 1);
    }

    void nobodyIsAskedWhoCannotAnswer()
    {
        Fleet fleet(journal());
        ServerDefinition definition;
        definition.id = definition.name = u"mx1"_s;
        definition.endpoint.host = u"127.0.0.1"_s;
        fleet.add(definition);
        FlushDialog dialog(fleet, {{u"mx1"_s, "/etc/postfix"}, {u"gone"_s, "/etc/postfix"}});
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        auto *flush = button(&dialog, u"flushButton"_s);
        QVERIFY(!flush->isEnabled());
        QVERIFY(flush->toolTip().contains(u"No queue"_s));
        dialog.setDestination(u"example.com"_s);
        QCOMPARE(flush->text(), u"Retry"_s);
        QVERIFY(!flush->isEnabled());
        fleet.remove(u"mx1"_s);
        QVERIFY(!flush->isEnabled());
        QVERIFY(journal().operations()->isEmpty());
    }

private:
    Journal journal() const { return m_home->journal(); }

    std::unique_ptr<ScratchHome> m_home;
};

QTEST_MAIN(TestRequests)
#include "tst_requests.moc"
