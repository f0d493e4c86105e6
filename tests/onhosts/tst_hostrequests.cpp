// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostsession.h"

#include "core/actions/flushledger.h"
#include "core/journal/journaledpart.h"
#include "core/journal/journaledrequest.h"
#include "core/postfix/messagecontent.h"
#include "core/transport/transport.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <csignal>
#include <optional>
#include <utility>

#include <sys/resource.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// A connection that counts what is started on it, and at which a command can be refused or
/// something be done in the moment before one is started.
class WatchedTransport final : public Transport
{
public:
    explicit WatchedTransport(Transport &inner) : m_inner(inner) { }

    std::function<Result<void>()> before;
    int started = 0;

    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &shellCommand, std::stop_token stop) override
    {
        if (before) {
            if (const auto may = before(); !may)
                return std::unexpected(may.error());
        }
        ++started;
        return m_inner.start(shellCommand, std::move(stop));
    }
    bool isAlive() const override { return m_inner.isAlive(); }
    void whenLost(std::function<void(const Error &)> handler) override
    {
        m_inner.whenLost(std::move(handler));
    }

private:
    Transport &m_inner;
};

/// No file of this process grows beyond `bytes` while it lives, as on a full disk.
class FileSizeLimit final
{
public:
    explicit FileSizeLimit(qint64 bytes)
    {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = rlim_t(bytes);
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before = {};
};

}

/// What a flush, a retry of a destination and a restore do where they cannot be sent, or cannot be
/// written down.
class TestHostRequests : public QObject, HostSession
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        startLab(1, 60);
        connectAs(0, u"root"_s);
        QVERIFY(m_lab->exec(0, {u"postconf"_s, u"-e"_s, u"fast_flush_domains=site.example"_s}));
        QVERIFY(m_lab->exec(0, {u"postfix"_s, u"reload"_s}));
        keepACopy();
    }

    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        m_transport = std::make_unique<WatchedTransport>(*m_link.transport);
        QTRY_VERIFY_WITH_TIMEOUT(isAtRest(), 60'000);
    }

    void goesWell_data() { requests(); }
    void goesWell()
    {
        QFETCH(RequestKind, kind);
        const Result<void> outcome = ask(kind);
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
        const Operation operation = onlyOperation();
        QVERIFY(operation.header.request->kind == kind);
        QCOMPARE(toString(operation.state), toString(OperationState::Ended));
        QVERIFY(!operation.isUnknown && operation.error.isEmpty());
        QVERIFY(!operation.note.isEmpty());
        QVERIFY(m_transport->started > 0);
        QCOMPARE(isFlushClaimed(), kind == RequestKind::Flush);
    }

    void aStopBeforehandLeavesNoTrace_data() { requests(); }
    void aStopBeforehandLeavesNoTrace()
    {
        QFETCH(RequestKind, kind);
        std::stop_source stop;
        stop.request_stop();
        const Result<void> outcome = ask(kind, stop.get_token());
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
        QCOMPARE(m_transport->started, 0);
        QVERIFY(journal().operations()->isEmpty());
        QVERIFY(journal().files().isEmpty());
        QVERIFY(!isFlushClaimed());
        QCOMPARE(ids(), m_before);
        QVERIFY(ask(kind)); // and so nothing is in the way of the next one
    }

    /// It must not look as if it could be done again.
    void doneButNotWrittenDownIsUnknown_data() { requests(); }
    void doneButNotWrittenDownIsUnknown()
    {
        QFETCH(RequestKind, kind);
        std::optional<FileSizeLimit> full;
        m_transport->before = [&]() -> Result<void> {
            if (!full)
                full.emplace(QFileInfo(journal().files().value(0)).size());
            return {};
        };
        const Result<void> outcome = ask(kind);
        full.reset();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::OutcomeUnknown);
        QVERIFY2(outcome.error().message.contains(u"could not be written down"_s),
            qPrintable(outcome.error().message));
        QVERIFY(!outcome.error().detail.isEmpty());
        QVERIFY(m_transport->started > 0);
        if (kind == RequestKind::Restore)
            QTRY_COMPARE(ids().size(), m_before.size() + 1);
        const Operation operation = onlyOperation();
        QCOMPARE(toString(operation.state), toString(OperationState::Interrupted));
        QCOMPARE(journal().verify()->first().brokenLine, 0);
        QCOMPARE(isFlushClaimed(), kind == RequestKind::Flush);

        // All that can be done about it is to say so in the journal.
        m_transport->before = nullptr;
        const auto reported = reportOperation(
            journal(), operation.header.id, instance(), rights(), TransportSource(), {});
        QVERIFY(reported);
        QCOMPARE(toString(onlyOperation().state), toString(OperationState::Reported));
        QVERIFY(onlyOperation().isUnknown);
    }

    /// Postfix may have been asked although no answer to the start came, so for what has no input
    /// it is unknown. A message waits for its input, which was not sent.
    void aCommandThatIsNotStarted_data() { requests(); }
    void aCommandThatIsNotStarted()
    {
        QFETCH(RequestKind, kind);
        const Error lost{ErrorKind::Network, u"The connection was lost."_s, "no answer"};
        m_transport->before = [&]() -> Result<void> { return std::unexpected(lost); };
        const Result<void> outcome = ask(kind);
        QVERIFY(!outcome);
        QCOMPARE(m_transport->started, 0);
        QCOMPARE(ids(), m_before);
        const bool isUnknown = kind != RequestKind::Restore;
        QCOMPARE(outcome.error().kind, isUnknown ? ErrorKind::OutcomeUnknown : ErrorKind::Network);
        QVERIFY(outcome.error().message.contains(lost.message));
        const Operation operation = onlyOperation();
        QCOMPARE(toString(operation.state), toString(OperationState::Ended));
        QCOMPARE(operation.isUnknown, isUnknown);
        QCOMPARE(operation.error, outcome.error().message);
        QVERIFY(operation.note.isEmpty());
        QCOMPARE(isFlushClaimed(), kind == RequestKind::Flush);
    }

    void aStopWhileItIsStarted_data() { requests(); }
    void aStopWhileItIsStarted()
    {
        QFETCH(RequestKind, kind);
        std::stop_source stop;
        m_transport->before = [&]() -> Result<void> {
            stop.request_stop();
            return {};
        };
        const Result<void> outcome = ask(kind, stop.get_token());
        // A message that is on its way is accounted for; a request may be or not be done.
        QCOMPARE(outcome.has_value(), kind == RequestKind::Restore);
        if (!outcome)
            QCOMPARE(outcome.error().kind, ErrorKind::OutcomeUnknown);
        QCOMPARE(toString(onlyOperation().state), toString(OperationState::Ended));
        QCOMPARE(onlyOperation().isUnknown, !outcome);
    }

    void withoutTheJournalNothingIsSent_data() { requests(); }
    void withoutTheJournalNothingIsSent()
    {
        QFETCH(RequestKind, kind);
        QFile file(m_scratch->filePath(u"journal"_s));
        QVERIFY(file.open(QFile::WriteOnly)); // where the directory would be
        const Result<void> outcome = ask(kind);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Io);
        QCOMPARE(m_transport->started, 0);
        QCOMPARE(ids(), m_before);
    }

    void whatIsForbiddenIsNotAsked_data() { requests(); }
    void whatIsForbiddenIsNotAsked()
    {
        QFETCH(RequestKind, kind);
        const Result<void> outcome = ask(kind, {}, u"It is read-only."_s);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Permission);
        QCOMPARE(outcome.error().message, u"It is read-only."_s);
        QCOMPARE(m_transport->started, 0);
        QVERIFY(journal().files().isEmpty());
        QVERIFY(!isFlushClaimed());
    }

private:
    static void requests()
    {
        QTest::addColumn<RequestKind>("kind");
        QTest::newRow("flush") << RequestKind::Flush;
        QTest::newRow("retry") << RequestKind::RetryDestination;
        QTest::newRow("restore") << RequestKind::Restore;
    }

    Journal journal() const { return Journal(m_scratch->filePath(u"journal"_s)); }
    std::set<QByteArray> ids() const { return LabFixture::idsBelow(m_lab->queueFiles(0)); }

    /// What was flushed before is on the move, and a file that moves may be missed or come twice.
    bool isAtRest()
    {
        const auto before = std::exchange(m_before, ids());
        QThread::sleep(std::chrono::milliseconds(500));
        return ids() == m_before && before == m_before;
    }

    InstanceKey key() const { return {u"mx"_s, instance().configDirectory}; }

    Operation onlyOperation() const
    {
        const auto operations = journal().operations();
        if (!operations || operations->size() != 1)
            qFatal() << "there is not one operation";
        return operations->first();
    }

    bool isFlushClaimed() const { return knownFlushes(journal().directory()) != FlushLimit(); }

    Result<void> ask(RequestKind kind, std::stop_token stop = {}, const QString &forbidden = {})
    {
        const RequestPlace place{*m_transport, instance(), rights(), key(), u"mx"_s,
            u"ssh://root@mx:22"_s, "root", {}, forbidden};
        switch (kind) {
        case RequestKind::Flush:
            return flushQueue(journal(), place, std::move(stop));
        case RequestKind::RetryDestination:
            return retryDestination(
                journal(), place, *FlushSite::parse("site.example"), std::move(stop));
        case RequestKind::Restore:
            break;
        }
        const auto restored = restoreSaved(journal(), place, m_entry, *m_copy, std::move(stop));
        return restored ? Result<void>() : std::unexpected(restored.error());
    }

    /// Of a message that can be submitted again.
    void keepACopy()
    {
        for (const PlannedMessage &message : pick(20, QueueName::Deferred)) {
            const auto answer = carryOut(
                readMessageCommand(instance(), *rights().readMessage, message.identity.id));
            auto copy = parseMessage(answer.output, answer.errors, answer.exitCode);
            if (!copy || copy->envelopeValues("recipient").value(0, "-").startsWith('-'))
                continue;
            m_copy = std::move(*copy);
            m_entry.id = u"20261122T041500Z-9f86d081884c7d65"_s;
            m_entry.identity = message.identity;
            return;
        }
        qFatal("there is no message that could be restored");
    }

    std::unique_ptr<QTemporaryDir> m_scratch;
    std::unique_ptr<WatchedTransport> m_transport;
    std::set<QByteArray> m_before; ///< the queue IDs there were
    std::optional<MessageContent> m_copy;
    VaultEntry m_entry{.identity = {*QueueId::parse("4F2A81C09D"), 0, 0, {}}};
};

QTEST_GUILESS_MAIN(TestHostRequests)
#include "tst_hostrequests.moc"
