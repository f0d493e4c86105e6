// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/logfixture.h"
#include "tests/ui/stallmeter.h"
#include "ui/logs/logchoices.h"
#include "ui/logs/logexporter.h"
#include "ui/logs/logfinder.h"

#include <KMessageWidget>

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QDateTimeEdit>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QString footer(LogFixture &log)
{
    return log.page().findChild<QLabel *>(u"logCount"_s)->text();
}

QPushButton &news(LogFixture &log)
{
    return *log.page().findChild<QPushButton *>(u"logNews"_s);
}

bool says(LogFixture &log, const QString &words)
{
    const auto labels = log.page().findChildren<QLabel *>();
    return std::ranges::any_of(labels,
        [&](const QLabel *label) { return label->isVisible() && label->text().contains(words); });
}

QAction *actionOf(const QMenu *menu, const QString &begin)
{
    const auto actions = menu->actions();
    const auto match = std::ranges::find_if(actions,
        [&](const QAction *action) { return action->text().remove(u'&').startsWith(begin); });
    return match == actions.end() ? nullptr : *match;
}

QMenu *openMenu(LogFixture &log)
{
    emit log.view().customContextMenuRequested(QPoint(5, 5));
    QCoreApplication::processEvents();
    const auto menus = log.page().findChildren<QMenu *>(u"logMenu"_s);
    return menus.isEmpty() ? nullptr : menus.last();
}

}

class TestLogPage : public QObject
{
    Q_OBJECT

private slots:
    void showsLinesOfAllServersByTime()
    {
        LogFixture log(2);
        QVERIFY(log.add("mx1 postfix/smtpd[1]: connect from unknown[192.0.2.1]", 0));
        QVERIFY(log.add("mx2 postfix/qmgr[1]: 4F2A81C09D: removed", 1));
        QVERIFY(log.add("mx1 dovecot: imap-login: hello", 0));
        const QStringList texts = log.view().shownTexts();
        QCOMPARE(texts.size(), 3);
        QVERIFY(texts[0].endsWith(u"|smtpd||connect from unknown[192.0.2.1]"_s));
        QVERIFY(texts[1].endsWith(u"|qmgr|4F2A81C09D|removed"_s));
        QVERIFY(texts[2].endsWith(u"|dovecot||imap-login: hello"_s));
        QCOMPARE(footer(log), u"3 lines"_s);
        log.view().select(1);
        QVERIFY(log.view().currentText().contains(u"mx2 qmgr 4F2A81C09D removed"_s));
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(&log.view());
        QCOMPARE(spoken->text(QAccessible::Name), u"Log lines"_s);
        QCOMPARE(spoken->text(QAccessible::Value), log.view().currentText());
    }

    void followsTheEndUntilScrolledAway()
    {
        LogFixture log;
        QVERIFY(log.talk(500));
        QVERIFY(log.view().isAtEnd());
        QVERIFY(log.talk(100));
        QVERIFY(log.view().isAtEnd());
        QVERIFY(!news(log).isVisible());
        log.view().verticalScrollBar()->setValue(100);
        const QStringList before = log.view().shownTexts();
        QVERIFY(log.talk(50));
        QCOMPARE(log.view().shownTexts(), before);
        QVERIFY(news(log).isVisible());
        QCOMPARE(news(log).text(), u"50 new lines"_s);
        QTest::mouseClick(&news(log), Qt::LeftButton);
        QVERIFY(log.view().isAtEnd());
        QVERIFY(!news(log).isVisible());
    }

    void pauseHoldsWithoutLosing()
    {
        LogFixture log;
        QVERIFY(log.talk(100));
        QTest::mouseClick(log.page().bar()->pauseButton(), Qt::LeftButton);
        const QStringList before = log.view().shownTexts();
        made::LogFiller(log.store())
            .lineAt(made::logStart + 60'000'000, "mx1 postfix/qmgr[1]: 4F2A81C09D: removed");
        log.page().linesAdded();
        QVERIFY(log.settle());
        QCOMPARE(log.view().shownTexts(), before);
        QCOMPARE(news(log).text(), u"1 lines wait"_s);
        QVERIFY(footer(log).contains(u"paused"_s));
        // Another filter is answered all the same.
        QVERIFY(log.filter(u"dovecot"_s));
        QVERIFY(log.view().order().lineCount() < 100);
        QVERIFY(log.filter({}));
        QTest::mouseClick(log.page().bar()->pauseButton(), Qt::LeftButton);
        QVERIFY(log.settle());
        QCOMPARE(log.view().order().lineCount(), 101);
        QVERIFY(log.view().isAtEnd());
    }

    void filtersAndSaysWhatIsWrong()
    {
        LogFixture log;
        QVERIFY(log.talk(300));
        QVERIFY(log.filter(u"status:deferred"_s));
        const qint64 found = log.view().order().lineCount();
        QVERIFY(found > 0 && found < 300);
        QCOMPARE(footer(log), u"%1 of 300 lines"_s.arg(found));
        for (const QString &text : log.view().shownTexts())
            QVERIFY(text.contains(u"status=deferred"_s));
        auto *fault = log.page().findChild<KMessageWidget *>();
        log.page().bar()->filterEdit()->setText(u"severity:bad"_s);
        QTRY_VERIFY(fault->isVisible());
        QVERIFY(fault->text().contains(u"still applied"_s));
        QCOMPARE(log.view().order().lineCount(), found);
        QVERIFY(log.filter(u"nosuchword"_s));
        QVERIFY(!fault->isVisible());
        QVERIFY(!log.view().isVisible());
        QVERIFY(says(log, u"No line matches the filter"_s));
        QPushButton *clear = nullptr;
        for (QPushButton *button : log.page().findChildren<QPushButton *>())
            clear = button->text() == "Clear Filter"_L1 ? button : clear;
        QVERIFY(clear && clear->isVisible());
        QTest::mouseClick(clear, Qt::LeftButton);
        QVERIFY(log.settle());
        QVERIFY(log.view().isVisible());
        QCOMPARE(log.view().order().lineCount(), 300);
    }

    /// Taken away again, a filter leaves the current line where it is.
    void theCurrentLineStaysWhenTheFilterGoes()
    {
        LogFixture log;
        QVERIFY(log.talk(2000));
        QVERIFY(log.filter(u"event:reject"_s));
        log.view().select(log.view().order().size() / 2);
        const QString text = log.view().currentText();
        QVERIFY(log.filter({}));
        QCOMPARE(log.view().currentText(), text);
        const size_t current = *log.view().current();
        QVERIFY(current >= log.view().firstVisible());
        QVERIFY(current < log.view().firstVisible() + log.view().visibleCount());
    }

    void quickChoicesWriteTheFilter()
    {
        LogFixture log;
        QVERIFY(log.talk(300));
        const auto choose = [&](const QString &title, const QString &begin) {
            for (LogChoiceButton *button : log.page().findChildren<LogChoiceButton *>()) {
                if (button->accessibleName() != title)
                    continue;
                emit button->menu()->aboutToShow();
                if (QAction *action = actionOf(button->menu(), begin))
                    action->trigger();
            }
            return log.settle();
        };
        FilterEdit *edit = log.page().bar()->filterEdit();
        QVERIFY(choose(u"Daemon"_s, u"smtp\t"_s));
        QCOMPARE(edit->text(), u"daemon:smtp"_s);
        QVERIFY(choose(u"Status"_s, u"sent"_s));
        QCOMPARE(edit->text(), u"daemon:smtp status:sent"_s);
        QVERIFY(choose(u"Daemon"_s, u"Other programs"_s));
        QCOMPARE(edit->text(), u"status:sent event:foreign"_s);
        QVERIFY(choose(u"Status"_s, u"Any"_s));
        QCOMPARE(edit->text(), u"event:foreign"_s);
        QVERIFY(log.view().order().lineCount() > 0);
        QVERIFY(choose(u"Daemon"_s, u"Any"_s));
        QVERIFY(choose(u"Severity"_s, u"Warnings and worse"_s));
        QCOMPARE(edit->text(), u"not severity:info"_s);
        QVERIFY(choose(u"Severity"_s, u"warning"_s));
        QCOMPARE(edit->text(), u"severity:warning"_s);
    }

    void theMenuAsksWhatTheLineSays()
    {
        LogFixture log(2);
        QVERIFY(log.add("mx1 postfix/smtpd[1]: 4F2A81C09D: reject: RCPT from "
                        "mail.one.example[192.0.2.7]: 550 5.1.1 <x@y.example>: no; "
                        "from=<ann@one.example> to=<x@y.example> proto=ESMTP helo=<h>"));
        QVERIFY(log.add("mx1 postfix/qmgr[1]: 5E6F7A8B9C: removed", 1));
        QSignalSpy traces(&log.page(), &LogPage::traceRequested);
        QSignalSpy rows(&log.page(), &LogPage::queueRowRequested);
        log.view().select(0);
        QMenu *menu = openMenu(log);
        QVERIFY(menu);
        const auto *only = menu->findChild<QMenu *>(u"showOnly"_s);
        actionOf(only, u"This Client"_s)->trigger();
        QVERIFY(log.settle());
        FilterEdit *edit = log.page().bar()->filterEdit();
        QCOMPARE(edit->text(), u"client:192.0.2.7"_s);
        QCOMPARE(log.view().order().lineCount(), 1);
        actionOf(only, u"This Sender"_s)->trigger();
        QVERIFY(log.settle());
        QCOMPARE(edit->text(), u"client:192.0.2.7 sender:ann@one.example"_s);
        QCOMPARE(log.view().order().lineCount(), 1);
        actionOf(only, u"This Server"_s)->trigger();
        QVERIFY(edit->text().endsWith(u"server:mx1"_s));
        actionOf(menu, u"Trace"_s)->trigger();
        QCOMPARE(traces.takeFirst(), QVariantList({u"id1"_s, u"4F2A81C09D"_s}));
        actionOf(menu, u"Show It in the Queue"_s)->trigger();
        QCOMPARE(rows.takeFirst(), QVariantList({u"id1"_s, u"4F2A81C09D"_s}));
        menu->close();
        QVERIFY(log.filter({}));
        log.view().select(1);
        QTest::keyClick(&log.view(), Qt::Key_Return);
        QCOMPARE(traces.takeFirst(), QVariantList({u"id2"_s, u"5E6F7A8B9C"_s}));
        QTest::mouseDClick(log.view().viewport(), Qt::LeftButton, {}, log.middle(0));
        QCOMPARE(traces.takeFirst(), QVariantList({u"id1"_s, u"4F2A81C09D"_s}));
    }

    void theKeyboardReachesEveryLine()
    {
        LogFixture log;
        QVERIFY(log.talk(1000));
        log.view().setFocus();
        QTest::keyClick(&log.view(), Qt::Key_Home);
        QCOMPARE(*log.view().current(), 0u);
        QCOMPARE(log.view().firstVisible(), 0u);
        QTest::keyClick(&log.view(), Qt::Key_J);
        QTest::keyClick(&log.view(), Qt::Key_Down);
        QTest::keyClick(&log.view(), Qt::Key_K);
        QCOMPARE(*log.view().current(), 1u);
        QTest::keyClick(&log.view(), Qt::Key_PageDown);
        QCOMPARE(*log.view().current(), log.view().visibleCount());
        QTest::keyClick(&log.view(), Qt::Key_End);
        QCOMPARE(*log.view().current(), 999u);
        QVERIFY(log.view().isAtEnd());
        QTest::keyClick(&log.view(), Qt::Key_Up, Qt::ShiftModifier);
        QTest::keyClick(&log.view(), Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(log.view().selection(), (LogStretch{997, 1000}));
        QVERIFY(footer(log).startsWith(u"3 chosen"_s));
        QTest::keyClick(&log.view(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().count(u'\n'), 2);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u" mx1 "_s));
        QTest::keyClick(&log.view(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(log.view().selection().size(), 1000u);
    }

    void theMouseChoosesLines()
    {
        LogFixture log;
        QVERIFY(log.talk(100));
        QTest::keyClick(&log.view(), Qt::Key_Home);
        QWidget *viewport = log.view().viewport();
        QTest::mouseClick(viewport, Qt::LeftButton, {}, log.middle(3));
        QCOMPARE(log.view().selection(), (LogStretch{3, 4}));
        QTest::mouseClick(viewport, Qt::LeftButton, Qt::ShiftModifier, log.middle(6));
        QCOMPARE(log.view().selection(), (LogStretch{3, 7}));
        QTest::mouseClick(viewport, Qt::RightButton, {}, log.middle(5));
        QCOMPARE(log.view().selection(), (LogStretch{3, 7}));
        QTest::mouseClick(viewport, Qt::RightButton, {}, log.middle(9));
        QCOMPARE(log.view().selection(), (LogStretch{9, 10}));
    }

    void whatIsChosenStaysWhileLinesCome()
    {
        LogFixture log(2);
        QVERIFY(log.talk(200, 0));
        log.view().select(50);
        log.view().select(52, true);
        const QString text = log.view().currentText();
        // Older lines of the other server come late.
        made::LogFiller filler(log.store(1));
        for (int i = 0; i < 30; ++i)
            filler.lineAt(made::logStart + i, "mx2 postfix/qmgr[1]: 4F2A81C09D: removed");
        log.page().linesAdded();
        QVERIFY(log.settle());
        QCOMPARE(log.view().order().size(), 230u);
        QCOMPARE(log.view().selection(), (LogStretch{80, 83}));
        QCOMPARE(log.view().currentText(), text);
    }

    void findsInWhatIsShown()
    {
        LogFixture log;
        QVERIFY(log.talk(400));
        QVERIFY(log.add("mx1 postfix/qmgr[1]: needle one"));
        QVERIFY(log.talk(400));
        QVERIFY(log.add("mx1 postfix/qmgr[1]: NEEDLE two"));
        QVERIFY(log.talk(10));
        log.view().select(0);
        QTest::keyClick(&log.view(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(log.page().finder()->isVisible());
        QTest::keyClicks(log.page().finder()->needle(), u"needle"_s);
        QVERIFY(log.settle());
        QCOMPARE(*log.view().current(), 400u);
        QTest::keyClick(log.page().finder()->needle(), Qt::Key_F3);
        QVERIFY(log.settle());
        QCOMPARE(*log.view().current(), 801u);
        QTest::keyClick(log.page().finder()->needle(), Qt::Key_Return);
        QVERIFY(log.settle());
        QCOMPARE(*log.view().current(), 400u); // once around
        QTest::keyClick(log.page().finder()->needle(), Qt::Key_F3, Qt::ShiftModifier);
        QVERIFY(log.settle());
        QCOMPARE(*log.view().current(), 801u);
        QTest::keyClicks(log.page().finder()->needle(), u"zzz"_s);
        QVERIFY(log.settle());
        QVERIFY(says(log, u"Not found"_s));
        QTest::keyClick(log.page().finder()->needle(), Qt::Key_Escape);
        QVERIFY(!log.page().finder()->isVisible());
        QVERIFY(log.view().hasFocus());
    }

    void goesToATime()
    {
        LogFixture log;
        QVERIFY(log.talk(2000));
        emit log.page().bar()->timesWanted();
        auto *edit = log.page().findChild<QDateTimeEdit *>(u"logTimeEdit"_s);
        QCOMPARE(edit->minimumDateTime().toSecsSinceEpoch(), made::logStart / 1'000'000);
        edit->setDateTime(QDateTime::fromSecsSinceEpoch(made::logStart / 1'000'000 + 100));
        emit log.page().bar()->timeChosen(edit->dateTime().toMSecsSinceEpoch() * 1000);
        QCOMPARE(*log.view().current(), 999u); // a line each tenth of a second, from the first on
        QVERIFY(log.view().hasFocus());
        QVERIFY(log.filter(u"dovecot"_s));
        log.page().showTime(made::logStart + 50'000'000);
        QVERIFY(log.settle());
        QCOMPARE(log.page().bar()->filterEdit()->text(), QString());
        QCOMPARE(*log.view().current(), 499u);
    }

    void exportsInAJob()
    {
        LogFixture log;
        QVERIFY(log.talk(500));
        const QTemporaryDir directory;
        const QString file = directory.filePath(u"mail.jsonl"_s);
        QSignalSpy notices(&log.page(), &LogPage::noticed);
        log.page().exporter()->write(file, LogFormat::JsonLines);
        QTRY_COMPARE(notices.size(), 1);
        QVERIFY(notices.first().first().toString().startsWith(u"500 lines were exported"_s));
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll().count('\n'), 500);
        QCOMPARE(
            written.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QSignalSpy failures(&log.page(), &LogPage::failed);
        log.page().exporter()->write(directory.filePath(u"no/such/dir"_s), LogFormat::Text);
        QTRY_COMPARE(failures.size(), 1);
    }

    void gapsAreNoLines()
    {
        LogFixture log;
        QVERIFY(log.talk(5));
        log.store().gap({.after = made::logStart + 500'000, .why = u"The log was rotated away."_s});
        QVERIFY(log.talk(5));
        QVERIFY(log.view().shownTexts()[5].endsWith(u"|||The log was rotated away."_s));
        QCOMPARE(footer(log), u"10 lines"_s);
        log.view().select(5);
        QMenu *menu = openMenu(log);
        QVERIFY(!menu->findChild<QMenu *>(u"showOnly"_s));
        menu->close();
    }

    void emptyPagesSayWhatToDo()
    {
        LogFixture log;
        QVERIFY(log.settle());
        QVERIFY(says(log, u"No lines yet"_s));
        ShownLogs sources = log.sources();
        sources[0].state = ShownLog::State::Unreadable;
        sources[0].note = u"/var/log/mail.log: Permission denied"_s;
        log.page().setSources(sources);
        QVERIFY(says(log, u"cannot be read"_s));
        QVERIFY(says(log, u"group adm"_s));
        QVERIFY(says(log, u"Permission denied"_s));
        sources[0].state = ShownLog::State::Offline;
        log.page().setSources(sources);
        QVERIFY(says(log, u"Not connected"_s));
        sources[0].state = ShownLog::State::Starting;
        log.page().setSources(sources);
        QVERIFY(says(log, u"Looking for the mail log"_s));
        log.page().setSources({});
        QVERIFY(log.settle());
        QVERIFY(says(log, u"No servers here"_s));
    }

    void strangersWordsAreText()
    {
        LogFixture log;
        QVERIFY(log.add("mx1 postfix/smtpd[1]: warning: \xe2\x80\xae<b>x</b>\x1b[31m\xff"));
        log.view().select(0);
        const QString text = log.view().currentText();
        QVERIFY(!text.contains(QChar(0x202e)) && !text.contains(QChar(0x1b)));
        QVERIFY(text.contains(u"<b>x</b>"_s));
        QTest::keyClick(&log.view(), Qt::Key_C, Qt::ControlModifier);
        QVERIFY(!QGuiApplication::clipboard()->text().contains(QChar(0x202e)));
    }

    /// Half a million lines: scrolled, filtered and grown, no turn of the event loop takes long.
    void manyLinesStayFluid()
    {
        LogFixture log(2);
        made::LogTalk talk(3);
        for (size_t source : {0, 1}) {
            made::LogFiller filler(log.store(source));
            for (int i = 0; i < 250'000; ++i)
                filler.lineAt(made::logStart + i * 1000, talk.next());
        }
        log.page().linesAdded();
        StallMeter meter;
        QVERIFY(log.settle());
        QCOMPARE(log.view().order().lineCount(), 500'000);
        QScrollBar *bar = log.view().verticalScrollBar();
        for (int step = 0; step < 30; ++step) {
            bar->setValue(int(qint64(bar->maximum()) * step / 30));
            QTest::qWait(5);
        }
        QVERIFY(log.filter(u"to:x@gmail.com status:deferred"_s));
        QVERIFY(log.talk(100));
        QVERIFY(log.filter({}));
        qInfo("longest turn %.1f ms", meter.longest());
        QVERIFY(meter.longest() < 150);
    }
};

QTEST_MAIN(TestLogPage)
#include "tst_logpage.moc"
