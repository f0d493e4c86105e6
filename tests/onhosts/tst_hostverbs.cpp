// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostsession.h"

#include "core/base/nonce.h"
#include "core/postfix/flushcommand.h"
#include "core/postfix/retrycommand.h"

#include <QTest>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr auto patience = 30'000; // ms; for Postfix to do what it was asked for

}

/// Retry, return to sender and flush on real Postfix.
class TestHostVerbs : public QObject, HostSession
{
    Q_OBJECT

private slots:
    void initTestCase() { startLab(2, 150); }

    void init() { connectAs(0, u"root"_s); }

    void retryMakesPostfixTry()
    {
        connectAs(0, u"viewer"_s); // no privilege is needed
        const auto messages = pick(3, QueueName::Deferred);
        const auto held = pick(1, QueueName::Hold);
        std::vector<QueueId> ids = idsOf(messages);
        ids.push_back(held.front().identity.id);
        ids.push_back(*QueueId::parse("ABCDEF123456"));
        const auto answer = carryOut(retryCommand(instance(), ids, makeNonce()));
        const auto report = parseRetryReport(ids, answer.output, answer.errors, answer.exitCode);
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
        QCOMPARE(report.asked, 5); // also for the held and the absent one
        for (const PlannedMessage &message : messages)
            QTRY_VERIFY_WITH_TIMEOUT(wasTried(message.identity.id), patience);
        QVERIFY(!wasTried(held.front().identity.id));
    }

    void expireReturnsTheMessage()
    {
        auto messages = pick(400, QueueName::Deferred);
        std::erase_if(messages,
            [](const PlannedMessage &message) { return message.identity.sender.isEmpty(); });
        messages.erase(messages.begin() + 2, messages.end());
        const auto ids = idsOf(messages);
        QCOMPARE(postsuper(QueueCommand::Hold, ids).done.size(), 2);
        const auto expired = postsuper(QueueCommand::ExpireHeld, ids);
        QCOMPARE(expired.done.size(), 2);
        QCOMPARE(expired.summary, 2);
        QVERIFY(expired.unexpected.isEmpty());
        const auto answer = carryOut(retryCommand(instance(), ids, makeNonce()));
        QCOMPARE(parseRetryReport(ids, answer.output, answer.errors, answer.exitCode).asked, 2);
        for (const QueueId &id : ids) {
            QTRY_VERIFY_WITH_TIMEOUT(
                log().contains(id.toByteArray() + ": sender non-delivery notification: "),
                patience);
            QTRY_VERIFY_WITH_TIMEOUT(
                !LabFixture::idsBelow(m_lab->queueFiles(0)).contains(id.toByteArray()), patience);
        }
    }

    void flushTriesEverything()
    {
        connectAs(1, u"root"_s);
        const auto messages = pick(5, QueueName::Deferred);
        const auto answer = carryOut(flushCommand(instance()));
        QVERIFY(checkFlushExit(answer.exitCode, answer.errors));
        for (const PlannedMessage &message : messages)
            QTRY_VERIFY_WITH_TIMEOUT(wasTried(message.identity.id), patience);
    }

    void destinationNeedsItsLists()
    {
        const auto site = FlushSite::parse("fast.example");
        auto answer = carryOut(retrySiteCommand(instance(), *site));
        const auto refused = checkFlushExit(answer.exitCode, answer.errors);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(u"fast_flush_domains"_s));

        QVERIFY(m_lab->exec(0, {u"postconf"_s, u"-e"_s, u"fast_flush_domains=fast.example"_s}));
        QVERIFY(m_lab->exec(0, {u"postfix"_s, u"reload"_s}));
        QVERIFY(m_lab->exec(0,
            {u"sh"_s, u"-c"_s,
                u"printf 'Subject: x\\n\\nx\\n' | sendmail -f a@b.example r@fast.example"_s}));
        const auto deferred = [&] {
            const auto found = messagesOf("a@b.example");
            return found.size() == 1 && found.front().queue == QueueName::Deferred
                && wasTried(found.front().identity.id);
        };
        QTRY_VERIFY_WITH_TIMEOUT(deferred(), patience);
        const QueueId id = messagesOf("a@b.example").front().identity.id;
        const qsizetype before = tries(id);
        answer = carryOut(retrySiteCommand(instance(), *site));
        QVERIFY(checkFlushExit(answer.exitCode, answer.errors));
        QTRY_VERIFY_WITH_TIMEOUT(tries(id) > before, patience);
    }

    void trouble()
    {
        connectAs(1, u"operator"_s);
        QVERIFY(m_lab->exec(1, {u"postconf"_s, u"-e"_s, u"authorized_flush_users=root"_s}));
        const auto ids = idsOf(pick(3, QueueName::Deferred));
        auto answer = carryOut(retryCommand(instance(), ids, makeNonce()));
        auto report = parseRetryReport(ids, answer.output, answer.errors, answer.exitCode);
        QCOMPARE(report.asked, 0);
        QCOMPARE(report.error->kind, ErrorKind::Permission);
        QVERIFY(m_lab->exec(1, {u"postconf"_s, u"-X"_s, u"authorized_flush_users"_s}));
        QVERIFY(m_lab->exec(1, {u"postfix"_s, u"stop"_s}));
        answer = carryOut(retryCommand(instance(), ids, makeNonce()));
        report = parseRetryReport(ids, answer.output, answer.errors, answer.exitCode);
        QVERIFY(m_lab->exec(1, {u"postfix"_s, u"start"_s}));
        QCOMPARE(report.outcomes,
            (std::vector{RetryOutcome::Refused, RetryOutcome::NotAsked, RetryOutcome::NotAsked}));
        QCOMPARE(report.error->kind, ErrorKind::NotFound);
    }

private:
    std::vector<PlannedMessage> messagesOf(const QByteArray &sender)
    {
        auto messages = listed();
        std::erase_if(
            messages, [&](const PlannedMessage &m) { return m.identity.sender != sender; });
        return messages;
    }
    QByteArray log() const
    {
        return m_lab->exec(m_host, {u"cat"_s, u"/var/log/mail.log"_s}).value_or(QByteArray());
    }
    /// Delivery attempts by the real daemons, whose lines carry today's time; those of the history
    /// that the lab invents are older.
    qsizetype tries(const QueueId &id) const
    {
        qsizetype count = 0;
        for (const QByteArray &line : log().split('\n'))
            count
                += line.contains(' ' + id.toByteArray() + ": to=<") && line.left(19) >= m_startedAt;
        return count;
    }
    bool wasTried(const QueueId &id) const { return tries(id) > 0; }

    QByteArray m_startedAt
        = QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-ddTHH:mm:ss"_s).toLatin1();
};

QTEST_GUILESS_MAIN(TestHostVerbs)
#include "tst_hostverbs.moc"
