// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tracefixture.h"
#include "ui/trace/fatechips.h"
#include "ui/trace/tracemodel.h"
#include "ui/trace/traceview.h"

#include <KMessageWidget>

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

struct Shown
{
    TraceView view;

    Shown()
    {
        view.resize(900, 700);
        view.show();
    }
    void trace(const QString &query, const Tracer::Logs &logs = tracefixture::logs())
    {
        view.setAnswer(tracefixture::answer(logs, query), query);
    }
    template <typename Widget> Widget *child(const QString &name) const
    {
        return view.findChild<Widget *>(name);
    }
    QTreeView *table() const { return child<QTreeView>(u"traceTable"_s); }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    int rowWith(const QString &words) const
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            if (cell(row, TraceModel::What).contains(words))
                return row;
        }
        return -1;
    }
    void click(const QString &name) const
    {
        QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton);
    }
};

}

class TestTraceView : public QObject
{
    Q_OBJECT

private slots:
    void showsTheWayAndTheFates()
    {
        Shown shown;
        shown.trace(u"4F2A81C09D"_s);
        QCOMPARE(shown.child<QLabel>(u"traceTitle"_s)->text(), u"Your order 4711 has been sent"_s);
        const QString facts = shown.child<QLabel>(u"traceFacts"_s)->text();
        QVERIFY(facts.contains(u"news@shop.example.com"_s));
        QVERIFY(facts.contains(u"mail.shop.example.com [192.0.2.17]"_s));
        QVERIFY(facts.contains(u"Account newsletter"_s));
        QVERIFY(facts.contains(u"mx1 4F2A81C09D → mx2 7B11A0C2F1"_s));
        const auto *fates = shown.child<FateChips>(u"traceFates"_s);
        QCOMPARE(fates->texts(),
            (QStringList{u"sent bob@dest.example"_s, u"deferred carol@dest.example"_s,
                u"bounced dave@dest.example"_s, u"notification sent news@shop.example.com"_s}));
        QVERIFY(!shown.child<KMessageWidget>(u"traceNotes"_s)->isVisible());
        QVERIFY(!shown.child<QComboBox>(u"traceChoice"_s)->isVisible());
    }

    void stepsStandInOrder()
    {
        Shown shown;
        shown.trace(u"4F2A81C09D"_s);
        const int begun = shown.rowWith(u"logged in as newsletter"_s);
        const int there = shown.rowWith(u"Begun by mx1.example.com"_s);
        const int deferred = shown.rowWith(u"Deferred for carol@dest.example"_s);
        const int notified = shown.rowWith(u"goes out as 9C00FFEE01"_s);
        QCOMPARE(begun, 0);
        QVERIFY(begun < there && there < deferred && deferred < notified);
        QCOMPARE(shown.cell(there, TraceModel::Where), u"mx2 7B11A0C2F1"_s);
        QCOMPARE(shown.cell(1, TraceModel::Delta), u"+0.05 s"_s);
        QCOMPARE(shown.cell(0, TraceModel::Delta), QString());
    }

    void modelIsSound()
    {
        TraceModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const TraceAnswer answer = tracefixture::answer(tracefixture::logs(), u"4F2A81C09D"_s);
        model.setTrace(answer.traces.first());
        QCOMPARE(model.rowCount(), answer.traces.first().steps.size());
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < TraceModel::ColumnCount; ++column)
                QVERIFY(
                    !model.index(row, column).data(Qt::ToolTipRole).toString().contains(u'\u202e'));
        }
        model.setTrace({});
        QCOMPARE(model.rowCount(), 0);
    }

    void strangersWordsAreOnlyWords()
    {
        Shown shown;
        shown.trace(u"4F2A81C09D"_s);
        const int sent = shown.rowWith(u"Sent to bob@dest.example through mx.dest.example"_s);
        QVERIFY(sent >= 0);
        shown.table()->setCurrentIndex(shown.table()->model()->index(sent, 0));
        const QString step = shown.child<QPlainTextEdit>(u"traceStep"_s)->toPlainText();
        QVERIFY(step.contains(u"<b>x</b>"_s));
        QVERIFY(step.contains(u"⟨U+202E⟩"_s));
        QVERIFY(!step.contains(u'\u202e'));
        for (const QString &name : {u"traceTitle"_s, u"traceFacts"_s})
            QCOMPARE(shown.child<QLabel>(name)->textFormat(), Qt::PlainText);
    }

    void saysWhatIsUnknown()
    {
        Shown shown;
        const auto mx1 = tracefixture::indexOf(
            u"mx1"_s, {"1 qmgr[1]: AAAAA1: from=<a@b>, size=1, nrcpt=1 (queue active)"});
        shown.trace(u"AAAAA1"_s, {mx1});
        auto *notes = shown.child<KMessageWidget>(u"traceNotes"_s);
        QVERIFY(notes->isVisible());
        QVERIFY(notes->text().contains(u"How AAAAA1 on mx1 began is not known"_s));
        QCOMPARE(notes->textFormat(), Qt::PlainText);
    }

    void saysWhenNothingIsThere()
    {
        Shown shown;
        shown.trace(u"4F2A81C09D"_s);
        shown.trace(u"FFFFFF1"_s);
        QVERIFY(!shown.table()->isVisible());
        QStringList words;
        for (const QLabel *label : shown.view.findChildren<QLabel *>()) {
            if (label->isVisible())
                words.append(label->text());
        }
        QVERIFY(words.join(u' ').contains(u"is about FFFFFF1"_s));
        QVERIFY(shown.view.text().isEmpty());
        QVERIFY(shown.view.json().isEmpty());
    }

    void severalMessagesAreAChoice()
    {
        Shown shown;
        const auto mx1 = tracefixture::indexOf(u"mx1"_s,
            {"1 pickup[1]: AAAAA1: uid=0 from=<a@b>", "1 cleanup[1]: AAAAA1: message-id=<1@b>",
                "1 qmgr[1]: AAAAA1: from=<a@b>, size=1, nrcpt=1 (queue active)",
                "9 pickup[1]: BBBBB1: uid=0 from=<a@b>", "9 cleanup[1]: BBBBB1: message-id=<2@b>",
                "9 qmgr[1]: BBBBB1: from=<a@b>, size=1, nrcpt=1 (queue active)"});
        shown.trace(u"from:a@b"_s, {mx1});
        auto *choice = shown.child<QComboBox>(u"traceChoice"_s);
        QVERIFY(choice->isVisible());
        QCOMPARE(choice->count(), 2);
        QVERIFY(shown.child<QLabel>(u"traceFacts"_s)->text().contains(u"BBBBB1"_s));
        choice->setCurrentIndex(1);
        emit choice->activated(1);
        QVERIFY(shown.child<QLabel>(u"traceFacts"_s)->text().contains(u"AAAAA1"_s));
        // More lines come: the same message stays.
        shown.trace(u"from:a@b"_s, {mx1});
        QVERIFY(shown.child<QLabel>(u"traceFacts"_s)->text().contains(u"AAAAA1"_s));
    }

    void leadsToTheLogAndTheQueue()
    {
        Shown shown;
        shown.trace(u"4F2A81C09D"_s);
        QSignalSpy lines(&shown.view, &TraceView::logLinesRequested);
        QSignalSpy queue(&shown.view, &TraceView::queueRequested);
        shown.click(u"traceQueue"_s); // where it is now
        QCOMPARE(queue.size(), 1);
        const auto place = queue.first().first().value<TraceView::Place>();
        QCOMPARE(place.server, u"mx2"_s);
        QCOMPARE(place.instance, "postfix");
        QCOMPARE(place.queueId, "7B11A0C2F1");
        // A step of the first server: the message is in its queue no more.
        shown.table()->setCurrentIndex(shown.table()->model()->index(0, 0));
        QVERIFY(!shown.child<QPushButton>(u"traceQueue"_s)->isEnabled());
        shown.click(u"traceLines"_s);
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.first().first().value<TraceView::Place>().queueId, "4F2A81C09D");
    }

    void copiesTextAndJson()
    {
        Shown shown;
        shown.trace(u"4F2A81C09D"_s);
        shown.click(u"traceCopy"_s);
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY(text.contains(u"Account: newsletter"_s));
        QVERIFY(text.contains(u"452 4.2.2 The recipient's inbox is out of storage space"_s));
        QVERIFY(!text.contains(u'\u202e'));
        const QJsonDocument json = QJsonDocument::fromJson(shown.view.json());
        QVERIFY(json.object().contains(u"steps"_s));
    }

    void manyRecipientsAreCounted()
    {
        FateChips chips;
        QList<TraceRecipient> recipients(500);
        for (qsizetype i = 0; i < recipients.size(); ++i) {
            recipients[i].address = QByteArray::number(i) + "@a.example";
            recipients[i].fate = i % 5 == 0 ? RecipientFate::Deferred : RecipientFate::Sent;
        }
        chips.setRecipients(recipients);
        QCOMPARE(chips.texts(), (QStringList{u"sent 400"_s, u"deferred 100"_s}));
        QVERIFY(chips.heightForWidth(60) > chips.heightForWidth(600));
    }
};

QTEST_MAIN(TestTraceView)
#include "tst_traceview.moc"
