// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/journal.h"
#include "core/journal/journaledpart.h"
#include "core/journal/journalsearch.h"
#include "core/journal/operationexport.h"
#include "core/journal/recovery.h"
#include "core/journal/standing.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

PlannedMessage message(int number, QueueName queue = QueueName::Deferred)
{
    return {
        {*QueueId::parse("4F2A8" + QByteArray::number(100000 + number)), 1'700'000'000 + number,
            1000 + number, number % 7 ? "a" + QByteArray::number(number) + "@example.com" : ""_ba},
        queue, "b\xff@example.org", quint32(number % 3)};
}

std::vector<PlannedMessage> messages(int count)
{
    std::vector<PlannedMessage> all;
    for (int i = 0; i < count; ++i)
        all.push_back(message(i, i % 10 == 9 ? QueueName::Hold : QueueName::Deferred));
    return all;
}

OperationHeader header(Action action, int count)
{
    OperationHeader header;
    header.action = action;
    header.reason = u"spam from a stolen account"_s;
    header.key = {u"ssh://root@mx1:22"_s, "/etc/postfix"};
    header.serverName = u"mx1"_s;
    header.address = u"ssh://root@mx1:22"_s;
    header.account = "root";
    header.hostKey = "SHA256:abc";
    header.instanceName = "-";
    header.messages = count;
    header.bytes = 12345;
    header.commands = {u"postsuper -h -"_s};
    return header;
}

std::vector<size_t> rows(size_t first, size_t last)
{
    std::vector<size_t> all;
    for (size_t i = first; i <= last; ++i)
        all.push_back(i);
    return all;
}

PartResult allOf(Verdict verdict, int count)
{
    PartResult result;
    result.verdicts.assign(size_t(count), verdict);
    return result;
}

}

class TestJournal : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void rowSets_data()
    {
        QTest::addColumn<std::vector<size_t>>("rows");
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("none") << std::vector<size_t>{} << QByteArray("[]");
        QTest::newRow("one") << std::vector<size_t>{3} << QByteArray("[3]");
        QTest::newRow("mixed") << std::vector<size_t>{0, 2, 3, 4, 9} << QByteArray("[0,[2,4],9]");
    }

    void rowSets()
    {
        QFETCH(std::vector<size_t>, rows);
        QFETCH(QByteArray, json);
        QCOMPARE(QJsonDocument(rowsToJson(rows)).toJson(QJsonDocument::Compact), json);
        QVERIFY(rowsFromJson(QJsonDocument::fromJson(json).array(), 10) == rows);
        QVERIFY(rowsFromJson(QJsonDocument::fromJson("[[5, 99999999999], -3, \"x\"]").array(), 8)
            == (std::vector<size_t>{5, 6, 7}));
        // Each once: a damaged file does not make more rows than there are.
        QVERIFY(rowsFromJson(QJsonDocument::fromJson("[[1, 3], [1, 3], [0, 9], 2]").array(), 5)
            == (std::vector<size_t>{1, 2, 3, 0, 4}));
    }

    void bytesAreKept_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("plain") << QByteArray("a@example.com");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("latin 1") << QByteArray("m\xfcller@example.com");
        QTest::newRow("overlong") << QByteArray("\xc0\xaf");
        QTest::newRow("nul") << QByteArray("a\0b", 3);
        QTest::newRow("controls") << QByteArray("\x1b[31m\r\n\x01");
    }

    void bytesAreKept()
    {
        QFETCH(QByteArray, bytes);
        const QByteArray json
            = QJsonDocument(QJsonArray{bytesToJson(bytes)}).toJson(QJsonDocument::Compact);
        QVERIFY(!json.contains('\n'));
        QCOMPARE(bytesFromJson(QJsonDocument::fromJson(json).array().at(0)), bytes);
    }

    void operationIsReadBack()
    {
        const int count = 2500;
        QString id;
        {
            auto log = journal().begin(header(Action::Delete, count), messages(count));
            QVERIFY2(log, log ? "" : qPrintable(log.error().message));
            id = (*log)->id();
            QVERIFY(stateOf(id) == OperationState::Running);
            QVERIFY((*log)->sending(PlanStep::Holding, u"hold"_s, rows(0, 9)));
            QVERIFY((*log)->answered(PlanStep::Holding, {rows(0, 8), 0, {"odd\xff"}}));
            QVERIFY((*log)->verified({rows(0, 8), {9}, {}}));
            QVERIFY((*log)->sending(PlanStep::Acting, u"delete"_s, rows(0, 8)));
            QVERIFY((*log)->answered(PlanStep::Acting, {rows(0, 5), -1, {}}));
            PartResult result = allOf(Verdict::Untouched, count);
            for (int i = 0; i < 9; ++i)
                result.verdicts[size_t(i)] = i < 6 ? Verdict::Done : Verdict::StillHeld;
            result.verdicts[9] = Verdict::Changed;
            result.error = Error{ErrorKind::Network, u"lost"_s, "detail"};
            result.unexpected = {"odd\xff"};
            QVERIFY((*log)->end(result));
        }
        const auto record = journal().find(id.first(id.size() - 2));
        QVERIFY2(record, record ? "" : qPrintable(record.error().message));
        const Operation &operation = record->operation;
        QVERIFY(operation.state == OperationState::Ended);
        QCOMPARE(operation.error, u"lost"_s);
        QCOMPARE(operation.counts[size_t(Verdict::Done)], 6);
        QCOMPARE(operation.counts[size_t(Verdict::StillHeld)], 3);
        QCOMPARE(operation.counts[size_t(Verdict::Untouched)], count - 10);
        const OperationHeader &known = operation.header;
        QCOMPARE(known.reason, header(Action::Delete, 0).reason);
        QCOMPARE(known.key, header(Action::Delete, 0).key);
        QCOMPARE(known.hostKey, "SHA256:abc");
        QCOMPARE(known.messages, count);
        QVERIFY(known.user.contains(u'@') && !known.program.isEmpty());
        QCOMPARE(record->messages.size(), size_t(count));
        const auto written = messages(count);
        for (size_t i = 0; i < written.size(); ++i) {
            QCOMPARE(record->messages[i].identity, written[i].identity);
            QCOMPARE(record->messages[i].recipient, written[i].recipient);
            QVERIFY(record->messages[i].queue == written[i].queue);
        }
        QVERIFY(record->fates[9].held && !record->fates[10].held);
        QVERIFY(record->fates[8].actionSent && !record->fates[8].acted && record->fates[5].acted);
        QCOMPARE(record->unexpected, QByteArrayList{"odd\xff"});
    }

    void interruptedByAKill()
    {
        QTemporaryDir directory;
        const pid_t child = ::fork();
        if (child == 0) {
            const auto log = journal().begin(header(Action::Trash, 20), messages(20));
            if (log && (*log)->sending(PlanStep::Holding, u"hold"_s, rows(0, 9)))
                ::kill(::getpid(), SIGKILL);
            ::_exit(1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        const auto all = journal().operations();
        QVERIFY(all);
        QCOMPARE(all->size(), 1);
        QVERIFY(all->first().state == OperationState::Interrupted);
        const auto record = journal().find(all->first().header.id);
        QVERIFY(record);
        // Row 9 was on hold before, so it is not ours to release.
        QVERIFY(rowsFor(Relation::Release, *record, {}) == rows(0, 8));
        QCOMPARE(rowsFor(Relation::Finish, *record, {}).size(), 20);
        const PlanPart part = partFor(
            Relation::Finish, *record, rowsFor(Relation::Finish, *record, {}), {"-", "/x"}, {});
        QCOMPARE(part.prior.size(), 20);
        QVERIFY(part.prior[3].held && !part.prior[12].held);
        QCOMPARE(part.of, record->operation.header.id);

        PartResult found = allOf(Verdict::Untouched, 20);
        found.verdicts[0] = Verdict::StillHeld;
        QVERIFY(journal().report(record->operation.header, found));
        QVERIFY(stateOf(record->operation.header.id) == OperationState::Reported);
    }

    void trashIsRestoredAndPurged()
    {
        const QString trashed = perform(Action::Trash, 20, {}, {}, Verdict::Done);
        auto family = journal().family(trashed);
        QVERIFY(family);
        QCOMPARE(rowsFor(Relation::Purge, family->front(), {}).size(), 20);
        // Two were held before: they stay on hold, and leave the trash with the others.
        QCOMPARE(rowsFor(Relation::Undo, family->front(), {}).size(), 20);
        const auto all = rows(0, 19);
        const PlanPart undo
            = partFor(Relation::Undo, family->front(), all, {"-", "/etc/postfix"}, {});
        for (const size_t row : all)
            QCOMPARE(staysOnHold(undo, row), row == 9 || row == 19);
        QVERIFY(rowsFor(Relation::Finish, family->front(), {}).empty());

        perform(Action::Release, 5, Relation::Undo, trashed, Verdict::Done);
        perform(Action::Release, 8, Relation::Undo, trashed, Verdict::Untouched); // refused
        family = journal().family(trashed);
        QVERIFY(family);
        QCOMPARE(family->size(), 3);
        const std::span later(family->begin() + 1, family->end());
        const auto left = rowsFor(Relation::Purge, family->front(), later);
        QVERIFY(left == rows(5, 19));
        const PlanPart part
            = partFor(Relation::Purge, family->front(), left, {"-", "/etc/postfix"}, {});
        QVERIFY(part.messages.front().queue == QueueName::Hold);
        QVERIFY(part.prior.empty());
        QVERIFY(actionFor(Relation::Purge, Action::Trash) == Action::Delete);

        perform(Action::Delete, 20, Relation::Purge, trashed, Verdict::Done);
        family = journal().family(trashed);
        QVERIFY(
            rowsFor(Relation::Purge, family->front(), std::span(family->begin() + 1, family->end()))
                .empty());
    }

    void releasedMergesIntoTheOutcome()
    {
        OperationRecord record;
        record.operation.header = header(Action::Delete, 4);
        record.messages = messages(4);
        record.verdicts.resize(4);
        record.fates = {{true, true, true}, {true, false, false}, {true, false, false}, {}};
        PartResult followUp;
        followUp.verdicts = {Verdict::Done, Verdict::Untouched};
        const std::vector<size_t> taken{1, 2};
        auto merged = mergedResult(record, Relation::Release, taken, followUp).verdicts;
        QVERIFY(merged
            == (std::vector{
                Verdict::Done, Verdict::Untouched, Verdict::Untouched, Verdict::Untouched}));
        followUp.error = Error{ErrorKind::Network, {}};
        merged = mergedResult(record, Relation::Release, taken, followUp).verdicts;
        QVERIFY(merged[2] == Verdict::StillHeld);
        merged = mergedResult(record, Relation::Finish, taken, followUp).verdicts;
        QVERIFY(merged[1] == Verdict::Done);
    }

    void requestIsReadBack()
    {
        OperationHeader asked = header(Action::Hold, 0);
        asked.request = Request{RequestKind::RetryDestination, u"example.com"_s};
        asked.commands = {u"postqueue -c /etc/postfix -s example.com"_s};
        {
            const auto log = journal().begin(asked, {});
            QVERIFY(log);
            QVERIFY((*log)->sending(PlanStep::Acting, asked.commands.first(), {}));
            QVERIFY((*log)->end({}, u"accepted by Postfix"_s));
        }
        const auto all = journal().operations();
        QVERIFY(all);
        QCOMPARE(all->size(), 1);
        const Operation &operation = all->first();
        QVERIFY(operation.header.request == asked.request);
        QVERIFY(operation.state == OperationState::Ended);
        QCOMPARE(operation.note, u"accepted by Postfix"_s);
        QCOMPARE(actionName(operation.header), u"retry-destination"_s);
        for (const Relation relation :
            {Relation::Undo, Relation::Purge, Relation::Finish, Relation::Release})
            QVERIFY(!mayHaveRowsFor(relation, operation));
        const auto record = journal().find(operation.header.id);
        QVERIFY(record);
        const QByteArray json = operationsAsJson({&*record, 1});
        QVERIFY(json.contains("\"retry-destination\"") && json.contains("\"example.com\""));
        QVERIFY(operationAsScript(*record).contains("#     postqueue -c /etc/postfix -s example"));
        QVERIFY(journal().verify()->first().brokenLine == 0);
    }

    void interruptedRequestHasAnEnd()
    {
        OperationHeader asked = header(Action::Hold, 0);
        asked.request = Request{RequestKind::Flush, {}};
        QString id;
        {
            const auto log = journal().begin(asked, {});
            QVERIFY(log);
            id = (*log)->id();
            QVERIFY((*log)->sending(PlanStep::Acting, u"postqueue -f"_s, {}));
        }
        QVERIFY(journal().operations()->first().state == OperationState::Interrupted);
        bool isAsked = false;
        const auto reported = reportOperation(journal(), id, {}, {},
            [&](std::stop_token) -> Result<std::shared_ptr<Transport>> {
                isAsked = true;
                return failure(ErrorKind::Network, {});
            },
            {});
        QVERIFY(reported);
        QVERIFY(!isAsked); // there is nothing to be seen on the server
        const Operation operation = journal().operations()->first();
        QVERIFY(operation.state == OperationState::Reported);
        QVERIFY(operation.error.contains(u"not known"_s));
    }

    void twoServersTwoFiles()
    {
        perform(Action::Hold, 3, {}, {}, Verdict::Done);
        auto other = header(Action::Hold, 3);
        other.key.server = u"../../etc/passwd %00 / "_s + QString(400, u'x');
        QVERIFY(journal().begin(other, messages(3)));
        QCOMPARE(journal().operations()->size(), 2);
        QCOMPARE(journal().verify()->size(), 2);
        QCOMPARE(QDir(journal().directory()).entryList(QDir::Files).size(), 2);
    }

    void ambiguousAndAbsentNames()
    {
        const QString first = perform(Action::Hold, 1, {}, {}, Verdict::Done);
        perform(Action::Hold, 1, {}, {}, Verdict::Done);
        QCOMPARE(journal().find(u"20"_s).error().kind, ErrorKind::InvalidInput);
        QCOMPARE(journal().find(u"nothing"_s).error().kind, ErrorKind::NotFound);
        QCOMPARE(journal().find(first)->operation.header.id, first);
    }

    void aReleaseByHandCountsAsWell()
    {
        const QString trashed = perform(Action::Trash, 20, {}, {}, Verdict::Done);
        const auto trashOfAll = [&] {
            qint64 messages = 0;
            const auto trash = trashOf(journal());
            for (const TrashedOperation &entry : *trash)
                messages += entry.messages;
            return messages;
        };
        QCOMPARE(trashOfAll(), 20);
        QTest::qSleep(2); // what is behind has a later time
        perform(Action::Hold, 4, {}, {}, Verdict::Done);
        QCOMPARE(trashOfAll(), 20);
        QTest::qSleep(2);
        perform(Action::Release, 4, {}, {}, Verdict::Done);
        QCOMPARE(trashOfAll(), 16);
        QCOMPARE(standingOf(journal(), {trashed})->front().later.size(), 1);
        QCOMPARE(standingOf(journal(), {u"nothing"_s}).error().kind, ErrorKind::NotFound);
    }

    void findsOperationsByTheirMessages()
    {
        const QString id = perform(Action::Hold, 3, {}, {}, Verdict::Done);
        const auto found = [&](const QString &text) {
            return operationsNaming(journal(), text, {})->contains(id);
        };
        QVERIFY(found(u"A1@EXAMPLE"_s));
        QVERIFY(found(message(2).identity.id.toString()));
        QVERIFY(!found(message(3).identity.id.toString()));
        QVERIFY(!found(u"spam from a stolen"_s)); // the reason is none of its messages
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(operationsNaming(journal(), u"a"_s, stop.get_token()).error().kind,
            ErrorKind::Cancelled);
    }

    void saysInAdvanceWhetherItCanBeWritten()
    {
        QVERIFY(journal().prepare());
        QVERIFY(QDir(journal().directory()).removeRecursively());
        QFile file(journal().directory());
        QVERIFY(file.open(QFile::WriteOnly));
        QCOMPARE(journal().prepare().error().kind, ErrorKind::Io);
    }

    void noJournalNoOperation()
    {
        QFile file(m_directory->filePath(u"journal"_s));
        QVERIFY(file.open(QFile::WriteOnly)); // a file where the directory should be
        const auto log = journal().begin(header(Action::Hold, 1), messages(1));
        QVERIFY(!log);
        QCOMPARE(log.error().kind, ErrorKind::Io);
    }

    void nonsenseIsLeftOut_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("no such action")
            << QByteArray(R"({"what":"begin","op":"a","action":"explode","messages":1})");
        QTest::newRow("too many messages")
            << QByteArray(R"({"what":"begin","op":"a","action":"hold","messages":99999999999})");
        QTest::newRow("negative") << QByteArray(
            R"({"what":"begin","op":"a","action":"hold","messages":-1})");
        QTest::newRow("request with messages")
            << QByteArray(R"({"what":"begin","op":"a","action":"flush","messages":1})");
        QTest::newRow("end of nothing") << QByteArray(R"({"what":"end","op":"a","verdicts":7})");
    }

    void nonsenseIsLeftOut()
    {
        QFETCH(QByteArray, json);
        QDir().mkpath(journal().directory());
        ChainFile file(journal().directory() + u"/x.journal"_s);
        QVERIFY(file.append({QJsonDocument::fromJson(json).object()}));
        const auto all = journal().operations();
        QVERIFY(all);
        QVERIFY(all->isEmpty());
    }

private:
    Journal journal() const { return Journal(m_directory->filePath(u"journal"_s)); }

    OperationState stateOf(const QString &id) const
    {
        const auto record = journal().find(id);
        if (!record)
            qFatal() << record.error().message;
        return record->operation.state;
    }

    QString perform(Action action, int count, std::optional<Relation> relation, const QString &of,
        Verdict verdict) const
    {
        auto what = header(action, count);
        what.relation = relation.value_or(Relation::None);
        what.of = of;
        const auto log = journal().begin(what, messages(count));
        if (!log || !(*log)->end(allOf(verdict, count)))
            qFatal("cannot write");
        return (*log)->id();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_APPLESS_MAIN(TestJournal)
#include "tst_journal.moc"
