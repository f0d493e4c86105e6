// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/fleet.h"
#include "planfixture.h"
#include "ui/actions/ladder.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

using Reason = ConfirmationRules::Reason;

ServerDefinition serverOf(const QString &id, ServerRole role)
{
    ServerDefinition definition;
    definition.id = id;
    definition.name = id;
    definition.endpoint.host = id + u".example.com"_s;
    definition.role = role;
    return definition;
}

}

class TestLadder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void rules_data()
    {
        QTest::addColumn<int>("action");
        QTest::addColumn<QList<int>>("messages"); // on mx0, mx1, ...
        QTest::addColumn<QStringList>("production");
        QTest::addColumn<bool>("isWhole");
        QTest::addColumn<qint64>("number");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<int>("reason");
        const auto row = [](const char *name, Action action, const QList<int> &messages,
                             const QStringList &production, qint64 number, const QStringList &names,
                             Reason reason, bool isWhole = false) {
            QTest::newRow(name) << int(action) << messages << production << isWhole << number
                                << names << int(reason);
        };
        const QStringList none, mx0{u"mx0"_s}, both{u"mx0"_s, u"mx1"_s};
        row("one", Action::Delete, {1}, none, 0, none, Reason::None);
        row("ten", Action::Delete, {10}, none, 0, none, Reason::None);
        row("eleven", Action::Delete, {11}, none, 11, none, Reason::Required);
        row("a thousand", Action::Delete, {1000}, none, 1000, none, Reason::Required);
        row("a thousand and one", Action::Delete, {1001}, none, 0, mx0, Reason::Required);
        row("several: the largest, and the number for the rest", Action::Delete, {900, 1100}, none,
            2000, {u"mx1"_s}, Reason::Required);
        row("production, one", Action::Delete, {1}, mx0, 0, mx0, Reason::None);
        row("production, many", Action::Delete, {50}, mx0, 0, mx0, Reason::Required);
        row("two in production: each name", Action::Delete, {4, 4}, both, 0, both, Reason::None);
        row("one in production, one not", Action::Delete, {20, 20}, mx0, 40, mx0, Reason::Required);
        row("one in production, one not, few", Action::Delete, {2, 2}, mx0, 0, mx0, Reason::None);
        row("requeue cannot be taken back", Action::Requeue, {11}, none, 11, none, Reason::Offered);
        row("return", Action::Return, {11}, none, 11, none, Reason::Required);
        row("return in production", Action::Return, {1}, mx0, 0, mx0, Reason::None);
        for (const Action action : {Action::Hold, Action::Release, Action::Trash}) {
            const auto named = [&](const char *name) {
                return QByteArray(toString(action).toUtf8() + ", " + name);
            };
            row(named("ten").constData(), action, {10}, none, 0, none, Reason::None);
            row(named("a thousand").constData(), action, {1000}, none, 0, none, Reason::Offered);
            row(named("more").constData(), action, {1001}, none, 1001, none, Reason::Offered);
            row(named("production, ten").constData(), action, {10}, mx0, 0, none, Reason::None);
            row(named("production, 11").constData(), action, {11}, mx0, 11, none, Reason::Offered);
            row(named("production, more").constData(), action, {1001}, mx0, 0, mx0,
                Reason::Offered);
        }
        row("a whole queue, first step", Action::Trash, {200}, none, 0, none, Reason::Offered,
            true);
        row("a whole queue, last step", Action::Delete, {200}, none, 200, mx0, Reason::Required,
            true);
        row("what is left of a whole queue", Action::Delete, {3, 2}, none, 0, both, Reason::None,
            true);
    }

    void rules()
    {
        QFETCH(int, action);
        QFETCH(QList<int>, messages);
        QFETCH(QStringList, production);
        QFETCH(bool, isWhole);
        QFETCH(qint64, number);
        QFETCH(QStringList, names);
        QFETCH(int, reason);
        Fleet fleet;
        std::vector<Part> parts;
        for (const int count : messages) {
            const QString name = u"mx%1"_s.arg(parts.size());
            fleet.add(serverOf(
                name, production.contains(name) ? ServerRole::Production : ServerRole::Normal));
            parts.push_back({name, count});
        }
        const auto plan = makePlan(Action(action), parts);
        const ConfirmationRules rules = confirmationFor(
            *plan, targetsOf(*plan, fleet), isWhole ? PlanScale::WholeQueue : PlanScale::Selection);
        QCOMPARE(rules.number, number);
        QCOMPARE(rules.names, names);
        QCOMPARE(int(rules.reason), reason);
        QCOMPARE(rules.isDelayed, !isReversible(Action(action)));
    }

    void whatCannotBeDoneIsNotAskedFor()
    {
        Fleet fleet;
        fleet.add(serverOf(u"mx0"_s, ServerRole::Normal));
        fleet.add(serverOf(u"mx1"_s, ServerRole::Production));
        const auto plan = makePlan(Action::Delete, {{u"mx0"_s, 20}, {u"mx1"_s, 5000, false}});
        const ConfirmationRules rules = confirmationFor(*plan, targetsOf(*plan, fleet));
        QCOMPARE(rules.number, 20);
        QVERIFY(rules.names.isEmpty());
        const auto nothing = makePlan(Action::Delete, {{u"mx1"_s, 5000, false}});
        QVERIFY(confirmationFor(*nothing, targetsOf(*nothing, fleet)).names.isEmpty());
    }

    void targetsAreServersNotInstances()
    {
        Fleet fleet;
        fleet.add(serverOf(u"mx0"_s, ServerRole::Production));
        const auto plan = makePlan(
            Action::Delete, {{u"mx0"_s, 2}, {u"mx0"_s, 3, true, "postfix-out"}, {u"gone"_s, 1}});
        const QList<PlanTarget> targets = targetsOf(*plan, fleet);
        QCOMPARE(targets.size(), 2);
        QCOMPARE(targets[0].messages, 5);
        QCOMPARE(targets[0].address, u"ssh://mx0.example.com"_s);
        QVERIFY(targets[0].role == ServerRole::Production);
        QCOMPARE(targets[1].name, u"gone"_s);
    }

    void typedNames_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("isRight");
        QTest::newRow("same") << u"mx1.example.com"_s << true;
        QTest::newRow("blanks") << u"  mx1.example.com "_s << true;
        QTest::newRow("case") << u"MX1.example.com"_s << true;
        QTest::newRow("part") << u"mx1"_s << false;
        QTest::newRow("more") << u"mx1.example.com."_s << false;
        QTest::newRow("empty") << QString() << false;
        QTest::newRow("other letters") << u"mх1.example.com"_s << false; // Cyrillic
    }
    void typedNames()
    {
        QFETCH(QString, typed);
        QFETCH(bool, isRight);
        QCOMPARE(isTypedName(typed, u"mx1.example.com"_s), isRight);
    }

    void showsTheEndOfTheKey()
    {
        PlanTarget target;
        QCOMPARE(keySuffix(target), QString());
        target.hostKey = "SHA256:uNiVztksCsDhcc0u9e8BrCXNtLM6xXLFPTB8fXzQ8zI";
        QCOMPARE(keySuffix(target), u"…8fXzQ8zI"_s);
    }
};

QTEST_GUILESS_MAIN(TestLadder)
#include "tst_ladder.moc"
