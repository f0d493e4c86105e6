// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostplan.h"
#include "labfixture.h"

#include "core/postfix/messagecontent.h"
#include "core/postfix/sudoersrules.h"
#include "core/queue/queuelister.h"
#include "core/transport/remotecommand.h"
#include "scratchjournal.h"

#include <QTest>

#include <future>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// What stands between a login and a command: shells, their start-up files, forced commands,
/// locales, MaxSessions, sudo rules; on a real mail host.
class TestHostLogins : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_lab = LabFixture::start(1, 400); }

    void init()
    {
        shell(u"sed -i '/^operator:/s|:[^:]*$|:/bin/bash|' /etc/passwd; "
              "rm -rf /home/operator/.[a-z]*rc /home/operator/.profile /home/operator/.config "
              "/home/operator/.login /home/operator/.zshenv /etc/ssh/sshd_config.d/*; "
              "kill -HUP $(cat /run/sshd.pid)"_s);
        shell(u"sed -i 's/^command=[^ ]* //' /home/operator/.ssh/authorized_keys"_s);
    }

    void worksInEveryShell_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("file"); ///< a start-up file of it
        QTest::addColumn<QString>("noise");
        const QString echo = u"echo NOISE; echo '{\"queue_id\": \"FAKE\"}'; echo oops >&2"_s;
        QTest::newRow("bash") << u"/bin/bash"_s << u".bashrc"_s << echo;
        QTest::newRow("bash, traced") << u"/bin/bash"_s << u".bashrc"_s << u"set -xv"_s;
        QTest::newRow("dash") << u"/usr/bin/dash"_s << QString() << QString();
        QTest::newRow("zsh") << u"/usr/bin/zsh"_s << u".zshenv"_s << echo;
        QTest::newRow("fish") << u"/usr/bin/fish"_s << u".config/fish/config.fish"_s << echo;
        QTest::newRow("tcsh") << u"/usr/bin/tcsh"_s << u".tcshrc"_s
                              << u"echo NOISE; echo FAKE; setenv LANG tr_TR.UTF-8"_s;
        QTest::newRow("rbash") << u"/bin/rbash"_s << u".bashrc"_s << echo;
        QTest::newRow("German") << u"/bin/bash"_s << u".bashrc"_s
                                << u"export LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8"_s;
        QTest::newRow("Japanese") << u"/bin/bash"_s << u".bashrc"_s
                                  << u"export LANG=ja_JP.UTF-8 LC_ALL=ja_JP.EUC-JP"_s;
        QTest::newRow("Turkish") << u"/usr/bin/zsh"_s << u".zshenv"_s
                                 << u"export LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8"_s;
    }

    void worksInEveryShell()
    {
        QFETCH(QString, file);
        QFETCH(QString, noise);
        QFETCH(QString, shell);
        useShell(shell);
        if (!file.isEmpty())
            this->shell(u"f=/home/operator/$1; mkdir -p ${f%/*}; printf '%s\\n' \"$2\" >$f"_s,
                {file, noise});
        this->shell(
            u"printf 'Banner /etc/motd.test\\n' >/etc/ssh/sshd_config.d/b.conf; "
            "printf 'SPOOLSCOPE-BEGIN-0\\n\\033[31mAuthorized use only\\n' >/etc/motd.test; "
            "kill -HUP $(cat /run/sshd.pid)"_s);
        doEverything();
    }

    void saysWhyNot_data()
    {
        QTest::addColumn<QString>("shell");
        QTest::addColumn<QString>("key"); ///< before the key in authorized_keys
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("said"); ///< the message quotes it
        QTest::newRow("nologin") << u"/usr/sbin/nologin"_s << QString() << QString()
                                 << u"This account is currently not available."_s;
        QTest::newRow("false") << u"/bin/false"_s << QString() << QString() << u"said nothing"_s;
        QTest::newRow("ForceCommand echo")
            << u"/bin/bash"_s << QString() << u"ForceCommand echo go away"_s << u"go away"_s;
        QTest::newRow("forced echo")
            << u"/bin/bash"_s << u"command=\"echo\\040go\""_s << QString() << u"forced command"_s;
        QTest::newRow("forced postqueue -j")
            << u"/bin/bash"_s << QString() << u"ForceCommand /usr/sbin/postqueue -j"_s
            << u"queue_name"_s;
        QTest::newRow("sftp only") << u"/bin/bash"_s << QString() << u"ForceCommand internal-sftp"_s
                                   << u"forced command"_s;
    }

    void saysWhyNot()
    {
        QFETCH(QString, shell);
        QFETCH(QString, key);
        QFETCH(QString, config);
        QFETCH(QString, said);
        useShell(shell);
        if (!key.isEmpty())
            this->shell(u"sed -i \"s|^|$1 |\" /home/operator/.ssh/authorized_keys"_s, {key});
        if (!config.isEmpty())
            writeConfig(u"Match User operator\n"_s + config);
        const auto link = connectServer(m_lab->server(0, u"operator"_s), {}, {});
        QVERIFY(!link);
        const Error error = link.error().error;
        QVERIFY2(error.message.contains(said), qPrintable(error.message));
        QVERIFY(error.message.endsWith(u'.'));
        QCOMPARE(error.kind, ErrorKind::Permission); // and so it is not tried again by itself
    }

    void livesWithFewSessions_data()
    {
        QTest::addColumn<int>("sessions");
        QTest::newRow("1") << 1;
        QTest::newRow("2") << 2;
        QTest::newRow("10") << 10;
    }

    /// All at once: several listings, a message, a verified delete in batches.
    void livesWithFewSessions()
    {
        QFETCH(int, sessions);
        writeConfig(u"MaxSessions %1"_s.arg(sessions));
        doEverything();
        std::vector<std::future<Result<void>>> listings;
        for (int i = 0; i < 6; ++i) {
            listings.push_back(std::async(std::launch::async, [this]() -> Result<void> {
                QueueSnapshot snapshot({m_server.id, "/etc/postfix"_ba}, qint64(0));
                return listQueue(
                    *m_link.transport, m_link.facts.instances[0], snapshot, std::stop_token());
            }));
        }
        // Longer than a refusal is waited for (5 s), and than anything of ours may be silent.
        auto slow = std::async(std::launch::async,
            [this] { return run(*m_link.transport, {{"sleep", "8"}}, std::stop_token()); });
        const PartResult result = carryOut(Action::Delete, 30, {.batchSize = 5});
        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 30);
        for (auto &listing : listings) {
            const auto listed = listing.get();
            QVERIFY2(listed, listed ? "" : qPrintable(listed.error().message));
        }
        QVERIFY(slow.get());
    }

    /// Two instances with the same queue IDs: what is done in one is not done in the other.
    void instancesNeverMix()
    {
        // With its time of the next try a copy waits: some bounce as soon as they are tried.
        shell(u"postfix stop 2>/dev/null; a=/var/spool/postfix b=/var/spool/postfix-out; "
              "find $b/deferred $b/hold $b/active -type f -delete; "
              "for f in $(cd $a && find deferred -type f); do "
              "install -pD -o postfix -m 700 $a/$f $b/$f; done; chown -R postfix $b/deferred; "
              "for d in $a $b; do touch $d/quick-start; done; postfix start 2>/dev/null"_s);
        m_server = m_lab->server(0, u"operator"_s);
        connect();
        for (const int instance : {0, 1}) {
            const int other = 1 - instance;
            const auto before = m_lab->queueFiles(0, other);
            const auto result = carryOut(Action::Delete, 20, {}, instance);
            QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
            QCOMPARE(result.counts()[size_t(Verdict::Done)], 20);
            QCOMPARE(m_lab->queueFiles(0, other), before);
            for (const PlannedMessage &message : m_plan->parts()[0].messages) {
                const QByteArray id = message.identity.id.toByteArray();
                QVERIFY(!LabFixture::idsBelow(m_lab->queueFiles(0, instance)).contains(id));
                if (instance == 0) // the same IDs are in the other one
                    QVERIFY(LabFixture::idsBelow(before).contains(id));
            }
        }
    }

    /// The rules that we write, read by the real sudo.
    void generatedRulesGiveExactlyTheRole_data()
    {
        QTest::addColumn<SudoRole>("role");
        QTest::newRow("viewer") << SudoRole::Viewer;
        QTest::newRow("operator") << SudoRole::Operator;
        QTest::newRow("deleter") << SudoRole::Deleter;
    }

    void generatedRulesGiveExactlyTheRole()
    {
        QFETCH(SudoRole, role);
        connectAs(u"viewer"_s);
        const auto rules = sudoersRules("viewer", role, m_link.facts.instances);
        QVERIFY(rules);
        shell(u"printf %s \"$1\" >/etc/sudoers.d/$2; chmod 440 /etc/sudoers.d/$2; visudo -c"_s,
            {QString::fromUtf8(*rules), QString::fromLatin1(sudoersFileName("viewer"))});
        connectAs(u"viewer"_s);
        for (const InstanceRights &rights : m_link.facts.rights) {
            for (const Right right : everyRight) {
                const bool isGiven = rightsOf(role).contains(right);
                if (isBySudo(right))
                    QCOMPARE(rights.of(right).has_value(), isGiven);
            }
        }
        // Neither more arguments, nor another queue, nor a file in place of an ID.
        for (const QString &line :
            {u"postsuper -c /etc/postfix -d ALL"_s, u"postsuper -c /etc/postfix -d -"_s,
                u"postsuper -d - hold"_s, u"postsuper -c /etc/postfix -d - hold deferred"_s,
                u"postcat -c /etc/postfix -q ../../etc/shadow"_s,
                u"postcat -c /etc/postfix -q AB CD"_s, u"postcat -c /etc/postfix /etc/shadow"_s,
                u"postcat -c /etc/evil -q ABCDEF"_s, u"postcat -c /etcxpostfix -q ABCDEF"_s}) {
            const auto refused = run(*m_link.transport,
                {QByteArrayList{"sudo", "-n", "-l"} + ("/usr/sbin/" + line.toUtf8()).split(' ')},
                {});
            QVERIFY(refused);
            QVERIFY2(refused->exitCode != 0, qPrintable(line));
        }
        const auto read = readFirst();
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    }

private:
    QByteArray shell(const QString &script, const QStringList &arguments = {})
    {
        auto answer = m_lab->exec(0, QStringList{u"sh"_s, u"-c"_s, script, u"sh"_s} + arguments);
        if (!answer)
            qFatal() << answer.error().message << answer.error().detail;
        return *answer;
    }

    void useShell(const QString &program)
    {
        shell(u"sed -i \"/^operator:/s|:[^:]*$|:$1|\" /etc/passwd"_s, {program});
    }

    void writeConfig(const QString &text)
    {
        shell(u"printf '%s\\n' \"$1\" >/etc/ssh/sshd_config.d/t.conf; "
              "kill -HUP $(cat /run/sshd.pid)"_s,
            {text});
        // sshd takes a moment to listen again.
        QVERIFY(QTest::qWaitFor(
            [this] { return connectServer(m_lab->server(0), {}, {}).has_value(); }, 20'000));
    }

    void connectAs(const QString &user)
    {
        m_server = m_lab->server(0, user);
        connect();
    }

    void connect()
    {
        std::expected<ServerLink, SshConnectFailure> link;
        const bool isAnswered = QTest::qWaitFor(
            [&] {
                link = connectServer(m_server, {}, {});
                return link || link.error().error.kind != ErrorKind::Network;
            },
            20'000);
        if (!isAnswered || !link)
            qFatal() << link.error().error.message << link.error().error.detail;
        m_link = std::move(*link);
    }

    Result<MessageContent> readFirst()
    {
        look(0);
        const auto &rights = m_link.facts.rights[0];
        const auto answer = run(*m_link.transport,
            readMessageCommand(m_link.facts.instances[0],
                rights.readMessage.value_or(Privilege::Direct), m_snapshot->id(0)),
            {});
        if (!answer)
            return std::unexpected(answer.error());
        return parseMessage(answer->output, answer->errors, answer->exitCode);
    }

    /// Connect, probe, list, show, act; as operator, by sudo.
    void doEverything()
    {
        connectAs(u"operator"_s);
        QCOMPARE(m_link.facts.account, "operator"_ba);
        QCOMPARE(m_link.facts.instances.size(), 2);
        QVERIFY(m_link.facts.rights[0].deleteHeld == Privilege::Sudo);
        const auto message = readFirst();
        QVERIFY2(message, message ? "" : qPrintable(message.error().message));
        const PartResult result = carryOut(Action::Delete, 2);
        QVERIFY2(!result.error, result.error ? qPrintable(result.error->message) : "");
        QCOMPARE(result.counts()[size_t(Verdict::Done)], 2);
        QVERIFY(result.unexpected.isEmpty());
    }

    void look(int instance)
    {
        m_snapshot = snapshotOf(m_server, m_link, instance);
        if (m_snapshot->badLineCount() > 0)
            qFatal() << "noise in the listing";
    }

    PartResult carryOut(
        Action action, size_t count, const ExecutionOptions &options = {}, int instance = 0)
    {
        look(instance);
        m_plan = planOf(action, m_snapshot, rowsIn(*m_snapshot, QueueName::Deferred, count),
            m_server, m_link, instance);
        return perform(*m_plan, reconnectingSource(m_server, m_link.transport), options);
    }

    std::unique_ptr<LabFixture> m_lab;
    ServerDefinition m_server;
    ServerLink m_link;
    std::shared_ptr<QueueSnapshot> m_snapshot;
    std::shared_ptr<const ActionPlan> m_plan;
};

QTEST_GUILESS_MAIN(TestHostLogins)
#include "tst_hostlogins.moc"
