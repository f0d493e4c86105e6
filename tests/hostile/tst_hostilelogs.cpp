// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The page of the logs filled with the corpus, and looked at from all sides.

#include "core/logs/logquery.h"
#include "tests/hostile/clean.h"
#include "tests/hostile/corpus.h"
#include "tests/hostile/surfacewalk.h"
#include "tests/ui/logfixture.h"
#include "ui/logs/logexporter.h"
#include "ui/logs/logmenu.h"

#include <QAction>
#include <QBuffer>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace spoolscope;
using namespace spoolscope::hostile;

namespace {

/// Where strangers' words stand in a line, and one that is nothing else.
void addAll(LogStore &store)
{
    made::LogFiller filler(store);
    qint64 time = made::logStart;
    for (const Entry &entry : corpus()) {
        const QByteArray bytes = entry.bytes.left(5000).replace('\n', ' ');
        filler.lineAt(++time,
            "mx1 postfix/smtp[1]: 4F2A81C09D: to=<" + bytes + ">, relay=" + bytes
                + "[192.0.2.1]:25, delay=1, delays=1/0/0/0, dsn=4.0.0, "
                  "status=deferred ("
                + bytes + ')');
        filler.lineAt(++time,
            "mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from " + bytes + "[192.0.2.1]: 554 5.7.1 <"
                + bytes + ">: no; from=<" + bytes + "> to=<" + bytes + "> proto=ESMTP helo=<"
                + bytes + '>');
        filler.lineAt(++time, "mx1 " + bytes + ": " + bytes);
        filler.line(bytes);
        if (time % 100 < 3)
            store.gap({.after = time, .why = QString::fromUtf8(bytes)});
    }
}

QString withoutMarks(QString text)
{
    text.removeIf([](QChar c) { return c.isMark(); });
    return text;
}

}

class TestHostileLogs : public QObject
{
    Q_OBJECT

private slots:
    void nothingReachesAPersonAsItIs()
    {
        LogFixture log;
        ShownLogs sources = log.sources();
        sources[0].name = u"mx1 \u202e"_s + token;
        sources.push_back(sources[0]);
        sources[1].store = std::make_shared<LogStore>();
        sources[1].state = ShownLog::State::Unreadable;
        sources[1].note = u"\x1b[31m<b>no</b>\u202e"_s;
        addAll(log.store());
        log.page().setSources(sources);
        log.page().linesAdded();
        QVERIFY(log.settle());
        const size_t rows = log.view().order().size();
        QVERIFY(rows > 3 * size_t(corpus().size()));
        QCOMPARE(faultsOf(&log.page()), QStringList());
        LogMenu menus(log.view());
        for (size_t place = 0; place < rows; ++place) {
            log.view().select(place);
            QCOMPARE(fault(log.view().currentText(), Lines::One), QString());
            QCOMPARE(fault(log.view().lines().tip(place)), QString());
            QCOMPARE(fault(log.view().lines().whole(place), Lines::One), QString());
            if (place % 40 != 0)
                continue;
            QMenu menu;
            menus.fill(menu, place);
            QCOMPARE(faultsOf(&menu).join(u'\n'), QString());
            log.view().grab(); // all of it is painted
        }
        QCOMPARE(faultsOf(&log.page()), QStringList());
    }

    void nothingLeavesAsItIs()
    {
        LogFixture log;
        addAll(log.store());
        log.page().linesAdded();
        QVERIFY(log.settle());
        for (size_t place = 0; place + 50 < log.view().order().size(); place += 50) {
            log.view().select(place);
            log.view().select(place + 49, true);
            QGuiApplication::clipboard()->setText(u"before"_s);
            log.page().exporter()->copyAction()->trigger();
            QCOMPARE(clipboardFault(), QString());
        }
        for (const LogFormat format : {LogFormat::Text, LogFormat::JsonLines}) {
            QBuffer file;
            QVERIFY(file.open(QIODevice::WriteOnly));
            const LogOrder &order = log.view().order();
            QVERIFY(exportLog(file, format, order, {0, order.size()}, {u"mx1"_s}, {}));
            QCOMPARE(size_t(file.data().count('\n')), order.size());
            const QString text = QString::fromUtf8(file.data());
            // JSON is for programs and loses nothing: marks stay as many as they are.
            QCOMPARE(fault(format == LogFormat::Text ? text : withoutMarks(text)), QString());
        }
    }

    /// A filter that a menu writes finds the line that it was written for.
    void theMenusFiltersFindTheirLine()
    {
        LogFixture log;
        addAll(log.store());
        log.page().linesAdded();
        QVERIFY(log.settle());
        LogMenu menus(log.view());
        QString term;
        connect(&menus, &LogMenu::filterRequested, this, [&](const QString &text) { term = text; });
        const auto order = log.view().sharedOrder();
        for (size_t place = 0; place < order->size(); place += 97) {
            QMenu menu;
            menus.fill(menu, place);
            const auto *only = menu.findChild<QMenu *>(u"showOnly"_s);
            for (QAction *action : only ? only->actions() : QList<QAction *>()) {
                term.clear();
                action->trigger();
                QCOMPARE(fault(term, Lines::One), QString());
                const auto filter = Filter::parse(term, logFilterFields());
                QVERIFY2(filter, qPrintable(term));
                LogReader reader(order->rows(0));
                LogQuery query(*filter, {});
                bool isFound = false;
                query.find(
                    reader, order->at(place).row(), [&](LogRows::Row row, const LogRecord &) {
                        isFound |= row == order->at(place).row();
                    });
                QVERIFY2(isFound, qPrintable(term));
            }
        }
    }
};

QTEST_MAIN(TestHostileLogs)
#include "tst_hostilelogs.moc"
