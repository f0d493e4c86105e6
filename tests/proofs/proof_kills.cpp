// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "account.h"
#include "childact.h"
#include "proofrun.h"

#include "core/journal/recovery.h"

#include <QCoreApplication>
#include <QTest>

#include <algorithm>
#include <array>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr size_t planned = 12;
/// What is written to the journal and to the server; each is counted for itself.
constexpr std::array calls{"fsync,fdatasync", "write,pwrite64,writev", "sendto,sendmsg"};

using Ids = std::vector<QByteArray>;

}

/// The program is killed at any of its writes, syncs and sends while it deletes or trashes. The
/// journal then knows of the operation, and finishing, releasing or reporting it leaves nothing on
/// hold that should not be there, nothing lost, and nothing open.
class ProofKills : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_host = std::make_unique<ProofHost>(400);
        m_candidates = m_host->deferred();
        m_candidates.resize(60);
        m_host->addPrefixes({m_candidates.begin(), m_candidates.end()});
    }

    void everyOperationIsFoundAndEnded()
    {
        qint64 kills = 0;
        for (qint64 trial = 0; m_run.goesOn(kills); ++trial) {
            QVERIFY2(trial < 5 * m_run.count() + 50, "most kills come too late");
            const size_t call = size_t(trial) % calls.size();
            const bool wasKilled = play(trial, call);
            // Where the last one is shows by going past it.
            m_span[call]
                = wasKilled ? m_span[call] + m_span[call] / 20 + 1 : m_span[call] * 4 / 5 + 1;
            kills += wasKilled;
            m_run.add(wasKilled ? QString::fromLatin1(calls[call]) : u"not killed"_s);
        }
        m_run.print(kills);
        QVERIFY(m_run.figure(u"interrupted"_s) > 0);
        QCOMPARE(m_run.failures(), 0);
    }

private:
    bool play(qint64 trial, size_t call)
    {
        m_host->disk().restore();
        std::mt19937_64 random = m_run.random(trial);
        Ids ids = m_candidates;
        std::ranges::shuffle(ids, random);
        ids.resize(planned);
        const Action action = random() % 2 == 0 ? Action::Delete : Action::Trash;
        const QTemporaryDir directory;
        const Journal journal(directory.filePath(u"journal"_s));
        const quint64 when = 1 + random() % m_span[call];
        const QString set = QString::fromLatin1(calls[call]);
        QProcess child;
        childact::start(child, m_host->server().endpoint, journal.directory(), action, ids,
            {u"strace"_s, u"-f"_s, u"-qq"_s, u"-o"_s, u"/dev/null"_s, u"-e"_s, u"trace="_s + set,
                u"-e"_s, u"inject=%1:signal=KILL:when=%2"_s.arg(set).arg(when)});
        m_what = u"%1 killed at %2 number %3: "_s.arg(toString(action), set).arg(when);
        if (!child.waitForFinished(120'000))
            m_run.fail(trial, m_what + u"the child hangs"_s);
        const bool wasKilled = child.exitStatus() == QProcess::CrashExit || child.exitCode() > 128;
        if (!waitUntilQuiet(*m_host))
            m_run.fail(trial, m_what + u"something still runs on the host"_s);
        const auto wrong = recover(journal, action, ids, random);
        for (const QString &one : wrong)
            m_run.fail(trial, m_what + one);
        return wasKilled;
    }

    QStringList recover(
        const Journal &journal, Action action, const Ids &ids, std::mt19937_64 &random)
    {
        QStringList wrong = strayActs(*m_host, {ids.begin(), ids.end()});
        const auto files = m_host->disk().look();
        const auto isIn = [&](const QByteArray &id, const char *queue) {
            return files.contains(id) && files.at(id).contains(queue);
        };
        const bool isTouched
            = !std::ranges::all_of(ids, [&](const QByteArray &id) { return isIn(id, "deferred"); });
        const auto operations = journal.operations();
        if (!operations)
            return wrong << operations.error().message;
        if (operations->isEmpty())
            return isTouched ? wrong << u"the journal knows nothing of it"_s : wrong;
        const Operation operation = operations->first();
        if (operation.state == OperationState::Running)
            return wrong << u"it counts as running"_s;
        const auto record = journal.find(operation.header.id);
        if (!record)
            return wrong << record.error().message;
        for (size_t i = 0; i < record->messages.size(); ++i) {
            const QByteArray id = record->messages[i].identity.id.toByteArray();
            if (!files.contains(id)
                && (action != Action::Delete
                    || !(record->fates[i].actionSent || record->verdicts[i] == Verdict::Done)))
                wrong += u"%1 is gone and the journal does not know"_s.arg(QString::fromLatin1(id));
        }
        if (operation.state != OperationState::Interrupted)
            return wrong; // it was killed behind the end
        m_run.add(u"interrupted"_s);
        return wrong + goOn(journal, *record, action, ids, random);
    }

    QStringList goOn(const Journal &journal, const OperationRecord &record, Action action,
        const Ids &ids, std::mt19937_64 &random)
    {
        constexpr std::array ways{Relation::Finish, Relation::Release, Relation::None};
        Relation way = ways[random() % ways.size()];
        const auto rows = rowsFor(way, record, {});
        if (rows.empty())
            way = Relation::None; // nothing to let go: only to be written down
        auto transport = m_host->connect();
        if (!transport)
            return {transport.error().message};
        const TransportSource source = m_host->source(*transport);
        m_run.add(way == Relation::None ? u"reported"_s : toString(way));
        PartResult result;
        if (way == Relation::None) {
            const auto reported = reportOperation(journal, record.operation.header.id,
                m_host->instance(), m_host->rights(), source, {});
            if (!reported)
                return {reported.error().message};
            result = *reported;
        } else {
            const auto plan = ActionPlan::ofParts(actionFor(way, action),
                {partFor(way, record, rows, m_host->instance(), m_host->rights())});
            const PartResult followUp = performPart(journal, *plan, 0, {}, source, {});
            if (followUp.error)
                return {toString(way) + u": "_s + followUp.error->message};
            result = mergedResult(record, way, rows, followUp);
        }
        return checkEnd(journal, way, action, ids) + checkAccount(record, action, way, result);
    }

    QStringList checkEnd(const Journal &journal, Relation way, Action action, const Ids &ids) const
    {
        QStringList wrong;
        const auto files = m_host->disk().look();
        for (const QByteArray &id : ids) {
            const bool isHeld = files.contains(id) && files.at(id).contains("hold");
            const bool isGone = !files.contains(id);
            if (way == Relation::Release && isHeld)
                wrong += u"%1 is still on hold"_s.arg(QString::fromLatin1(id));
            if (way == Relation::Finish && !(action == Action::Delete ? isGone : isHeld))
                wrong += u"%1 was not finished"_s.arg(QString::fromLatin1(id));
            if (action == Action::Trash && isGone)
                wrong += u"%1 is lost"_s.arg(QString::fromLatin1(id));
        }
        const auto operations = journal.operations();
        if (!operations || std::ranges::any_of(*operations, [](const Operation &one) {
                return one.state == OperationState::Interrupted
                    || one.state == OperationState::Running;
            }))
            wrong += u"an operation is left open"_s;
        const auto chains = journal.verify();
        if (!chains || chains->isEmpty()
            || !std::ranges::all_of(
                *chains, [](const ChainReport &chain) { return chain.brokenLine == 0; }))
            wrong += u"the journal's chain is broken"_s;
        return wrong;
    }

    /// What was written down at the end must be so.
    QStringList checkAccount(
        const OperationRecord &record, Action action, Relation way, const PartResult &result) const
    {
        if (way == Relation::Release)
            return {}; // says what became of the release
        QStringList wrong;
        const auto files = m_host->disk().look();
        for (size_t i = 0; i < result.verdicts.size(); ++i) {
            const QByteArray id = record.messages[i].identity.id.toByteArray();
            const auto places = files.contains(id) ? files.at(id) : std::set<QByteArray>();
            const Verdict verdict = result.verdicts[i];
            const bool isTrue = verdict == Verdict::Done
                ? (action == Action::Delete ? places.empty() : places.contains("hold"))
                : verdict == Verdict::StillHeld
                ? places.contains("hold")
                : verdict == Verdict::Untouched && places.contains("deferred");
            if (!isTrue)
                wrong += u"%1 is called %2"_s.arg(QString::fromLatin1(id), toString(verdict));
        }
        return wrong;
    }

    ProofRun m_run{"kills", 40};
    std::unique_ptr<ProofHost> m_host;
    Ids m_candidates;
    QString m_what;
    std::array<quint64, calls.size()> m_span{20, 60, 60};
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (childact::isChild())
        return childact::act();
    ProofKills proof;
    return QTest::qExec(&proof, argc, argv);
}

#include "proof_kills.moc"
