// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"

#include "core/servers/serverstore.h"

#include <QDir>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// The program as a script sees it: exit codes, JSON lines, and never a prompt.
class TestSpoolscopectl : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_lab = LabFixture::start(2, 150); }

    void usageErrors_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("unknown command") << QStringList{u"destroy"_s, u"local:"_s};
        QTest::newRow("no server") << QStringList{u"queue"_s};
        QTest::newRow("no action") << QStringList{u"act"_s, u"ALL"_s, u"local:"_s};
        QTest::newRow("no ids") << QStringList{u"act"_s, u"delete"_s, u"local:"_s};
        QTest::newRow("show without id") << QStringList{u"show"_s, u"local:"_s};
        QTest::newRow("ALL is no queue ID") << QStringList{u"show"_s, u"local:"_s, u"ALL"_s};
        QTest::newRow("option as a host") << QStringList{u"queue"_s, u"ssh://-oProxyCommand=x"_s};
        QTest::newRow("two formats")
            << QStringList{u"show"_s, u"local:"_s, u"ABCDEF012"_s, u"--raw"_s, u"--json"_s};
        QTest::newRow("unknown name") << QStringList{u"queue"_s, u"nosuchserver"_s};
        QTest::newRow("bad filter")
            << QStringList{u"queue"_s, u"local:"_s, u"--where"_s, u"age:2h"_s};
        QTest::newRow("filter for depth")
            << QStringList{u"depth"_s, u"local:"_s, u"--where"_s, u"gmail"_s};
        QTest::newRow("filter and ids") << QStringList{
            u"act"_s, u"delete"_s, u"local:"_s, u"--where"_s, u"gmail"_s, u"--ids"_s, u"-"_s};
        QTest::newRow("act on an empty filter")
            << QStringList{u"act"_s, u"delete"_s, u"local:"_s, u"--where"_s, u" "_s, u"--yes"_s};
        QTest::newRow("bad group") << QStringList{u"queue"_s, u"local:"_s, u"--group-by"_s, u"x"_s};
        QTest::newRow("group for depth")
            << QStringList{u"depth"_s, u"local:"_s, u"--group-by"_s, u"sender"_s};
        QTest::newRow("no role") << QStringList{u"rights"_s, u"local:"_s};
        QTest::newRow("no such role")
            << QStringList{u"rights"_s, u"local:"_s, u"--role"_s, u"root"_s};
        QTest::newRow("role elsewhere")
            << QStringList{u"queue"_s, u"local:"_s, u"--role"_s, u"viewer"_s};
        QTest::newRow("bad limit") << QStringList{u"queue"_s, u"local:"_s, u"--limit"_s, u"x"_s};
    }

    void usageErrors()
    {
        QFETCH(QStringList, words);
        const Outcome outcome = call(words);
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.output.isEmpty());
        QVERIFY(outcome.errors.startsWith("spoolscopectl: "));
    }

    void writesSudoRules()
    {
        const Outcome own = call({u"rights"_s, url(0, u"viewer"_s), u"--role"_s, u"deleter"_s});
        QCOMPARE(own.exitCode, 0);
        QVERIFY(own.output.contains("\nDefaults:viewer !requiretty\n"));
        QVERIFY(own.output.contains("/usr/sbin/postsuper -c /etc/postfix-out -d - hold\n"));
        QVERIFY(own.errors.contains("/etc/sudoers.d/spoolscope-viewer"));
        const Outcome other
            = call({u"rights"_s, url(1), u"--role"_s, u"viewer"_s, u"--user"_s, u"jo.doe"_s});
        QCOMPARE(other.exitCode, 0);
        QVERIFY(other.output.contains("\njo.doe ALL=(root) NOPASSWD: /usr/sbin/postcat ^"));
        QVERIFY(!other.output.contains("postsuper"));
        QCOMPARE(call({u"rights"_s, url(1), u"--role"_s, u"viewer"_s}).exitCode, 2); // root
    }

    /// What a person marked as read-only is no script's to change.
    void refusesToChangeReadOnlyServers()
    {
        const QTemporaryDir config;
        QVERIFY(QDir(config.path()).mkdir(u"spoolscope"_s));
        ServerDefinition server = m_lab->server(0);
        server.name = u"guarded"_s;
        server.isReadOnly = true;
        QVERIFY(ServerStore(config.filePath(u"spoolscope/servers.json"_s)).save({server}));
        const QByteArray id = queue(0).first().value("queue_id"_L1).toString().toUtf8();
        const auto before = m_lab->queueFiles(0);
        qputenv("XDG_CONFIG_HOME", config.path().toUtf8());
        const Outcome outcome = call({u"act"_s, u"delete"_s, u"guarded"_s, u"--instance"_s, u"-"_s,
                                         u"--ids"_s, u"-"_s, u"--yes"_s},
            {}, id + '\n');
        const Outcome listing = call({u"queue"_s, u"guarded"_s, u"--json"_s});
        qunsetenv("XDG_CONFIG_HOME");
        QCOMPARE(outcome.exitCode, 5);
        QVERIFY2(outcome.errors.contains("stored as read-only"), outcome.errors.constData());
        QVERIFY(outcome.errors.contains("servers.json"));
        QCOMPARE(m_lab->queueFiles(0), before);
        QCOMPARE(listing.exitCode, 0);
    }

    void exitCodesTellWhatHappened()
    {
        QCOMPARE(call({u"depth"_s, u"ssh://root@127.0.0.1:9"_s}).exitCode, 3);
        const QString nobody = u"ssh://nobody@"_s + address(0);
        QCOMPARE(call({u"depth"_s, nobody}).exitCode, 3);

        QTemporaryFile empty;
        QVERIFY(empty.open());
        const Outcome unknownKey = call({u"queue"_s, url(0)}, empty.fileName());
        QCOMPARE(unknownKey.exitCode, 4);
        QVERIFY2(unknownKey.errors.contains("SHA256:"), unknownKey.errors.constData());

        const QString id = queue(0).first().value("queue_id"_L1).toString();
        QCOMPARE(call({u"show"_s, url(0, u"viewer"_s), id}).exitCode, 5);
        QCOMPARE(call({u"show"_s, url(0), u"ABCDEF0123"_s}).exitCode, 6);
    }

    void probesAndCounts()
    {
        const Outcome probe = call({u"probe"_s, url(0, u"operator"_s), u"--json"_s});
        QCOMPARE(probe.exitCode, 0);
        const QJsonArray instances = probe.objects().first().value("instances"_L1).toArray();
        QCOMPARE(instances.size(), 2);
        QCOMPARE(instances.first().toObject().value("delete"_L1).toString(), u"sudo"_s);

        const Outcome depth = call({u"depth"_s, url(0), url(1), u"--json"_s});
        QCOMPARE(depth.exitCode, 0);
        QCOMPARE(depth.objects().size(), 3); // two instances on the first host
        const QJsonObject first = depth.objects().first();
        qint64 listed = 0;
        for (const char *name : {"maildrop", "incoming", "active", "deferred", "hold"})
            listed += first.value(QLatin1StringView(name)).toInteger();
        QCOMPARE(listed, m_lab->queueFiles(0).size());
        // An account that may not look into the directories still learns what postqueue tells.
        const QJsonObject viewer
            = call({u"depth"_s, url(0, u"viewer"_s), u"--json"_s}).objects().first();
        QCOMPARE(viewer.value("deferred"_L1), first.value("deferred"_L1));
        QVERIFY(viewer.value("corrupt"_L1).isNull());
    }

    void namesAnInstanceItCannotUse()
    {
        const auto sh
            = [this](const QString &script) { return m_lab->exec(1, {u"sh"_s, u"-ec"_s, script}); };
        const auto made = sh(u"cp -a /etc/postfix '/etc/post;fix'; "
                             "postconf -c '/etc/post;fix' -e multi_instance_directories=; "
                             "postconf -e 'multi_instance_directories=/etc/post;fix'"_s);
        QVERIFY2(made, made ? "" : made.error().detail.constData());
        const Outcome probe = call({u"probe"_s, url(1), u"--json"_s});
        const Outcome text = call({u"probe"_s, url(1)});
        QVERIFY(sh(u"postconf -e multi_instance_directories=; rm -r '/etc/post;fix'"_s));
        QCOMPARE(probe.exitCode, 0);
        const QJsonObject answer = probe.objects().first();
        QCOMPARE(answer.value("instances"_L1).toArray().size(), 1);
        QCOMPARE(answer.value("left_out"_L1).toArray().size(), 1);
        QVERIFY(
            answer.value("left_out"_L1).toArray().first().toString().contains(u"/etc/post;fix"));
        QVERIFY(text.output.contains("left out  - "));
    }

    void oneServerDownStillListsTheOther()
    {
        const Outcome outcome
            = call({u"queue"_s, u"ssh://root@127.0.0.1:9"_s, url(1), u"--json"_s});
        QCOMPARE(outcome.exitCode, 3);
        QCOMPARE(outcome.objects().size(), m_lab->queueFiles(1).size());
    }

    void instanceChoosesOneQueue()
    {
        const Outcome second
            = call({u"queue"_s, url(0), u"--instance"_s, u"postfix-out"_s, u"--json"_s});
        QCOMPARE(second.exitCode, 0);
        QCOMPARE(second.objects().size(), m_lab->queueFiles(0, 1).size());
        const Outcome none = call({u"queue"_s, url(0), u"--instance"_s, u"nosuch"_s});
        QCOMPARE(none.exitCode, 2);
        QVERIFY(none.errors.contains("postfix-out"));
    }

    void badFilterIsMarked_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QByteArray>("lines");
        QTest::newRow("word") << u"gmail foo:bar baz"_s
                              << QByteArray("    --where gmail foo:bar baz\n"
                                            "                  ^^^^\n");
        QTest::newRow("controls") << u"a\x1b\u202e x:y"_s
                                  << QByteArray(
                                         "    --where a\u27e8U+001B\u27e9\u27e8U+202E\u27e9 x:y\n"
                                         "                              ^^\n");
        QTest::newRow("long") << QString(500, u'a') + u" x:y "_s + QString(500, u'b')
                              << QByteArray("    --where ..." + QByteArray(39, 'a') + " x:y "
                                     + QByteArray(18, 'b') + "...\n" + QByteArray(55, ' ')
                                     + "^^\n");
    }

    void badFilterIsMarked()
    {
        QFETCH(QString, filter);
        QFETCH(QByteArray, lines);
        const Outcome outcome = call({u"queue"_s, u"local:"_s, u"--where"_s, filter});
        QCOMPARE(outcome.exitCode, 2);
        QVERIFY(outcome.errors.startsWith("spoolscopectl: bad filter: there is no field"));
        QVERIFY2(outcome.errors.contains(lines), outcome.errors.constData());
    }

    void listsWhatMatches()
    {
        const QList<QJsonObject> all = queue(1);
        const auto where = [this](const QString &filter, const QStringList &more = {}) {
            return call(QStringList{u"queue"_s, url(1), u"--where"_s, filter, u"--json"_s} + more);
        };
        const auto count = [&](auto predicate) { return std::ranges::count_if(all, predicate); };
        const auto deferred
            = count([](const QJsonObject &m) { return m.value("queue_name"_L1) == "deferred"_L1; });
        QVERIFY(deferred > 0 && deferred < all.size());
        const Outcome found = where(u"queue:deferred"_s);
        QCOMPARE(found.exitCode, 0);
        QCOMPARE(found.objects().size(), deferred);
        QCOMPARE(where(u"not queue:deferred"_s).objects().size(), all.size() - deferred);
        QCOMPARE(where(u"queue:deferred"_s, {u"--limit"_s, u"2"_s}).objects().size(), 2);
        // By the server's clock, which is this machine's here.
        QCOMPARE(where(u"age>=0s age<99w"_s).objects().size(), all.size());
        QVERIFY(where(u"server:nosuch or instance:nosuch or age>99w"_s).output.isEmpty());
        QCOMPARE(where(u"server:\"%1\" instance:-"_s.arg(address(1))).objects().size(), all.size());
        const QString sender = all.first().value("sender"_L1).toString();
        const auto same = count([&](const QJsonObject &m) {
            return m.value("sender"_L1).toString().compare(sender, Qt::CaseInsensitive) == 0;
        });
        QCOMPARE(
            where(u"sender:\"<"_s
                + QString(sender).replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u">\""_s)
                .objects()
                .size(),
            same);
        const Outcome csv
            = call({u"queue"_s, url(1), u"--csv"_s, u"--where"_s, u"server:nosuch"_s});
        QCOMPARE(csv.output.count('\n'), 1); // the header
    }

    void groupsWhatMatches()
    {
        qint64 bytes = 0;
        QMap<QString, qint64> counts;
        for (int host = 0; host < 2; ++host) {
            for (const QJsonObject &message : queue(host)) {
                ++counts[message.value("queue_name"_L1).toString()];
                bytes += message.value("message_size"_L1).toInteger();
            }
        }
        const QStringList words{u"queue"_s, url(0), url(1), u"--instance"_s, u"-"_s};
        const auto groups
            = call(words + QStringList{u"--group-by"_s, u"queue"_s, u"--json"_s}).objects();
        QCOMPARE(groups.size(), counts.size());
        for (const QJsonObject &group : groups) {
            QCOMPARE(group.value("group_by"_L1), "queue"_L1);
            QCOMPARE(group.value("count"_L1).toInteger(),
                counts.value(group.value("value"_L1).toString()));
            QVERIFY(group.value("oldest_arrival_time"_L1).toInteger() > 0);
            bytes -= group.value("bytes"_L1).toInteger();
        }
        QCOMPARE(bytes, 0);
        const Outcome one = call(words
            + QStringList{u"--group-by"_s, u"sender"_s, u"--csv"_s, u"--limit"_s, u"1"_s,
                u"--where"_s, u"queue:hold"_s});
        QCOMPARE(one.exitCode, 0);
        QVERIFY(one.output.startsWith("sender,count,bytes,oldest_arrival_time\r\n"));
        QCOMPARE(one.output.count('\n'), 2);
        const Outcome text = call(words + QStringList{u"--group-by"_s, u"domain"_s});
        QVERIFY(text.output.startsWith("    count "));
        QVERIFY(text.output.count('\n') > 2);
    }

    void causesAndClustersOfARealQueue()
    {
        const QStringList words{u"queue"_s, url(1), u"--json"_s};
        const auto causes = call(words + QStringList{u"--group-by"_s, u"cause"_s}).objects();
        const auto clusters = call(words + QStringList{u"--group-by"_s, u"cluster"_s}).objects();
        const auto reasons = call(words + QStringList{u"--group-by"_s, u"reason"_s}).objects();
        QVERIFY(causes.size() > 5);
        QVERIFY(clusters.size() > causes.size());
        QVERIFY(reasons.size() > 3 * clusters.size());
        for (const auto &groups : {causes, clusters.first(20)}) {
            for (const QJsonObject &group : groups) {
                QString value = group.value("value"_L1).toString();
                value.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s);
                const QString where
                    = group.value("group_by"_L1).toString() + u":\""_s + value + u'"';
                const auto found = call(words + QStringList{u"--where"_s, where});
                QVERIFY2(found.exitCode == 0, found.errors.constData());
                QCOMPARE(found.objects().size(), group.value("count"_L1).toInteger());
            }
        }
        // Only hostile messages have reasons that nothing is known of.
        const auto unknown = call(
            words + QStringList{u"--where"_s, u"cause:other"_s, u"--group-by"_s, u"reason"_s})
                                 .objects();
        QVERIFY(unknown.size() * 50 < reasons.size());
        const Outcome text = call({u"queue"_s, url(1), u"--group-by"_s, u"cause"_s});
        QVERIFY(text.output.contains("rate-limit: The receiving provider"));
    }

    /// By the settings of the hosts, which look at the deferred queue every ten days only.
    void estimatesTheNextTry()
    {
        const auto before = QDateTime::currentSecsSinceEpoch();
        int deferred = 0, held = 0;
        bool isLater = false;
        for (const QJsonObject &message : call({u"queue"_s, url(0), u"--json"_s}).objects()) {
            const QString queue = message.value("queue_name"_L1).toString();
            const QJsonValue next = message.value("next_try_estimate"_L1);
            const QJsonValue expires = message.value("expires_estimate"_L1);
            QCOMPARE(next.isDouble(), queue == "deferred"_L1);
            QCOMPARE(expires.isDouble(), queue != "hold"_L1);
            if (queue == "deferred"_L1)
                QVERIFY(next.toInteger() > before && next.toInteger() <= before + 440'000);
            isLater |= next.toInteger() > before + 5000;
            if (expires.isDouble()) // five days is the default of both lifetimes
                QCOMPARE(
                    expires.toInteger(), message.value("arrival_time"_L1).toInteger() + 5 * 86'400);
            deferred += queue == "deferred"_L1;
            held += queue == "hold"_L1;
        }
        QVERIFY(deferred > 0 && held > 0 && isLater);
    }

    void csvHoldsNoFormula()
    {
        const Outcome csv = call({u"queue"_s, url(0), u"--csv"_s});
        QCOMPARE(csv.exitCode, 0);
        const QByteArrayList lines = csv.output.split('\n');
        QVERIFY(lines.first().startsWith("server,instance,queue_name,queue_id"));
        for (const QByteArray &field : csvFields(csv.output)) {
            // What a spreadsheet sees once it has taken the quotes off (CWE-1236).
            QVERIFY2(field.isEmpty() || !QByteArrayView("=+-@\t\r").contains(field.front()),
                field.constData());
        }
    }

    void terminalGetsNoControls()
    {
        for (const QStringList &words : {QStringList{u"queue"_s, url(0)}, {u"queue"_s, url(1)}}) {
            const Outcome outcome = call(words);
            QCOMPARE(outcome.exitCode, 0);
            for (const char byte : outcome.output)
                QVERIFY(byte == '\n' || quint8(byte) >= 0x20);
            QVERIFY(!outcome.output.contains("\u202e"));
        }
    }

    void showsAMessage()
    {
        const QString id = queue(1).first().value("queue_id"_L1).toString();
        const Outcome json = call({u"show"_s, url(1), id, u"--json"_s});
        QCOMPARE(json.exitCode, 0);
        QVERIFY(json.objects().first().value("headers"_L1).toString().contains(u"Subject:"_s));
        const Outcome raw = call({u"show"_s, url(1), id, u"--raw"_s});
        QVERIFY(raw.output.contains("*** MESSAGE CONTENTS"));
        QVERIFY(call({u"show"_s, url(1), id, u"--eml"_s}).output.contains("\nSubject:"));
        QVERIFY(call({u"show"_s, url(1), id}).output.contains("Subject:"));
    }

    void actNeedsConsent()
    {
        const auto before = m_lab->queueFiles(1);
        const QByteArray ids = queue(1).first().value("queue_id"_L1).toString().toUtf8();
        const Outcome asked = call({u"act"_s, u"delete"_s, url(1), u"--ids"_s, u"-"_s}, {}, ids);
        QCOMPARE(asked.exitCode, 2);
        QVERIFY(asked.errors.contains("--yes"));
        const Outcome dry
            = call({u"act"_s, u"delete"_s, url(1), u"--ids"_s, u"-"_s, u"--dry-run"_s}, {}, ids);
        QCOMPARE(dry.exitCode, 0);
        QVERIFY(dry.errors.contains("-d - hold"));
        const Outcome garbage = call(
            {u"act"_s, u"delete"_s, url(1), u"--ids"_s, u"-"_s, u"--yes"_s}, {}, ids + "\nALL\n");
        QCOMPARE(garbage.exitCode, 2);
        const Outcome empty
            = call({u"act"_s, u"delete"_s, url(1), u"--ids"_s, u"-"_s, u"--yes"_s}, {}, "\n");
        QCOMPARE(empty.exitCode, 2);
        QCOMPARE(m_lab->queueFiles(1), before);
    }

    void actDeletesWhatItWasGiven()
    {
        QByteArray lines;
        QByteArrayList ids;
        for (const QJsonObject &message : queue(1)) {
            if (message.value("queue_name"_L1) == "deferred"_L1 && ids.size() < 10) {
                ids.append(message.value("queue_id"_L1).toString().toUtf8());
                lines += QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n';
            }
        }
        const auto before = m_lab->queueFiles(1).size();
        const Outcome outcome = call({u"act"_s, u"delete"_s, url(0), url(1, u"operator"_s),
                                         u"--ids"_s, u"-"_s, u"--yes"_s, u"--json"_s},
            {}, lines);
        QVERIFY2(outcome.exitCode == 0, outcome.errors.constData());
        QCOMPARE(outcome.objects().size(), 10);
        for (const QJsonObject &object : outcome.objects()) {
            QCOMPARE(object.value("verdict"_L1).toString(), u"done"_s);
            QVERIFY(ids.contains(object.value("queue_id"_L1).toString().toUtf8()));
        }
        QCOMPARE(m_lab->queueFiles(1).size(), before - 10);
        // Again: all are gone, which is what was wanted.
        const Outcome again
            = call({u"act"_s, u"delete"_s, url(1), u"--ids"_s, u"-"_s, u"--yes"_s, u"--json"_s}, {},
                ids.join('\n'));
        QCOMPARE(again.exitCode, 0);
        QCOMPARE(again.objects().first().value("verdict"_L1).toString(), u"gone"_s);
    }

    void actIsRefusedWithoutRights()
    {
        const auto before = m_lab->queueFiles(0);
        const QByteArray ids = queue(0).first().value("queue_id"_L1).toString().toUtf8();
        const Outcome outcome = call(
            {u"act"_s, u"hold"_s, url(0, u"viewer"_s), u"--ids"_s, u"-"_s, u"--yes"_s, u"--json"_s},
            {}, ids);
        QCOMPARE(outcome.exitCode, 5);
        QCOMPARE(outcome.objects().first().value("verdict"_L1).toString(), u"untouched"_s);
        QCOMPARE(m_lab->queueFiles(0), before);
    }

private:
    /// The fields of RFC 4180 text, unquoted.
    static QByteArrayList csvFields(const QByteArray &text)
    {
        QByteArrayList fields(1);
        bool quoted = false;
        for (qsizetype i = 0; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"')
                fields.last() += text[i++];
            else if (c == '"')
                quoted = !quoted;
            else if (!quoted && (c == ',' || c == '\n'))
                fields.append(QByteArray());
            else if (quoted || c != '\r')
                fields.last() += c;
        }
        return fields;
    }

    QString address(int host) const { return m_lab->server(host).endpoint.host; }
    QString url(int host, const QString &user = u"root"_s) const
    {
        return u"ssh://"_s + user + u'@' + address(host);
    }

    QList<QJsonObject> queue(int host) const
    {
        return call({u"queue"_s, url(host), u"--json"_s, u"--instance"_s, u"-"_s}).objects();
    }

    Outcome call(const QStringList &words, const QString &knownHosts = {},
        const QByteArray &input = {}) const
    {
        CtlCaller ctl(*m_lab);
        if (!knownHosts.isEmpty())
            ctl.useKnownHosts(knownHosts);
        return ctl.call(words, input);
    }

    std::unique_ptr<LabFixture> m_lab;
};

QTEST_GUILESS_MAIN(TestSpoolscopectl)
#include "tst_spoolscopectl.moc"
