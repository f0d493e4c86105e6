// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/batchverb.h"
#include "core/actions/messagefate.h"
#include "core/actions/queuecheck.h"

#include <QTest>

#include <array>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

enum class Seen { No, Same, Larger, Other };

const QueueId ours = *QueueId::parse("B200001");
const QueueId stranger = *QueueId::parse("B200002");

PlanPart partWith(const QueueId &id)
{
    PlanPart part;
    part.messages.push_back({{id, 1'700'000'000, 1000, "a@b.example"}, QueueName::Deferred, {}, 1});
    return part;
}

Sightings sightingsOf(const PlanPart &part, Seen seen, QueueName queue, bool isExpired = false)
{
    Sightings sightings;
    MessageIdentity identity = part.messages[0].identity;
    if (seen == Seen::Other)
        ++identity.arrival;
    if (seen == Seen::Larger)
        identity.size += 865;
    if (seen != Seen::No)
        sightings.seen.insert(identity.id, {queue, identity, isExpired});
    return sightings;
}

}

/// The judgements of a part that is carried out: over a message that is in doubt and a later
/// listing, and over the answer to a batch.
class TestMessageFate : public QObject
{
    Q_OBJECT

private slots:
    void verdicts_data()
    {
        QTest::addColumn<Action>("action");
        QTest::addColumn<bool>("isSent");
        QTest::addColumn<Seen>("seen");
        QTest::addColumn<QueueName>("queue");
        QTest::addColumn<bool>("isExpired");
        QTest::addColumn<Verdict>("verdict");
        const auto hold = QueueName::Hold, deferred = QueueName::Deferred;
        const auto row = [](const char *name, Action action, bool isSent, Seen seen,
                             QueueName queue, bool isExpired, Verdict verdict) {
            QTest::newRow(name) << action << isSent << seen << queue << isExpired << verdict;
        };
        row("delete sent, gone", Action::Delete, true, Seen::No, hold, false, Verdict::Done);
        row("delete not sent, gone", Action::Delete, false, Seen::No, hold, false,
            Verdict::AlreadyGone);
        row("release sent, gone", Action::Release, true, Seen::No, hold, false,
            Verdict::AlreadyGone); // delivered since, perhaps
        row("requeue sent, gone", Action::Requeue, true, Seen::No, hold, false, Verdict::Done);
        // In maildrop the listing has the size of the file.
        const auto maildrop = QueueName::Maildrop;
        row("requeue sent, in maildrop", Action::Requeue, true, Seen::Larger, maildrop, false,
            Verdict::Done);
        row("requeue sent, another in maildrop", Action::Requeue, true, Seen::Other, maildrop,
            false, Verdict::Changed);
        row("requeue not sent, in maildrop", Action::Requeue, false, Seen::Larger, maildrop, false,
            Verdict::Changed);
        row("requeue sent, another size in deferred", Action::Requeue, true, Seen::Larger, deferred,
            false, Verdict::Changed);
        row("delete sent, in maildrop", Action::Delete, true, Seen::Larger, maildrop, false,
            Verdict::Changed);
        row("hold sent, gone", Action::Hold, false, Seen::No, hold, false, Verdict::AlreadyGone);
        row("another has the ID", Action::Delete, true, Seen::Other, hold, false, Verdict::Changed);
        row("delete sent, held", Action::Delete, true, Seen::Same, hold, false, Verdict::StillHeld);
        row("delete sent, released by somebody", Action::Delete, true, Seen::Same, deferred, false,
            Verdict::Untouched);
        row("hold sent, held", Action::Hold, false, Seen::Same, hold, false, Verdict::Done);
        row("hold sent, not held", Action::Hold, false, Seen::Same, deferred, false,
            Verdict::Untouched);
        row("trash sent, held", Action::Trash, false, Seen::Same, hold, false, Verdict::Done);
        row("release sent, not held", Action::Release, true, Seen::Same, deferred, false,
            Verdict::Done);
        row("release not sent, not held", Action::Release, false, Seen::Same, deferred, false,
            Verdict::Untouched);
        row("return sent, marked", Action::Return, true, Seen::Same, deferred, true, Verdict::Done);
        row("return sent, not marked", Action::Return, true, Seen::Same, deferred, false,
            Verdict::Untouched);
        row("return sent, gone", Action::Return, true, Seen::No, deferred, false, Verdict::Done);
        row("retry sent, still there", Action::Retry, true, Seen::Same, deferred, false,
            Verdict::Untouched);
        row("retry sent, gone", Action::Retry, true, Seen::No, deferred, false,
            Verdict::AlreadyGone);
    }

    void verdicts()
    {
        QFETCH(Action, action);
        QFETCH(bool, isSent);
        QFETCH(Seen, seen);
        QFETCH(QueueName, queue);
        QFETCH(bool, isExpired);
        QFETCH(Verdict, verdict);
        const PlanPart part = partWith(ours);
        MessageFate fate;
        fate.heldByUs = fate.inDoubt = true;
        fate.actionSent = isSent;
        Sightings sightings = sightingsOf(part, seen, queue, isExpired);
        QCOMPARE(toString(verdictFrom(sightings, part, 0, action, fate)), toString(verdict));
        // Absence proves nothing where a line could not be read.
        sightings.everyLineRead = false;
        QCOMPARE(toString(verdictFrom(sightings, part, 0, action, fate)),
            toString(seen == Seen::No ? Verdict::Unknown : verdict));
    }

    void wasHeldBefore()
    {
        PlanPart part = partWith(ours);
        const auto sightings = sightingsOf(part, Seen::Same, QueueName::Hold);
        MessageFate fate;
        fate.inDoubt = true;
        QVERIFY(verdictFrom(sightings, part, 0, Action::Delete, fate) == Verdict::StillHeld);
        part.prior.push_back({}); // an earlier operation, which did not hold it
        QVERIFY(verdictFrom(sightings, part, 0, Action::Delete, fate) == Verdict::Untouched);
        fate.heldByUs = true;
        QVERIFY(verdictFrom(sightings, part, 0, Action::Delete, fate) == Verdict::StillHeld);
    }

    void oneMissIsNoProofForAMovingMessage()
    {
        const PlanPart part = partWith(ours);
        const auto absent = sightingsOf(part, Seen::No, QueueName::Hold);
        QVERIFY(mayBeMoving(absent, part, 0, {.inDoubt = true}));
        QVERIFY(!mayBeMoving(absent, part, 0, {}));
        QVERIFY(!mayBeMoving(absent, part, 0, {.inDoubt = true, .missedBefore = true}));
        QVERIFY(!mayBeMoving(absent, part, 0, {.inDoubt = true, .actionSent = true}));
        const auto present = sightingsOf(part, Seen::Same, QueueName::Active);
        QVERIFY(!mayBeMoving(present, part, 0, {.inDoubt = true}));
    }

    void surprises_data()
    {
        QTest::addColumn<PlanStep>("step");
        QTest::addColumn<QueueCommandReport>("report");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<std::optional<ErrorKind>>("kind");
        const auto row = [](const char *name, PlanStep step, const QueueCommandReport &report,
                             int exitCode, std::optional<ErrorKind> kind) {
            QTest::newRow(name) << step << report << exitCode << kind;
        };
        QueueCommandReport all, refused, damaged, complaint, chatter;
        all.done = complaint.done = chatter.done = {ours};
        refused.notPermitted = true;
        damaged.gateRejected = true;
        complaint.unexpected = {"postsuper: warning: bogus file name"};
        chatter.unexpected = {"setlocale: no such locale"};
        QueueCommandReport another, twice;
        another.done = {stranger};
        twice.done = {ours, ours};
        row("as expected", PlanStep::Acting, all, 0, {});
        row("fewer held", PlanStep::Holding, {}, 0, {}); // the verification tells
        row("fewer deleted", PlanStep::Acting, {}, 0, ErrorKind::Incomplete);
        row("another one", PlanStep::Holding, another, 0, ErrorKind::Parse);
        row("one twice", PlanStep::Acting, twice, 0, ErrorKind::Parse);
        row("refused", PlanStep::Acting, refused, 1, ErrorKind::Permission);
        row("damaged", PlanStep::Acting, damaged, 1, ErrorKind::Incomplete);
        row("stopped early", PlanStep::Acting, all, 1, ErrorKind::Io);
        row("complained", PlanStep::Acting, complaint, 0, ErrorKind::Io);
        row("a line of the shell", PlanStep::Acting, chatter, 0, {});
    }

    void surprises()
    {
        QFETCH(PlanStep, step);
        QFETCH(QueueCommandReport, report);
        QFETCH(int, exitCode);
        QFETCH(std::optional<ErrorKind>, kind);
        const std::array asked{ours};
        const auto surprise = surpriseIn(step, report, exitCode, asked);
        QCOMPARE(surprise.has_value(), kind.has_value());
        if (kind)
            QCOMPARE(surprise->kind, *kind);
    }
};

QTEST_GUILESS_MAIN(TestMessageFate)
#include "tst_messagefate.moc"
