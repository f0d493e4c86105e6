// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "planfixture.h"
#include "ui/actions/resultmodel.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QElapsedTimer>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

std::vector<PartResult> resultsFor(const ActionPlan &plan)
{
    std::vector<PartResult> results;
    for (const PlanPart &part : plan.parts()) {
        PartResult result;
        for (size_t i = 0; i < part.messages.size(); ++i)
            result.verdicts.push_back(Verdict(i % verdictCount));
        results.push_back(std::move(result));
    }
    return results;
}

QString cell(const ResultModel &model, int row, ResultModel::Column column)
{
    return model.index(row, column).data().toString();
}

class FullDevice final : public QIODevice
{
protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64) override { return -1; }
};

}

class TestResultModel : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheContract()
    {
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 30}, {u"mx2"_s, 12}});
        ResultModel model(plan, resultsFor(*plan));
        QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model.rowCount(), 42);
    }

    void findsThePartOfARow()
    {
        const auto plan = makePlan(
            Action::Delete, {{u"mx1"_s, 3}, {u"mx2"_s, 1}, {u"mx3"_s, 2, true, "postfix-out"}});
        ResultModel model(plan, resultsFor(*plan));
        QStringList servers;
        for (int row = 0; row < model.rowCount(); ++row)
            servers.append(cell(model, row, ResultModel::ServerColumn));
        QCOMPARE(servers,
            (QStringList{u"mx1"_s, u"mx1"_s, u"mx1"_s, u"mx2"_s, u"mx3 (postfix-out)"_s,
                u"mx3 (postfix-out)"_s}));
        QCOMPARE(cell(model, 4, ResultModel::IdColumn), queueId(0).toString());
        QCOMPARE(cell(model, 1, ResultModel::VerdictColumn), u"deleted"_s);
    }

    void missingVerdictsAreUntouched()
    {
        const auto plan = makePlan(Action::Hold, {{u"mx1"_s, 2}});
        ResultModel model(plan, {});
        QCOMPARE(cell(model, 1, ResultModel::VerdictColumn), u"untouched"_s);
    }

    void showsHarmlessText()
    {
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 2}});
        ResultModel model(plan, resultsFor(*plan));
        const QString sender = cell(model, 1, ResultModel::SenderColumn);
        QVERIFY(sender.contains(u"⟨U+202E⟩"_s));
        QVERIFY(!sender.contains(u'\u202e'));
    }

    void writesCsv()
    {
        const auto plan = makePlan(Action::Delete, {{u"=mx1"_s, 2}, {u"mx2"_s, 1}});
        ResultModel model(plan, resultsFor(*plan));
        QBuffer buffer;
        buffer.open(QBuffer::WriteOnly);
        QVERIFY(model.writeCsv(buffer));
        const QByteArrayList lines = buffer.data().split('\n');
        QCOMPARE(lines.size(), 5);
        QVERIFY(lines[1].startsWith("\"'=mx1\",") || lines[1].startsWith("'=mx1,"));
        QVERIFY(lines[1].endsWith(",delete,untouched\r"));
        QVERIFY(lines[2].contains(queueId(1).toByteArray()));
        QVERIFY(!buffer.data().contains('\x1b'));
    }

    void noticesAFullDisk()
    {
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 2}});
        ResultModel model(plan, {});
        FullDevice device;
        device.open(QIODevice::WriteOnly);
        QVERIFY(!model.writeCsv(device));
    }

    void takesManyRows()
    {
        const auto plan = makePlan(Action::Delete, {{u"mx1"_s, 50000}, {u"mx2"_s, 50000}});
        ResultModel model(plan, resultsFor(*plan));
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(model.rowCount(), 100000);
        for (int row = 0; row < model.rowCount(); ++row)
            QVERIFY(!cell(model, row, ResultModel::VerdictColumn).isEmpty());
        QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestResultModel)
#include "tst_resultmodel.moc"
