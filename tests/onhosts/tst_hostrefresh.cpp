// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostsession.h"
#include "snapshotlines.h"

#include "core/queue/queuelister.h"
#include "core/queue/queuerefresher.h"
#include "core/servers/fleet.h"

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// Calls a function before the given command goes out, counted from 1.
class InterruptedTransport final : public Transport
{
public:
    InterruptedTransport(Transport &inner, int before, std::function<void()> what)
        : m_inner(inner), m_left(before), m_what(std::move(what))
    {
    }
    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &command, std::stop_token stop) override
    {
        if (--m_left == 0)
            m_what();
        return m_inner.start(command, std::move(stop));
    }
    bool isAlive() const override { return m_inner.isAlive(); }
    void whenLost(std::function<void(const Error &)> handler) override
    {
        m_inner.whenLost(std::move(handler));
    }

private:
    Transport &m_inner;
    int m_left;
    std::function<void()> m_what;
};

}

/// A refresh that reads only what changed gives what postqueue gives, after every kind of change.
class TestHostRefresh : public QObject, private HostSession
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        startLab(1, 240);
        // All mail for other hosts waits with words of our choice, and is tried when we say so.
        shell(u"postconf -e 'default_transport = retry:4.3.0 first words' "
              "'smtputf8_enable = yes' 'minimal_backoff_time = 1h' && postfix reload"_s);
        QFile milter(QStringLiteral(SPOOLSCOPE_MILTER));
        QVERIFY(milter.open(QFile::ReadOnly));
        shell(
            u"echo %1 | base64 -d >/tmp/milter; python3 /tmp/milter 11999 </dev/null >/dev/null 2>&1 & true"_s
                .arg(QString::fromLatin1(milter.readAll().toBase64())));
        connectAs(0, u"root"_s);
        settle();
        QTest::qWait(marginMs);
    }

    void init()
    {
        m_base = {};
        const Refreshed listed = refresh();
        QCOMPARE(listed.way, RefreshWay::FirstListing);
        QVERIFY(listed.base);
    }

    void everyChange_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("command");
        QTest::newRow("nothing") << QString() << u"true"_s;
        QTest::newRow("new") << QString() << send + u"-f joe@example.org amy@far.example"_s;
        QTest::newRow("null sender") << QString() << send + u"-f '<>' amy@far.example"_s;
        QTest::newRow("recipients out of the header")
            << QString()
            << u"printf 'To: a@far.example, \"b c\"@far.example\\n\\nx\\n' | sendmail -t -f j@e.org"_s;
        QTest::newRow("odd addresses") << QString()
                                       << send
                + u"-f '\"a\\\"b\\\\\\\\ @c\"@example.org' -- '\".dot\"@far.example' "
                  "'\"two..dots\"@far.example' \"o'neil+x=y%z@far.example\" '\"@\"@far.example' "
                  "'<@a.example:b@far.example>' '\"()<>[]:;,\"@far.example' 'x@[192.0.2.1]'"_s;
        QTest::newRow("many recipients")
            << QString() << send + u"-f j@example.org $(seq -f 'user%.0f@far.example' 900)"_s;
        QTest::newRow("large") << QString()
                               << u"head -c 3000000 /dev/zero | tr '\\0' '\\n' | "
                                  "sendmail -i -f j@example.org amy@far.example"_s;
        QTest::newRow("deleted") << QString() << u"postsuper -d "_s + newest;
        QTest::newRow("held") << QString() << u"postsuper -h "_s + newest;
        QTest::newRow("released") << u"postsuper -h "_s + newest
                                  << u"postsuper -H $(ls -t hold | head -1)"_s;
        QTest::newRow("expired") << QString() << u"postsuper -e "_s + newest;
        QTest::newRow("expired on hold")
            << u"postsuper -h "_s + newest << u"postsuper -e $(ls -t hold | head -1)"_s;
        QTest::newRow("requeued") << QString()
                                  << u"postsuper -r "_s + newest + u"; postkick public pickup W"_s;
        QTest::newRow("tried again with other words")
            << send + u"-f joe@example.org amy@far.example bob@far.example"_s
            << u"id=%1; postconf -e 'default_transport = retry:4.7.9 other words' && "
               "postfix reload && postqueue -i $id"_s.arg(newest);
        QTest::newRow("delivered to one of two")
            << u"postconf -e 'defer_transports = local'; postfix reload; "_s + send
                + u"-f joe@example.org root amy@far.example"_s
            << u"id=%1; postconf -e 'defer_transports ='; postfix reload; postqueue -i $id"_s.arg(
                   newest);
        QTest::newRow("bounced to a far sender")
            << QString() << send + u"-f joe@far.example nobody-of-that-name"_s;
        QTest::newRow("log gone") << send + u"-f joe@example.org amy@far.example"_s
                                  << u"find defer -name %1 -delete"_s.arg(newest);
        QTest::newRow("log appended")
            << send + u"-f joe@example.org amy@far.example"_s
            << append.arg(u"recipient=late@far.example\\nreason=a late word\\n\\n"_s);
        // As while it is being delivered: qmgr has not put it back yet.
        QTest::newRow("log appended to an active one")
            << send
                + u"-f joe@example.org amy@far.example; mv $(find deferred -name %1) active/"_s.arg(
                    newest)
            << u"printf 'recipient=late@far.example\\nreason=a late word\\n\\n' "
               ">>$(find defer -name $(ls -t active | head -1))"_s;
        QTest::newRow("words beyond ASCII")
            << send + u"-f joe@example.org amy@far.example"_s
            << append.arg(u"recipient=x@far.example\\nreason=P\\303\\244ckchen fehlt\\n\\n"_s);
        QTest::newRow("addresses beyond ASCII") << QString()
                                                << send
                + u"-O smtputf8 -f joe@example.org $(printf 'p\\303\\244ul@far.example') "
                  "$(printf 'b\\001d@far.example') $(printf 'near\\303\\244\\244@far.example')"_s;
        QTest::newRow("words that are no UTF-8")
            << send + u"-f joe@example.org amy@far.example"_s
            << append.arg(u"recipient=x@far.example\\nreason=\\355\\240\\200 \\344\\001\\n\\n"_s);
        QTest::newRow("changed by a milter")
            << u"postconf -e 'non_smtpd_milters = inet:127.0.0.1:11999'; postfix reload"_s
            << send
                + u"-f joe@example.org amy@far.example bob@far.example; "
                  "postconf -e 'non_smtpd_milters ='; postfix reload"_s;
        QTest::newRow("file that is no message")
            << QString() << u"echo rubbish >deferred/0/0ABCDEF; chmod 600 deferred/0/0ABCDEF"_s;
    }

    void everyChange()
    {
        QFETCH(QString, before);
        QFETCH(QString, command);
        if (!before.isEmpty()) {
            shell(before);
            settle();
            m_base = {};
            refresh();
        }
        shell(command);
        settle();
        const Refreshed outcome = refresh();
        QCOMPARE(outcome.way, RefreshWay::Incremental);
        compareWithListing();
        // And once more from there.
        QCOMPARE(refresh().way, RefreshWay::Incremental);
        compareWithListing();
    }

    void doubtMakesAFullListing_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("log that is none") << append.arg(u"\\n%%%% no log\\n\\n"_s);
        QTest::newRow("file cut short")
            << u"truncate -s 400 $(find deferred -name %1)"_s.arg(newest);
    }

    void doubtMakesAFullListing()
    {
        QFETCH(QString, command);
        shell(send + u"-f joe@example.org amy@far.example"_s);
        settle();
        shell(command);
        settle();
        QCOMPARE(refresh().way, RefreshWay::Doubtful);
        compareWithListing();
        // Once it has been quiet for a while, it is copied as postqueue said it.
        QTest::qWait(marginMs);
        refresh();
        QCOMPARE(refresh().way, RefreshWay::Incremental);
        compareWithListing();
        shell(u"postsuper -d "_s + newest);
    }

    void onlyWhatChangedIsRead()
    {
        QTest::qWait(marginMs);
        m_base = {};
        refresh();
        QTest::qWait(marginMs);
        shell(u"find deferred -type f | head -3 | xargs -n 1 basename | postsuper -h -"_s);
        const Refreshed outcome = refresh();
        QCOMPARE(outcome.way, RefreshWay::Incremental);
        QCOMPARE(outcome.read, 3);
        compareWithListing();
    }

    void vanishesAndMovesMidway()
    {
        shell(u"find deferred -type f | head -4 | xargs -n 1 basename | postsuper -h -"_s);
        bool happened = false;
        InterruptedTransport interrupted(*m_link.transport, 2, [&] {
            happened = true;
            shell(u"set -- $(ls -tc hold); postsuper -d $1 -H $2 -H $3"_s);
        });
        const Refreshed outcome = refresh(interrupted);
        QVERIFY(happened);
        QCOMPARE(outcome.way, RefreshWay::Incremental);
        compareWithListing();
    }

    void cutConnectionIsAnError()
    {
        InterruptedTransport interrupted(*m_link.transport, 2, [&] { m_lab->killConnections(0); });
        shell(u"find deferred -type f | head -4 | xargs -n 1 basename | postsuper -h -"_s);
        const auto snapshot = emptySnapshot();
        const auto outcome = refreshQueue(interrupted, instance(), true, m_base, snapshot, {});
        QVERIFY(!outcome);
        QCOMPARE(snapshot->state(), ListingState::Incomplete);
        connectAs(0, u"root"_s);
    }

    void accountWithoutRights()
    {
        connectAs(0, u"viewer"_s);
        const Refreshed outcome = refresh();
        QCOMPARE(outcome.way, RefreshWay::NoRights);
        QVERIFY(!outcome.base);
        // Nor does it harm when the rights went away unnoticed.
        const auto root = connectServer(m_lab->server(0), {}, {});
        auto base = emptySnapshot();
        const auto listed = refreshQueue(*root->transport, instance(), true, {}, base, {});
        QVERIFY(listed);
        const auto snapshot = emptySnapshot();
        const auto denied
            = refreshQueue(*m_link.transport, instance(), true, listed->base, snapshot, {});
        QVERIFY(denied);
        QCOMPARE(denied->way, RefreshWay::NoRights);
        QCOMPARE(snapshot->state(), ListingState::Complete);
        connectAs(0, u"root"_s);
    }

    void otherFind()
    {
        shell(
            u"printf '#!/bin/sh\\necho find: unrecognized: -newerct >&2; exit 1\\n' "
            ">/tmp/find; chmod 755 /tmp/find; mount --bind /tmp/find $(readlink -f /usr/bin/find)"_s);
        QCOMPARE(refresh().way, RefreshWay::NoGnuFind);
        shell(u"umount $(readlink -f /usr/bin/find)"_s);
        compareWithListing();
    }

    void clockThatWasSet()
    {
        m_base->serverClock += 3600;
        QCOMPARE(refresh().way, RefreshWay::ClockStepped);
        compareWithListing();
    }

    void tooManyChanges()
    {
        m_base->serverClock -= 86'400;
        m_base->askedAt -= std::chrono::days(1);
        QCOMPARE(refresh().way, RefreshWay::TooManyChanges);
        compareWithListing();
    }

    void serversRefreshThemselves()
    {
        Fleet fleet;
        Server *server = fleet.add(m_lab->server(0));
        server->connectToServer();
        const auto status = [&]() -> const InstanceStatus * {
            return server->instances().empty() ? nullptr : &server->instances().front();
        };
        QTRY_VERIFY_WITH_TIMEOUT(status() && status()->base && !status()->listing, 30'000);
        QCOMPARE(status()->listingWay, RefreshWay::FirstListing);
        QVERIFY(!status()->change);
        const qint64 listed = qint64(status()->snapshot->rowCount());

        server->refresh();
        QVERIFY(status()->listing);
        QTRY_VERIFY_WITH_TIMEOUT(!status()->listing, 30'000);
        QCOMPARE(status()->listingWay, RefreshWay::Incremental);
        QVERIFY(status()->change);
        QCOMPARE(*status()->change, SnapshotChange());

        const QSignalSpy jobs(&fleet, &Fleet::jobStarted);
        fleet.setAutoRefresh(true);
        shell(send + u"-f joe@example.org amy@far.example"_s);
        // Counted soon, and listed once the pause is over; on a slow host either takes its time.
        QTRY_COMPARE_WITH_TIMEOUT(status()->messageCount(), listed + 1, 120'000);
        QVERIFY(status()->counted);
        QTRY_VERIFY_WITH_TIMEOUT(
            status()->snapshot->rowCount() == size_t(listed) + 1 && !status()->listing, 240'000);
        QCOMPARE(status()->listingWay, RefreshWay::Incremental);
        QCOMPARE(status()->change->arrived, 1);
        QCOMPARE(status()->change->left, 0);
        QVERIFY(jobs.isEmpty()); // nobody asked, so nobody is told
        fleet.setAutoRefresh(false);
        server->disconnectFromServer();
        QTRY_VERIFY(!status()->listing);
    }

    void verifiedFromTimeToTime()
    {
        m_base->refreshes = verifyEvery - 2;
        QCOMPARE(refresh().way, RefreshWay::Incremental);
        QCOMPARE(refresh().way, RefreshWay::Verification);
        QCOMPARE(m_base->refreshes, 0);
        m_base->listedAt -= verifyAfter;
        QCOMPARE(refresh().way, RefreshWay::Verification);
    }

private:
    void shell(const QString &script)
    {
        const auto done = m_lab->exec(0,
            {u"sh"_s, u"-c"_s,
                u"cd %1; { %2; }"_s.arg(QString::fromUtf8(m_lab->queueDirectory(0)), script)});
        if (!done)
            qWarning() << script << done.error().detail;
    }

    /// Until nothing moves any more. A file in incoming or active that was not there from the
    /// beginning may be on its way, or was put there by the test.
    void settle()
    {
        QByteArrayList before;
        int stillLooks = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                QTest::qWait(300);
                const QByteArrayList now = m_lab->queueFiles(0);
                const bool isStill = now == before && countIn("maildrop", now) == 0;
                stillLooks = isStill ? stillLooks + 1 : 0;
                before = now;
                return stillLooks >= (movingFiles(now) > m_restingFiles ? 7 : 1);
            },
            60'000));
        if (m_restingFiles < 0)
            m_restingFiles = movingFiles(before);
    }

    static qsizetype countIn(const QByteArray &queue, const QByteArrayList &files)
    {
        return std::ranges::count_if(
            files, [&](const QByteArray &file) { return file.startsWith(queue + '/'); });
    }
    static qsizetype movingFiles(const QByteArrayList &files)
    {
        return countIn("incoming", files) + countIn("active", files);
    }

    std::shared_ptr<QueueSnapshot> emptySnapshot()
    {
        return std::make_shared<QueueSnapshot>(
            InstanceKey{u"s"_s, instance().configDirectory}, qint64(0));
    }

    Refreshed refresh() { return refresh(*m_link.transport); }
    Refreshed refresh(Transport &transport)
    {
        m_snapshot = emptySnapshot();
        const auto outcome
            = refreshQueue(transport, instance(), rights().countQueues, m_base, m_snapshot, {});
        if (!outcome)
            qFatal() << outcome.error().message << outcome.error().detail;
        m_base = outcome->base;
        m_snapshot = outcome->snapshot;
        return *outcome;
    }

    void compareWithListing()
    {
        const auto listed = emptySnapshot();
        QVERIFY(listQueue(*m_link.transport, instance(), *listed, {}));
        const QByteArray different = difference(*m_snapshot, *listed);
        QVERIFY2(different.isEmpty(), different.constData());
        QCOMPARE(m_snapshot->rowCount(), listed->rowCount());
    }

    const QString send = u"printf 'Subject: x\\n\\nbody\\n' | sendmail -i "_s;
    const QString newest = u"$(ls -tc $(find deferred -type f) | head -1 | xargs basename)"_s;
    /// To a defer log, after which qmgr puts the message back.
    const QString append = u"id=%1; printf '%2' >>$(find defer -name $id); "
                           "find deferred -name $id -exec chmod 700 {} +"_s.arg(newest);
    static constexpr int marginMs = 6000; ///< what changed shorter before a base is read again
    std::optional<RefreshBase> m_base;
    std::shared_ptr<QueueSnapshot> m_snapshot;
    qsizetype m_restingFiles = -1; ///< in incoming and active from the beginning
};

QTEST_GUILESS_MAIN(TestHostRefresh)
#include "tst_hostrefresh.moc"
