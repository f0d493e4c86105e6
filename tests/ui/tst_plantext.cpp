// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "planfixture.h"
#include "ui/actions/plantext.h"

#include <QLocale>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

class TestPlanText : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void headings_data()
    {
        QTest::addColumn<int>("action");
        QTest::addColumn<QList<int>>("messages");
        QTest::addColumn<QString>("heading");
        QTest::newRow("one") << int(Action::Delete) << QList{1} << u"Delete 1 message on mx0?"_s;
        QTest::newRow("two servers")
            << int(Action::Delete) << QList{1000, 204} << u"Delete 1,204 messages on 2 servers?"_s;
        QTest::newRow("hold") << int(Action::Hold) << QList{12} << u"Hold 12 messages on mx0?"_s;
    }
    void headings()
    {
        QFETCH(int, action);
        QFETCH(QList<int>, messages);
        QFETCH(QString, heading);
        std::vector<Part> parts;
        for (const int count : messages)
            parts.push_back({u"mx%1"_s.arg(parts.size()), count});
        QCOMPARE(plantext::heading(*makePlan(Action(action), parts)), heading);
    }

    void followUpsHaveTheirOwnWords_data()
    {
        QTest::addColumn<int>("relation");
        QTest::addColumn<int>("action");
        QTest::addColumn<QString>("heading");
        QTest::newRow("undo") << int(Relation::Undo) << int(Action::Release)
                              << u"Restore 3 messages on mx0?"_s;
        QTest::newRow("purge") << int(Relation::Purge) << int(Action::Delete)
                               << u"Purge 3 messages on mx0?"_s;
        QTest::newRow("finish") << int(Relation::Finish) << int(Action::Trash)
                                << u"Trash 3 messages on mx0?"_s;
        QTest::newRow("release") << int(Relation::Release) << int(Action::Release)
                                 << u"Release 3 messages on mx0?"_s;
    }
    void followUpsHaveTheirOwnWords()
    {
        QFETCH(int, relation);
        QFETCH(int, action);
        QFETCH(QString, heading);
        auto parts = makePlan(Action(action), {{u"mx0"_s, 3}})->parts();
        parts.front().relation = Relation(relation);
        const auto plan = ActionPlan::ofParts(Action(action), parts);
        QCOMPARE(plantext::heading(*plan), heading);
        QVERIFY(!plantext::followUpNote(*plan).isEmpty());
        QVERIFY(plantext::followUpNote(*makePlan(Action(action), {{u"mx0"_s, 3}})).isEmpty());
    }

    void eachVerbSaysHowItDiffers()
    {
        const auto says = [](Action action, const QString &word) {
            return plantext::consequences(action).join(u' ').contains(word, Qt::CaseInsensitive);
        };
        QVERIFY(says(Action::Hold, u"not expire"_s));
        QVERIFY(says(Action::Trash, u"not expire"_s));
        QVERIFY(says(Action::Trash, u"restored"_s));
        QVERIFY(says(Action::Requeue, u"new queue ID"_s));
        QVERIFY(says(Action::Requeue, u"milters"_s));
        QVERIFY(says(Action::Return, u"backscatter"_s));
        QVERIFY(says(Action::Delete, u"without a way back"_s));
        QVERIFY(says(Action::Retry, u"hold"_s));
    }

    void namesTheInstance()
    {
        const auto plan = makePlan(Action::Hold, {{u"mx1"_s, 2, true, "postfix-out"}});
        QCOMPARE(plantext::heading(*plan), u"Hold 2 messages on mx1 (postfix-out)?"_s);
    }

    void countsInstancesOfOneServerOnce()
    {
        const auto plan
            = makePlan(Action::Hold, {{u"mx1"_s, 2}, {u"mx1"_s, 3, true, "postfix-out"}});
        QCOMPARE(plantext::heading(*plan), u"Hold 5 messages on mx1?"_s);
    }

    void serverNamesCannotPlayTricks()
    {
        const auto plan = makePlan(Action::Hold, {{u"mx\u202e<b>%1"_s, 2}});
        QCOMPARE(plantext::heading(*plan), u"Hold 2 messages on mx⟨U+202E⟩<b>%1?"_s);
    }

    void typedNumbers_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("matches");
        QTest::newRow("digits") << u"1204"_s << true;
        QTest::newRow("grouped") << u"1,204"_s << true;
        QTest::newRow("blanks around") << u" 1204 "_s << true;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("part") << u"120"_s << false;
        QTest::newRow("more") << u"12040"_s << false;
        QTest::newRow("zero before") << u"01204"_s << false;
        QTest::newRow("wrong group") << u"12,04"_s << false;
        QTest::newRow("other digits") << u"１２０４"_s << false;
    }
    void typedNumbers()
    {
        QFETCH(QString, typed);
        QFETCH(bool, matches);
        QCOMPARE(plantext::isTypedNumber(typed, 1204), matches);
    }

    void warnsOfActiveMail()
    {
        QVERIFY(plantext::activeWarning(*makePlan(Action::Delete, {{u"mx1"_s, 5}})).isEmpty());
        QVERIFY(plantext::activeWarning(*makePlan(Action::Delete, {{u"mx1"_s, 8}}))
                .startsWith(u"One of them"_s));
        QVERIFY(plantext::activeWarning(*makePlan(Action::Delete, {{u"mx1"_s, 60}}))
                .startsWith(u"2 of them"_s));
    }

    void obstacles()
    {
        const auto some = makePlan(Action::Delete, {{u"mx1"_s, 5}, {u"mx2"_s, 6, false}});
        QCOMPARE(plantext::obstacles(*some).size(), 1);
        QVERIFY(plantext::obstacles(*some).first().startsWith(u"6 messages will be left alone"_s));
        QVERIFY(!plantext::isObstructed(*some));
        // What is asked for is what will be tried.
        QCOMPARE(plantext::heading(*some), u"Delete 5 messages on mx1?"_s);
        QCOMPARE(plantext::buttonLabel(*some), u"Delete 5 messages"_s);
        QCOMPARE(plantext::reachable(*some), 5);
        QVERIFY(plantext::extent(*some).startsWith(u"Of 11 messages"_s));
        QVERIFY(plantext::isObstructed(*makePlan(Action::Delete, {{u"mx2"_s, 6, false}})));
    }

    void headlines_data()
    {
        using Counts = plantext::Counts;
        QTest::addColumn<Counts>("counts");
        QTest::addColumn<QString>("text");
        // untouched, done, gone, changed, held, unknown
        QTest::newRow("all") << Counts{0, 1204, 0, 0, 0, 0} << u"1,204 deleted"_s;
        QTest::newRow("some") << Counts{0, 1198, 4, 2, 0, 0}
                              << u"1,198 deleted, 4 already gone, 2 changed and left alone"_s;
        QTest::newRow("none") << Counts{7, 0, 0, 0, 0, 0} << u"0 deleted, 7 untouched"_s;
        QTest::newRow("cut") << Counts{0, 600, 0, 0, 3, 9}
                             << u"600 deleted, 3 still on hold, 9 of unknown outcome"_s;
    }
    void headlines()
    {
        QFETCH(plantext::Counts, counts);
        QFETCH(QString, text);
        QCOMPARE(plantext::headline(Action::Delete, Relation::None, counts), text);
    }

    void totals()
    {
        PartResult first, second;
        first.verdicts = {Verdict::Done, Verdict::Done, Verdict::Changed};
        second.verdicts = {Verdict::Done, Verdict::Unknown};
        QCOMPARE(plantext::total({first, second}), (plantext::Counts{0, 3, 0, 1, 0, 1}));
    }

    void nextSteps()
    {
        PartResult result;
        result.verdicts = {Verdict::Done};
        QVERIFY(plantext::nextStep(result).isEmpty());
        result.verdicts = {Verdict::StillHeld};
        QVERIFY(plantext::nextStep(result).contains(u"release"_s));
        result.verdicts = {Verdict::Unknown, Verdict::StillHeld};
        QVERIFY(plantext::nextStep(result).startsWith(u"Refresh"_s));
    }

    void everyWordIsThere()
    {
        for (const Action action : allActions) {
            QVERIFY(!plantext::consequences(action).isEmpty());
            for (const PlanStep step : {PlanStep::Holding, PlanStep::Verifying, PlanStep::Releasing,
                     PlanStep::Acting, PlanStep::Reconciling})
                QVERIFY(!plantext::step(action, {step, 600, 1204}).isEmpty());
            for (int verdict = 0; verdict < verdictCount; ++verdict)
                QVERIFY(!plantext::verdict(action, Relation::None, Verdict(verdict)).isEmpty());
        }
        QCOMPARE(plantext::verdict(Action::Release, Relation::Undo, Verdict::Done), u"restored"_s);
        QCOMPARE(plantext::verdict(Action::Release, Relation::Undo, Verdict::Changed),
            displayName(Verdict::Changed));
        QCOMPARE(plantext::step(Action::Delete, {PlanStep::Acting, 600, 1204}),
            u"Deleting, 600 of 1,204"_s);
    }
};

QTEST_GUILESS_MAIN(TestPlanText)
#include "tst_plantext.moc"
