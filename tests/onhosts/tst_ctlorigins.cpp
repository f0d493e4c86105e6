// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"
#include "origintruth.h"

#include <QJsonArray>
#include <QScopeGuard>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// spoolscopectl asks queue files where messages came from, as no log is at hand.
class TestCtlOrigins : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_lab = LabFixture::start(2, 120);
        m_truth = trueOrigins(*m_lab, host);
        for (const TrueOrigin &origin : std::as_const(m_truth)) {
            if (sentBy(m_truth, origin.user).size() > sentBy(m_truth, m_user).size()
                && !origin.user.isEmpty())
                m_user = origin.user;
        }
        QVERIFY(sentBy(m_truth, m_user).size() > 1);
    }

    void printsOrigins()
    {
        const Outcome outcome = call({u"queue"_s, url(), u"--json"_s, u"--origins"_s});
        QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
        const auto objects = outcome.objects();
        QCOMPARE(objects.size(), m_truth.size());
        int subjects = 0;
        for (const QJsonObject &object : objects) {
            const TrueOrigin &truth = m_truth[object.value("queue_id"_L1).toString().toLatin1()];
            QCOMPARE(object.value("client_name"_L1).toString().toUtf8(), truth.name);
            QCOMPARE(object.value("client_address"_L1).toString().toUtf8(), truth.address);
            QCOMPARE(object.value("sasl_username"_L1).toString().toUtf8(), truth.user);
            subjects += object.value("subject"_L1).toString().isEmpty() ? 0 : 1;
        }
        QVERIFY(subjects > m_truth.size() / 2);
        const Outcome plain = call({u"queue"_s, url(), u"--json"_s});
        QVERIFY(!plain.output.contains("sasl_username"));
        const Outcome text = call({u"queue"_s, url(), u"--origins"_s});
        QVERIFY(text.output.contains(m_user));
    }

    void findsWhatAUserSent()
    {
        const QString where = u"user:<%1>"_s.arg(QString::fromUtf8(m_user));
        QCOMPARE(
            idsOf({u"queue"_s, url(), u"--json"_s, u"--where"_s, where}), sentBy(m_truth, m_user));
        std::set<QByteArray> others;
        for (const QByteArray &id : m_truth.keys())
            others.insert(id);
        for (const QByteArray &id : sentBy(m_truth, m_user))
            others.erase(id);
        QCOMPARE(idsOf({u"queue"_s, url(), u"--json"_s, u"--where"_s, u"not "_s + where}), others);
        QCOMPARE(
            idsOf({u"queue"_s, url(), u"--json"_s, u"--where"_s, u"user:<nobody.here> size>=0"_s})
                .size(),
            0u);
    }

    void countsByUser()
    {
        const auto groups
            = call({u"queue"_s, url(), u"--json"_s, u"--group-by"_s, u"user"_s}).objects();
        qint64 sum = 0;
        for (const QJsonObject &group : groups) {
            const QByteArray user = group.value("value"_L1).toString().toUtf8();
            QCOMPARE(group.value("count"_L1).toInteger(), qint64(sentBy(m_truth, user).size()));
            sum += group.value("count"_L1).toInteger();
        }
        QCOMPARE(sum, qint64(m_truth.size()));
    }

    /// What cannot be known is an error with its remedy, and not an empty list.
    void saysWhereItMayNotRead()
    {
        for (const QStringList &words :
            {QStringList{u"queue"_s, url(u"viewer"_s), u"--json"_s, u"--where"_s, u"user:ann"_s},
                {u"queue"_s, url(u"viewer"_s), u"--group-by"_s, u"client"_s},
                {u"queue"_s, url(u"viewer"_s), u"--origins"_s},
                {u"act"_s, u"hold"_s, url(u"viewer"_s), u"--where"_s, u"not user:ann"_s,
                    u"--dry-run"_s}}) {
            const Outcome outcome = call(words);
            QCOMPARE(outcome.exitCode, 5);
            QVERIFY2(outcome.errors.contains("postcat"), outcome.errors.constData());
            QVERIFY(!outcome.output.contains("queue_id"));
        }
    }

    /// A queue file that ends with its envelope is listed, and cannot be read. Nobody can say
    /// whose its message is: nothing is done to it, and the call says that it did not do all.
    void saysWhatCouldNotBeRead()
    {
        const QByteArray damaged = *sentBy(m_truth, m_user).begin();
        // The time of a queue file is that of its next try, so that qmgr leaves it alone.
        const QString script
            = u"cd %1 && file=$(find . -type f -name %2 ! -path './defer/*') && %3"_s.arg(
                QString::fromUtf8(m_lab->queueDirectory(host)), QString::fromUtf8(damaged));
        const auto run = [&](const QString &commands) {
            const auto done = m_lab->exec(host, {u"sh"_s, u"-c"_s, script.arg(commands)});
            return done ? QByteArray() : done.error().detail;
        };
        // The first record says where the content begins, behind the two bytes that announce it:
        // cleanup_envelope.c in Postfix.
        QCOMPARE(run(u"cp -p $file /tmp/whole && truncate -s "
                     "$(head -c 40 $file | cut -c 3- | awk '{ print $2 - 2; exit }') $file && "
                     "touch -r /tmp/whole $file"_s),
            QByteArray());
        const auto restore
            = qScopeGuard([&] { run(u"cat /tmp/whole >$file && touch -r /tmp/whole $file"_s); });
        auto others = sentBy(m_truth, m_user);
        others.erase(damaged);
        const QString where = u"user:<%1>"_s.arg(QString::fromUtf8(m_user));
        const Outcome found = call({u"queue"_s, url(), u"--json"_s, u"--where"_s, where});
        QCOMPARE(found.exitCode, 6);
        QVERIFY2(found.errors.contains("1 messages could not be read"), found.errors.constData());
        std::set<QByteArray> ids;
        for (const QJsonObject &object : found.objects())
            ids.insert(object.value("queue_id"_L1).toString().toLatin1());
        QCOMPARE(ids, others);
        const Outcome act = call({u"act"_s, u"hold"_s, url(), u"--where"_s, where, u"--dry-run"_s});
        QCOMPARE(act.exitCode, 6);
        QVERIFY2(act.errors.contains("1 messages could not be read"), act.errors.constData());
    }

    void holdsWhatAUserSent()
    {
        const Outcome outcome = call({u"act"_s, u"hold"_s, url(), u"--where"_s,
            u"user:<%1>"_s.arg(QString::fromUtf8(m_user)), u"--reason"_s, u"stolen"_s, u"--yes"_s,
            u"--json"_s});
        QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
        const auto held = LabFixture::idsBelow(m_lab->queueFiles(host), "hold");
        const auto meant = sentBy(m_truth, m_user);
        QVERIFY(std::ranges::includes(held, meant));
        for (const QJsonObject &object : outcome.objects()) {
            if (const QString id = object.value("queue_id"_L1).toString(); !id.isEmpty())
                QVERIFY(meant.contains(id.toLatin1()));
        }
    }

private:
    static constexpr int host = 1; ///< the first one has two instances

    QString url(const QString &user = u"root"_s) const
    {
        return m_lab->server(host, user).address();
    }
    Outcome call(const QStringList &words) const { return CtlCaller(*m_lab).call(words); }
    std::set<QByteArray> idsOf(const QStringList &words) const
    {
        const Outcome outcome = call(words);
        if (outcome.exitCode != 0)
            qWarning() << outcome.errors;
        std::set<QByteArray> ids;
        for (const QJsonObject &object : outcome.objects())
            ids.insert(object.value("queue_id"_L1).toString().toLatin1());
        return ids;
    }

    std::unique_ptr<LabFixture> m_lab;
    QMap<QByteArray, TrueOrigin> m_truth;
    QByteArray m_user;
};

QTEST_GUILESS_MAIN(TestCtlOrigins)
#include "tst_ctlorigins.moc"
