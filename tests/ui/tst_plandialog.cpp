// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/jobs/job.h"
#include "core/servers/fleet.h"
#include "planfixture.h"
#include "ui/actions/executionpage.h"
#include "ui/actions/plandialog.h"
#include "ui/actions/planpage.h"
#include "ui/actions/resultmodel.h"
#include "ui/actions/resultpage.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QPushButton *button(QWidget *window, const QString &name)
{
    return window->findChild<QPushButton *>(name);
}

PlanDialog *openDialog(const std::shared_ptr<const ActionPlan> &plan, Fleet &fleet)
{
    auto *dialog = new PlanDialog(plan, fleet);
    dialog->open();
    return dialog;
}

QComboBox *reasonOf(QWidget *dialog)
{
    return dialog->findChild<QComboBox *>(u"reasonEdit"_s);
}

/// Jobs that wait to be ended by the test.
struct Parts
{
    struct Started
    {
        size_t part;
        std::function<void(PartProgress)> progress;
        std::function<void(PartResult)> done;
        std::unique_ptr<Job> job;
    };
    std::vector<Started> started;

    ExecutionPage::Starter starter()
    {
        return [this](size_t part, QObject *, auto progress, auto done) {
            auto work = [](Job::Context &context) -> Result<void> {
                while (!context.stop().stop_requested())
                    QThread::msleep(1);
                return failure(ErrorKind::Cancelled, {});
            };
            started.push_back(
                {part, progress, done, std::make_unique<Job>(QString(), QString(), work)});
            return started.back().job.get();
        };
    }
};

PartResult allDone(size_t count)
{
    PartResult result;
    result.verdicts.assign(count, Verdict::Done);
    return result;
}

}

class TestPlanDialog : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }

    void fewMessagesNeedOnlyTheArmedButton()
    {
        Fleet fleet;
        const QPointer<PlanDialog> dialog
            = openDialog(makePlan(Action::Delete, {{u"mx1"_s, 10}}), fleet);
        QPushButton *confirm = button(dialog, u"confirmButton"_s);
        QVERIFY(!dialog->findChild<QLineEdit *>(u"confirmEdit"_s));
        QVERIFY(!confirm->isEnabled());
        QTest::mouseClick(confirm, Qt::LeftButton); // too early: nothing happens
        QVERIFY(confirm->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(confirm->isEnabled(), 3000);
        QTest::mouseClick(confirm, Qt::LeftButton);
        QTRY_VERIFY(dialog->findChild<QTableView *>(u"resultTable"_s)->isVisible());
        QTest::mouseClick(button(dialog, u"closeButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!dialog);
    }

    void manyMessagesWantTheirNumberAndAReason()
    {
        Fleet fleet;
        const QPointer<PlanDialog> dialog
            = openDialog(makePlan(Action::Delete, {{u"mx1"_s, 900}, {u"mx2"_s, 4}}), fleet);
        QPushButton *confirm = button(dialog, u"confirmButton"_s);
        auto *edit = dialog->findChild<QLineEdit *>(u"confirmEdit"_s);
        QVERIFY(edit);
        reasonOf(dialog)->setEditText(u"spam run, ticket 7"_s);
        QTest::keyClicks(edit, u"904"_s);
        QVERIFY(!confirm->isEnabled()); // not armed yet
        QTRY_VERIFY_WITH_TIMEOUT(confirm->isEnabled(), 3000);
        QTest::keyClicks(edit, u"5"_s);
        QVERIFY(!confirm->isEnabled());
        QTest::keyClick(edit, Qt::Key_Backspace);
        QVERIFY(confirm->isEnabled());
        reasonOf(dialog)->setEditText(u"  "_s);
        QVERIFY(!confirm->isEnabled());
        reasonOf(dialog)->setEditText(u"spam run, ticket 7"_s);
        QVERIFY(confirm->isEnabled());
        QTest::mouseClick(confirm, Qt::LeftButton);
        QTRY_VERIFY(dialog->findChild<QTableView *>(u"resultTable"_s)->isVisible());
        dialog->close();
        QTRY_VERIFY(!dialog);
        // It is offered the next time.
        const QPointer<PlanDialog> next
            = openDialog(makePlan(Action::Delete, {{u"mx1"_s, 11}}), fleet);
        QCOMPARE(reasonOf(next)->itemText(0), u"spam run, ticket 7"_s);
        QVERIFY(reasonOf(next)->currentText().isEmpty());
        delete next;
    }

    void productionWantsEachName()
    {
        Fleet fleet;
        for (const QString &name : {u"mx1"_s, u"mx2"_s}) {
            ServerDefinition definition;
            definition.id = definition.name = name;
            definition.endpoint.host = u"127.0.0.1"_s;
            definition.role = ServerRole::Production;
            definition.colour = name == "mx1"_L1 ? u"red"_s : QString();
            fleet.add(definition);
        }
        const QPointer<PlanDialog> dialog
            = openDialog(makePlan(Action::Delete, {{u"mx1"_s, 2}, {u"mx2"_s, 1}}), fleet);
        QCOMPARE(dialog->findChildren<QLabel *>(u"roleSign"_s).size(), 2);
        QCOMPARE(dialog->findChildren<QWidget *>(u"serverStripe"_s).size(), 1);
        QPushButton *confirm = button(dialog, u"confirmButton"_s);
        const auto edits = dialog->findChildren<QLineEdit *>(u"nameEdit"_s);
        QCOMPARE(edits.size(), 2);
        QTest::keyClicks(edits[0], u"mx1"_s);
        QTest::keyClicks(edits[1], u"mx1"_s);
        QTest::qWait(1200); // armed by now
        QVERIFY(!confirm->isEnabled());
        edits[1]->setText(u"mx2"_s);
        QVERIFY(confirm->isEnabled());
        delete dialog;
    }

    void aPaceGoesAlong()
    {
        PlanPage few(makePlan(Action::Release, {{u"mx1"_s, 10}}), {});
        QVERIFY(!few.findChild<QSpinBox *>(u"paceEdit"_s));
        PlanPage page(makePlan(Action::Release, {{u"mx1"_s, 11}}), {});
        page.show();
        page.findChild<QSpinBox *>(u"paceEdit"_s)->setValue(300);
        QSignalSpy confirmed(&page, &PlanPage::confirmed);
        auto *confirm = page.findChild<QPushButton *>(u"confirmButton"_s);
        QTRY_VERIFY(confirm->isEnabled());
        QTest::mouseClick(confirm, Qt::LeftButton);
        QCOMPARE(confirmed.size(), 1);
        QCOMPARE(confirmed[0][0].value<Consent>().messagesPerMinute, 300);
    }

    void enterNeverConfirms()
    {
        Fleet fleet;
        const QPointer<PlanDialog> dialog
            = openDialog(makePlan(Action::Delete, {{u"mx1"_s, 11}}), fleet);
        QPushButton *confirm = button(dialog, u"confirmButton"_s);
        auto *edit = dialog->findChild<QLineEdit *>(u"confirmEdit"_s);
        QVERIFY(!confirm->isDefault() && !confirm->autoDefault());
        QVERIFY(button(dialog, u"cancelButton"_s)->isDefault());
        QTest::keyClicks(reasonOf(dialog)->lineEdit(), u"why"_s);
        QTest::keyClick(reasonOf(dialog)->lineEdit(), Qt::Key_Return);
        QVERIFY(dialog && dialog->isVisible());
        QTest::keyClicks(edit, u"11"_s);
        QTRY_VERIFY_WITH_TIMEOUT(confirm->isEnabled(), 3000);
        QTest::keyClick(edit, Qt::Key_Return); // goes on to the button and leaves the dialog open
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(confirm->isVisible());
        QTest::keyClick(confirm, Qt::Key_Return); // the default one: Cancel
        QTRY_VERIFY(!dialog);
    }

    void whatCanBeTakenBackNeedsLessCeremony()
    {
        Fleet fleet;
        for (const Action action : {Action::Hold, Action::Trash}) {
            const QPointer<PlanDialog> dialog
                = openDialog(makePlan(action, {{u"mx1"_s, 1000}}), fleet);
            QVERIFY(!dialog->findChild<QLineEdit *>(u"confirmEdit"_s));
            QVERIFY(button(dialog, u"confirmButton"_s)->isEnabled());
            QVERIFY(!button(dialog, u"confirmButton"_s)->isDefault());
            QTest::keyClick(dialog, Qt::Key_Escape);
            QTRY_VERIFY(!dialog);
        }
        const QPointer<PlanDialog> many
            = openDialog(makePlan(Action::Trash, {{u"mx1"_s, 1001}}), fleet);
        QVERIFY(!button(many, u"confirmButton"_s)->isEnabled());
        QTest::keyClicks(many->findChild<QLineEdit *>(u"confirmEdit"_s), u"1001"_s);
        QVERIFY(button(many, u"confirmButton"_s)->isEnabled());
        delete many;
    }

    void anAgreedPlanStartsAtOnce()
    {
        Fleet fleet;
        auto *dialog
            = new PlanDialog(makePlan(Action::Release, {{u"mx1"_s, 5}}), fleet, {.isAgreed = true});
        QSignalSpy accounted(dialog, &PlanDialog::accounted);
        dialog->open();
        QTRY_COMPARE(accounted.size(), 1);
        QVERIFY(dialog->findChild<QTableView *>(u"resultTable"_s)->isVisible());
        delete dialog;
    }

    void nothingToDoWithoutRights()
    {
        Fleet fleet;
        const QPointer<PlanDialog> dialog
            = openDialog(makePlan(Action::Hold, {{u"mx1"_s, 5, false}}), fleet);
        QVERIFY(!button(dialog, u"confirmButton"_s)->isEnabled());
        delete dialog;
    }

    void showsCommandsAndSamples()
    {
        Fleet fleet;
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 40}, {u"mx2"_s, 4}});
        const QPointer<PlanDialog> dialog = openDialog(plan, fleet);
        const QString commands
            = dialog->findChild<QPlainTextEdit *>(u"commandText"_s)->toPlainText();
        for (const PlanPart &part : plan->parts()) {
            for (const QString &command : plan->commands(part))
                QVERIFY(commands.contains(command));
        }
        QCOMPARE(dialog->findChild<QAbstractItemView *>(u"sampleTable"_s)->model()->rowCount(), 20);
        delete dialog;
    }

    void everyLabelIsPlain()
    {
        Fleet fleet;
        const auto plan
            = makePlan(Action::Delete, {{u"<b>mx1</b>"_s, 8}, {u"<img src=x>"_s, 2, false}});
        const QPointer<PlanDialog> dialog = openDialog(plan, fleet);
        QTRY_VERIFY_WITH_TIMEOUT(button(dialog, u"confirmButton"_s)->isEnabled(), 3000);
        QTest::mouseClick(button(dialog, u"confirmButton"_s), Qt::LeftButton);
        QTRY_VERIFY(dialog->findChild<QTableView *>(u"resultTable"_s)->isVisible());
        const auto labels = dialog->findChildren<QLabel *>();
        QVERIFY(labels.size() > 10);
        for (const QLabel *label : labels) {
            QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(),
                qPrintable(label->text()));
        }
        delete dialog;
    }

    void runsPartsAtOnceAndAccounts()
    {
        const auto plan
            = makePlan(Action::Delete, {{u"mx1"_s, 3}, {u"mx2"_s, 2}, {u"mx3"_s, 4, false}});
        Parts parts;
        ExecutionPage page(plan, parts.starter());
        QSignalSpy finished(&page, &ExecutionPage::finished);
        page.start();
        page.start(); // once only
        QCOMPARE(parts.started.size(), 2); // the obstructed one is not tried
        parts.started[0].progress({PlanStep::Acting, 1, 3});
        parts.started[1].done(allDone(2));
        QVERIFY(page.isRunning());
        parts.started[0].done(allDone(3));
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(!page.isRunning());
        QCOMPARE(page.results()[2].verdicts, std::vector(4, Verdict::Untouched));
        QCOMPARE(page.results()[2].error->kind, ErrorKind::Permission);
        for (auto &started : parts.started)
            started.job->cancel();
    }

    void stopCancelsEveryPart()
    {
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 3}, {u"mx2"_s, 2}});
        Parts parts;
        ExecutionPage page(plan, parts.starter());
        page.show();
        page.start();
        QTest::mouseClick(button(&page, u"stopButton"_s), Qt::LeftButton);
        for (const auto &started : parts.started)
            QVERIFY(started.job->isCancelRequested());
        QVERIFY(!button(&page, u"stopButton"_s)->isEnabled());
        QVERIFY(page.isRunning()); // until each has accounted for itself
    }

    void aServerTakenAwayLeavesUnknownOutcomes()
    {
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 3}});
        Parts parts;
        ExecutionPage page(plan, parts.starter());
        QSignalSpy finished(&page, &ExecutionPage::finished);
        page.start();
        parts.started.clear();
        QCOMPARE(finished.size(), 1);
        QCOMPARE(page.results()[0].verdicts, std::vector(3, Verdict::Unknown));
    }

    void resultsCanBeFilteredAndCopied()
    {
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 60}});
        PartResult result = allDone(60);
        result.verdicts[5] = Verdict::Changed;
        ResultPage page;
        page.showResult(new ResultModel(plan, {result}));
        auto *table = page.findChild<QTableView *>(u"resultTable"_s);
        QCOMPARE(page.findChild<QLabel *>(u"resultHeadline"_s)->text(),
            u"59 deleted, 1 changed and left alone"_s);
        QCOMPARE(table->model()->rowCount(), 60);
        page.findChild<QComboBox *>()->setCurrentIndex(2);
        QCOMPARE(table->model()->rowCount(), 1);
        QTest::mouseClick(button(&page, u"copyButton"_s), Qt::LeftButton);
        const QString copied = QGuiApplication::clipboard()->text();
        QCOMPARE(copied.count(u'\n'), 1);
        QVERIFY(copied.contains(queueId(5).toString()));
        page.findChild<QComboBox *>()->setCurrentIndex(0);
        page.findChild<QLineEdit *>(u"resultFilter"_s)->setText(queueId(7).toString());
        QCOMPARE(table->model()->rowCount(), 1);
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(TestPlanDialog)
#include "tst_plandialog.moc"
