// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostwindow.h"

#include "ui/filter/filteredit.h"
#include "ui/logs/logbar.h"
#include "ui/logs/logpage.h"
#include "ui/logs/logtracepage.h"
#include "ui/logs/messagetrace.h"
#include "ui/message/messageview.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"
#include "ui/queue/queueview.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The logs of real hosts in the window: read, followed, and traced to and from the queue.
class TestLogsOnHosts : public QObject, HostWindow
{
    Q_OBJECT

private slots:
    void initTestCase() { startLab(2, 60); }
    void init()
    {
        openWindow();
        for (int host : {0, 1})
            m_fleet->add(m_lab->server(host));
        m_fleet->connectAll();
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled() && page().model().rowCount() > 60, patience);
    }
    void cleanup() { closeWindow(); }

    void showsWhatIsWritten()
    {
        m_window->showPage(MainWindow::LogsTab);
        QTRY_VERIFY_WITH_TIMEOUT(lineCount() > 0, patience);
        for (int host : {0, 1})
            write(host, "4F2A81C09D: from=<live@lab.example>, size=5, nrcpt=1 (queue active)");
        logs().lines()->setFilter(u"from:live@lab.example"_s);
        QTRY_COMPARE_WITH_TIMEOUT(lineCount(), 2, patience);
    }

    /// What is written while the connection is down comes once it is back, and once.
    void goesOnAfterALostConnection()
    {
        m_window->showPage(MainWindow::LogsTab);
        write(1, "4F2A81C0AA: from=<before@lab.example>, size=5, nrcpt=1 (queue active)");
        logs().lines()->setFilter(u"from:before@lab.example or from:after@lab.example"_s);
        QTRY_COMPARE_WITH_TIMEOUT(lineCount(), 1, patience);
        m_lab->killConnections(1);
        write(1, "4F2A81C0AB: from=<after@lab.example>, size=5, nrcpt=1 (queue active)");
        QTRY_COMPARE_WITH_TIMEOUT(lineCount(), 2, patience);
        write(1, "4F2A81C0AC: from=<after@lab.example>, size=5, nrcpt=1 (queue active)");
        QTRY_COMPARE_WITH_TIMEOUT(lineCount(), 3, patience);
    }

    void tracesAMessageOfTheQueueAndComesBack()
    {
        QVERIFY(m_lab->exec(1,
            {u"sh"_s, u"-c"_s,
                u"printf 'Subject: traced\\n\\nhello\\n' | "
                "sendmail -f traced@lab.example nobody@far.invalid; for i in $(seq 600); do "
                "grep -q 'to=<nobody@far.invalid>.*deferred' /var/log/mail.log && exit 0; "
                "sleep 0.1; done; exit 1"_s}));
        const QString filter = u"sender:traced@lab.example queue:deferred"_s;
        page().setFilter(*Filter::parse(filter));
        page().refresh();
        QTRY_COMPARE_WITH_TIMEOUT(page().model().rowCount(), 1, patience);
        select(1);
        auto *trace = m_window->findChild<QAction *>(u"traceMessage"_s);
        QVERIFY(trace->isEnabled());
        trace->trigger();
        QVERIFY(logs().isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(logs().traceView()->text().contains("nobody@far.invalid"_L1)
                && logs().traceView()->text().contains("deferred"_L1, Qt::CaseInsensitive),
            patience);
        const QString id = logs().traceEdit()->text();

        page().setFilter(Filter::everything());
        auto *back = logs().traceView()->findChild<QPushButton *>(u"traceQueue"_s);
        QVERIFY(back);
        back->click();
        QVERIFY(page().isVisible());
        QVERIFY(page().filterEdit()->text().contains(id));
        QTRY_COMPARE_WITH_TIMEOUT(page().model().rowCount(), 1, patience);
    }

    /// Beside the queue, where it is looked for when somebody looks, and stays true.
    void tracesBesideTheQueue()
    {
        // The other host has the same IDs: what is said of them must be of this one.
        page().setFilter(*Filter::parse(u"queue:deferred server:"_s + m_lab->server(0).name));
        QTRY_VERIFY_WITH_TIMEOUT(page().isSettled() && page().model().rowCount() > 1, patience);
        auto *tabs = m_window->messageView()->findChild<QTabWidget *>(u"messageTabs"_s);
        auto *trace = tabs->findChild<MessageTrace *>();
        tabs->setCurrentWidget(trace);
        const MessageKey first = pick(0);
        write(0,
            first.id.bytes().toByteArray()
                + ": to=<beside@lab.example>, relay=none, delay=5, delays=5/0/0/0, dsn=4.3.0, "
                  "status=deferred (a line of the test)");
        QTRY_VERIFY_WITH_TIMEOUT(trace->view()->text().contains("beside@lab.example"_L1), patience);
        const MessageKey second = pick(1);
        QVERIFY(second.id != first.id);
        QTRY_VERIFY_WITH_TIMEOUT(
            !trace->view()->text().contains("beside@lab.example"_L1), patience);

        pick(0);
        QTRY_VERIFY_WITH_TIMEOUT(trace->view()->text().contains("beside@lab.example"_L1), patience);
        auto *lines = trace->view()->findChild<QPushButton *>(u"traceLines"_s);
        QVERIFY(lines);
        lines->click();
        QVERIFY(logs().isVisible());
        QCOMPARE(logs().lines()->bar()->filterEdit()->text(), u"id:"_s + first.id.toString());
    }

private:
    LogTracePage &logs() const { return *m_window->logPage(); }

    MessageKey pick(int row) const
    {
        page().view()->pickRow(row);
        return page().model().key(row);
    }

    qint64 lineCount() const
    {
        return logs().isSettled() ? logs().lines()->view()->order().lineCount() : -1;
    }

    void write(int host, const QByteArray &text) const
    {
        QVERIFY(m_lab->exec(host,
            {u"logger"_s, u"-p"_s, u"mail.info"_s, u"-t"_s, u"postfix/qmgr"_s,
                QString::fromLatin1(text)}));
    }
};

QTEST_MAIN(TestLogsOnHosts)
#include "tst_logsonhosts.moc"
