// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queuechanges.h"
#include "core/queue/queuerefresher.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;
using namespace std::chrono_literals;

namespace {

QueueId idOf(const QByteArray &text)
{
    return *QueueId::parse(text);
}

const QByteArray tried = "A1B2C3D4E1";
const QByteArray untried = "A1B2C3D4E2";
const QByteArray held = "A1B2C3D4E3";
const QByteArray unknown = "A1B2C3D4E4";

std::shared_ptr<const QueueSnapshot> threeMessages()
{
    auto snapshot = std::make_shared<QueueSnapshot>(InstanceKey{u"s"_s, "/etc/postfix"}, qint64(0));
    const auto add = [&](const QByteArray &id, QueueName queue, QByteArrayView reason) {
        const ListedRecipient recipient{"a@x", reason};
        snapshot->add({.id = idOf(id),
            .queue = queue,
            .arrival = 1,
            .size = 2,
            .forcedExpire = id == tried,
            .sender = {},
            .recipients = {&recipient, 1}});
    };
    add(tried, QueueName::Deferred, "full");
    add(untried, QueueName::Active, "");
    add(held, QueueName::Hold, "");
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

}

/// What a scan means for an older snapshot.
class TestQueueChanges : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_changes = std::make_unique<QueueChanges>(threeMessages()); }

    void nothingHappened()
    {
        old(QueueName::Active, untried);
        old(QueueName::Deferred, "A/" + tried);
        old(QueueName::Hold, held);
        log("A/" + tried);
        QCOMPARE(read(), QByteArrayList());
        QCOMPARE(unchanged(), (QByteArrayList{tried, untried, held}));
        QVERIFY(!m_changes->isContradictory());
    }

    void leftAndArrived()
    {
        old(QueueName::Active, untried);
        changed(QueueName::Incoming, unknown);
        log("A/" + unknown);
        QCOMPARE(read(), (QByteArrayList{"incoming/" + unknown + " defer/A/" + unknown}));
        QCOMPARE(unchanged(), QByteArrayList{untried});
    }

    void movedAndRewritten()
    {
        changed(QueueName::Deferred, "A/" + untried);
        changed(QueueName::Hold, held);
        old(QueueName::Deferred, "A/" + tried);
        log("A/" + tried);
        QCOMPARE(read(), (QByteArrayList{"deferred/A/" + untried, "hold/" + held}));
        QCOMPARE(unchanged(), QByteArrayList{tried});
    }

    /// Only while a message is being delivered its log may be written to and the message not.
    void logsThatMayHaveChangedOrWent()
    {
        old(QueueName::Active, untried);
        old(QueueName::Deferred, "A/" + tried);
        old(QueueName::Hold, held);
        log("A/" + untried);
        log("A/" + held); // was empty when it was listed
        QCOMPARE(read(),
            (QByteArrayList{"active/" + untried + " defer/A/" + untried, "deferred/A/" + tried}));
        QCOMPARE(unchanged(), QByteArrayList{held});
        const ChangedFile &active = m_changes->changed()[0], &deferred = m_changes->changed()[1];
        QVERIFY(!active.status && !active.wasForcedExpire && deferred.wasForcedExpire);
        QCOMPARE(active.size, 7);
    }

    void whatPostqueuePassedOver()
    {
        old(QueueName::Deferred, "A/" + unknown);
        log("A/" + unknown);
        QCOMPARE(read(), QByteArrayList());
        QVERIFY(!m_changes->isContradictory());
    }

    void movedWithoutATrace()
    {
        old(QueueName::Hold, tried);
        read();
        QVERIFY(m_changes->isContradictory());
    }

    void metTwiceOnItsWay()
    {
        changed(QueueName::Incoming, unknown);
        changed(QueueName::Active, unknown);
        log("A/" + unknown);
        QCOMPARE(read(),
            (QByteArrayList{"incoming/" + unknown + " defer/A/" + unknown,
                "active/" + unknown + " defer/A/" + unknown}));
    }

    void clocks_data()
    {
        QTest::addColumn<qint64>("server");
        QTest::addColumn<qint64>("oursMs");
        QTest::addColumn<bool>("agree");
        QTest::newRow("same") << qint64(60) << qint64(60'000) << true;
        QTest::newRow("a little ahead") << qint64(62) << qint64(60'000) << true;
        QTest::newRow("a little behind") << qint64(58) << qint64(60'000) << true;
        QTest::newRow("ahead") << qint64(63) << qint64(60'000) << false;
        QTest::newRow("behind") << qint64(57) << qint64(60'000) << false;
        QTest::newRow("set back") << qint64(-3600) << qint64(60'000) << false;
    }

    void clocks()
    {
        QFETCH(qint64, server);
        QFETCH(qint64, oursMs);
        QFETCH(bool, agree);
        QCOMPARE(clocksAgree(server, std::chrono::milliseconds(oursMs), 2s), agree);
    }

private:
    void take(QueueName queue, const QByteArray &path, std::optional<FileStatus> status)
    {
        const QByteArray id = path.sliced(path.lastIndexOf('/') + 1);
        m_changes->take({.queue = queue,
            .id = idOf(id),
            .path = path,
            .size = 7,
            .changed = std::move(status)});
    }
    void old(QueueName queue, const QByteArray &path) { take(queue, path, {}); }
    void log(const QByteArray &path) { take(QueueName::Defer, path, {}); }
    void changed(QueueName queue, const QByteArray &path)
    {
        take(queue, path, FileStatus{0700, "postfix"});
    }
    /// "queue/path log" of what is to be read.
    QByteArrayList read()
    {
        m_changes->finish();
        QByteArrayList files;
        for (const ChangedFile &file : m_changes->changed())
            files.append(file.logPath.isEmpty() ? file.path : file.path + ' ' + file.logPath);
        return files;
    }
    QByteArrayList unchanged() const
    {
        const auto snapshot = threeMessages();
        QByteArrayList ids;
        for (QueueSnapshot::Row row = 0; row < snapshot->rowCount(); ++row) {
            if (m_changes->isUnchanged(row))
                ids.append(snapshot->id(row).toByteArray());
        }
        return ids;
    }

    std::unique_ptr<QueueChanges> m_changes;
};

QTEST_GUILESS_MAIN(TestQueueChanges)
#include "tst_queuechanges.moc"
