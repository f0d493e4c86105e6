// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logfollower.h"
#include "core/transport/localtransport.h"
#include "tests/core/linerecorder.h"
#include "tests/core/rotatedlog.h"

#include <QTest>

#include <random>
#include <thread>

using namespace spoolscope;
using Way = RotatedLog::Way;

Q_DECLARE_METATYPE(RotatedLog::Way)

namespace {

/// Lets something happen between two commands of a follower.
class EventfulTransport final : public Transport
{
public:
    explicit EventfulTransport(const std::function<void()> &beforeCommand)
        : m_beforeCommand(beforeCommand)
    {
    }

    Result<std::unique_ptr<RemoteProcess>> start(
        const QByteArray &shellCommand, std::stop_token stop) override
    {
        if (m_beforeCommand)
            m_beforeCommand();
        return m_transport.start(shellCommand, std::move(stop));
    }
    bool isAlive() const override { return true; }
    void whenLost(std::function<void(const Error &)>) override { }

private:
    const std::function<void()> &m_beforeCommand;
    LocalTransport m_transport;
};

/// A follower of a log of this machine, on a thread of its own while it listens.
class Following final
{
public:
    explicit Following(const RotatedLog &log, std::optional<qint64> since = {})
        : m_follower(makeLogFollower(
              {LogSource::Kind::File, log.path()}, QTimeZone::utc(), {since, {}}, recorder))
    {
    }
    ~Following() { stop(); }

    void listen()
    {
        m_thread = std::jthread([this](const std::stop_token &stop) {
            EventfulTransport transport(m_beforeCommand);
            ended = m_follower->follow(transport, stop);
        });
    }
    void stop()
    {
        m_thread.request_stop();
        if (m_thread.joinable())
            m_thread.join();
    }
    Result<bool> catchUp()
    {
        LocalTransport transport;
        return m_follower->catchUp(transport, {});
    }

    /// Before the listening thread gives its command of that number, from 1.
    void before(int command, const std::function<void()> &event)
    {
        m_beforeCommand = [command, event, commands = 0]() mutable {
            if (++commands == command)
                event();
        };
    }

    LineRecorder recorder;
    Result<void> ended;

private:
    const std::unique_ptr<LogFollower> m_follower;
    std::function<void()> m_beforeCommand;
    std::jthread m_thread;
};

}

/// Real files, the real sh, stat, dd, tail and gzip; only the link is missing (proof_logs).
class TstLogFollower : public QObject
{
    Q_OBJECT

private slots:
    void readsAllThereIs()
    {
        RotatedLog log;
        for (const Way way : {Way::Compress, Way::Create, Way::Compress, Way::Create}) {
            log.write(1000);
            log.rotate(way);
        }
        log.write(10);
        Following following(log, 0);
        const auto read = following.catchUp();
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(following.recorder.lines(), log.written());
        log.write(5);
        QVERIFY(following.catchUp());
        QCOMPARE(following.recorder.lines(), log.written());
    }

    void readsALargeFilePacked()
    {
        RotatedLog log;
        log.write(100'000);
        Following following(log, 0);
        QVERIFY(following.catchUp());
        QCOMPARE(following.recorder.lines(), log.written());
        log.write(30'000); // more than is worth following piece by piece
        following.listen();
        QVERIFY(following.recorder.waitFor(130'000));
        following.stop();
        QCOMPARE(following.recorder.lines(), log.written());
    }

    void keepsBackHalfALine()
    {
        RotatedLog log;
        log.write(3);
        Following following(log, 0);
        following.listen();
        QVERIFY(following.recorder.waitFor(3));
        log.write(1);
        log.writeHalf();
        QVERIFY(following.recorder.waitFor(4));
        following.stop();
        QCOMPARE(following.recorder.lines().size(), 4);
        following.listen();
        log.writeOtherHalf();
        QVERIFY(following.recorder.waitFor(5));
        following.stop();
        QCOMPARE(following.recorder.lines(), log.written());
        QCOMPARE(following.ended.error().kind, ErrorKind::Cancelled);
    }

    void followsRotations_data()
    {
        QTest::addColumn<Way>("way");
        QTest::addColumn<int>("gaps");
        QTest::newRow("create") << Way::Create << 0;
        QTest::newRow("compress") << Way::Compress << 0;
        QTest::newRow("copytruncate") << Way::CopyTruncate << 1;
        QTest::newRow("copytruncate, compress") << Way::CopyTruncateCompress << 1;
    }

    /// While it listens, and while it does not.
    void followsRotations()
    {
        QFETCH(const Way, way);
        QFETCH(const int, gaps);
        RotatedLog log;
        log.write(100);
        Following following(log, 0);
        following.listen();
        QVERIFY(following.recorder.waitFor(100));
        log.rotate(way);
        log.write(50);
        QVERIFY(following.recorder.waitFor(150));
        following.stop();
        QCOMPARE(following.recorder.linesWithoutGaps(), log.written());
        QCOMPARE(following.recorder.gaps().size(), gaps);

        for (int i = 0; i < 3; ++i) {
            log.write(20);
            log.rotate(way);
        }
        log.write(200);
        following.listen();
        QVERIFY(following.recorder.waitFor(log.written().size()));
        following.stop();
        QCOMPARE(following.recorder.linesWithoutGaps(), log.written());
        QCOMPARE(following.recorder.gaps().size(), gaps * 4);
    }

    void staysWithAWriterThatIsLate()
    {
        RotatedLog log;
        log.write(10);
        Following following(log, 0);
        following.listen();
        QVERIFY(following.recorder.waitFor(10));
        log.shell(QStringLiteral("mv mail.log mail.log.1; : >mail.log"));
        log.write(10); // to the old file
        QVERIFY(following.recorder.waitFor(20));
        log.reopen();
        log.write(10);
        QVERIFY(following.recorder.waitFor(30));
        following.stop();
        QCOMPARE(following.recorder.lines(), log.written());
    }

    void tellsWhatIsGone()
    {
        RotatedLog log;
        log.write(10);
        Following following(log, 0);
        QVERIFY(following.catchUp());
        log.write(10);
        log.shell(QStringLiteral("rm mail.log; : >mail.log"));
        log.reopen();
        log.write(10);
        QVERIFY(following.catchUp());
        QCOMPARE(following.recorder.gaps().size(), 1);
        QByteArrayList expected = log.written().first(10);
        expected += "GAP";
        expected += log.written().last(10);
        QCOMPARE(following.recorder.lines(), expected);
    }

    /// As large as before and with the same inode, but another file.
    void knowsOtherBytes()
    {
        RotatedLog log;
        log.write(10);
        Following following(log, 0);
        QVERIFY(following.catchUp());
        log.shell(QStringLiteral(": >mail.log"));
        log.write(100);
        QVERIFY(following.catchUp());
        QCOMPARE(following.recorder.gaps().size(), 1);
        QCOMPARE(following.recorder.linesWithoutGaps(), log.written());
    }

    /// What it listens to is cut twice, and in between nothing of it was read.
    void noticesTheCutOfAnEmptyFile()
    {
        RotatedLog log;
        log.write(10);
        Following following(log, 0);
        following.listen();
        QVERIFY(following.recorder.waitFor(10));
        log.rotate(Way::CopyTruncateCompress);
        QTRY_COMPARE(following.recorder.gaps().size(), 1);
        QTest::qWait(1500); // it listens to the empty file
        log.write(5);
        log.rotate(Way::CopyTruncateCompress);
        log.write(5);
        QVERIFY(following.recorder.waitFor(20));
        following.stop();
        QCOMPARE(following.recorder.linesWithoutGaps(), log.written());
        QVERIFY(following.recorder.gaps().size() >= 2);
    }

    /// While it looks, a log of which nothing was read yet is rotated away and packed.
    void findsTheFirstLinesInWhatWasRotated_data()
    {
        QTest::addColumn<int>("command");
        QTest::newRow("before it looks for its place") << 2;
        QTest::newRow("before it listens") << 3;
    }
    void findsTheFirstLinesInWhatWasRotated()
    {
        QFETCH(const int, command);
        RotatedLog log;
        Following following(log, 0);
        following.before(command, [&log] {
            log.write(10);
            log.rotate(Way::Compress);
            log.write(5);
        });
        following.listen();
        QVERIFY(following.recorder.waitFor(15));
        following.stop();
        QCOMPARE(following.recorder.lines(), log.written());
    }

    /// While it looks for its place, the files get other names.
    void looksAgainWhereNamesChange()
    {
        RotatedLog log;
        log.write(10);
        Following following(log, 0);
        following.listen();
        QVERIFY(following.recorder.waitFor(10));
        following.stop();
        log.write(10);
        log.rotate(Way::Create);
        following.before(2, [&log] { log.rotate(Way::Create); }); // behind the listing
        log.write(10);
        following.listen();
        QVERIFY(following.recorder.waitFor(30));
        following.stop();
        QCOMPARE(following.recorder.lines(), log.written());
    }

    void beginsNow()
    {
        RotatedLog log;
        log.write(1000);
        Following following(log);
        QVERIFY(following.catchUp());
        log.write(3);
        QVERIFY(following.catchUp());
        QCOMPARE(following.recorder.lines(), log.written().last(3));
    }

    void waitsForALogThatIsYetToCome()
    {
        RotatedLog log;
        log.shell(QStringLiteral("rm mail.log"));
        Following following(log);
        QVERIFY(following.catchUp());
        following.listen();
        log.reopen();
        log.write(3);
        QVERIFY(following.recorder.waitFor(3));
        following.stop();
        QCOMPARE(following.recorder.lines(), log.written());
    }

    void findsATimeInALargeFile()
    {
        RotatedLog log;
        QByteArray bytes;
        for (int i = 0; i < 86'400; ++i) // a line a second
            bytes += QTime(0, 0).addSecs(i).toString(u"'2026-11-27T'HH:mm:ss").toLatin1()
                + "+00:00 mx1 postfix/qmgr[7]: " + QByteArray(60, 'x') + '\n';
        log.append(bytes);
        const qint64 since = 1'795'824'000; // 2026-11-28 00:00 UTC
        LineRecorder recorder;
        const auto follower = makeLogFollower({LogSource::Kind::File, log.path()}, QTimeZone::utc(),
            {since - 3600, since - 1801}, recorder);
        LocalTransport transport;
        const auto read = follower->catchUp(transport, {});
        QVERIFY(read && !*read);
        QCOMPARE(recorder.lines().size(), 1800);
        QVERIFY(recorder.lines().first().startsWith("2026-11-27T23:00:00"));
        QVERIFY(recorder.lines().last().startsWith("2026-11-27T23:29:59"));
    }

    /// Any order of writing, rotating, listening and not listening.
    void losesNothing_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 6; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void losesNothing()
    {
        QFETCH(const unsigned, seed);
        std::mt19937 random(seed);
        RotatedLog log;
        log.write(1);
        Following following(log, 0);
        bool listens = false, cuts = false;
        for (int step = 0; step < 40; ++step) {
            const unsigned choice = random() % 8;
            if (choice < 4) {
                log.write(int(1 + random() % 300));
            } else if (choice < 6) {
                const Way way = Way(random() % 4);
                cuts |= way == Way::CopyTruncate || way == Way::CopyTruncateCompress;
                log.write(int(1 + random() % 20));
                log.rotate(way);
            } else {
                listens = !listens;
                if (listens)
                    following.listen();
                else
                    following.stop();
            }
        }
        following.stop();
        log.write(1);
        const auto read = following.catchUp();
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const QStringList gaps = following.recorder.gaps();
        QVERIFY2(following.recorder.linesWithoutGaps().size() == log.written().size(),
            qPrintable(gaps.join(u'\n')));
        QCOMPARE(following.recorder.linesWithoutGaps(), log.written());
        if (!cuts)
            QVERIFY(following.recorder.gaps().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TstLogFollower)
#include "tst_logfollower.moc"
