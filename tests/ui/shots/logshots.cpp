// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "camera.h"

#include "ui/filter/filteredit.h"
#include "ui/logs/logbar.h"
#include "ui/logs/logpage.h"
#include "ui/logs/logtracepage.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

void settle(LogTracePage &page)
{
    const auto isSettled
        = [&] { return page.isSettled() && page.lines()->view()->order().lineCount() > 0; };
    if (!QTest::qWaitFor(isSettled, 20'000))
        qFatal("the logs are not settled");
    QTest::qWait(200);
}

/// Of a message that was put off more than once.
void traceOne(LogTracePage &page)
{
    const LogOrder &order = page.lines()->view()->order();
    std::vector<LogReader> readers = order.readers();
    const LogRef line = order.at(order.size() / 2);
    page.trace(QString::fromLatin1(readers[line.source()].queueId(line.row())));
    settle(page);
}

}

void shootLogs(Camera &camera, MainWindow &window)
{
    LogTracePage &page = *window.logPage();
    window.showPage(MainWindow::LogsTab);
    camera.shoot(u"logs-starting"_s);
    settle(page);
    camera.shoot(u"logs"_s);
    page.lines()->setFilter(u"status:deferred domain:gmail.com"_s);
    settle(page);
    traceOne(page);
    camera.shoot(u"logs-trace"_s);
    page.lines()->bar()->filterEdit()->setText(u"status:deferred age>2h"_s);
    QTest::qWait(300);
    camera.shoot(u"logs-fault"_s);
    page.lines()->bar()->filterEdit()->setText({});
    settle(page);
    window.resize(1280, 800);
    camera.shoot(u"narrow-logs"_s);
    window.resize(1600, 1000);
    window.showPage(MainWindow::QueueTab);
}

}
