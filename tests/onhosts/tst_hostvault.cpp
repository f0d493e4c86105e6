// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostsession.h"

#include "core/actions/mailexport.h"
#include "core/actions/vaultbackup.h"
#include "core/actions/vaultrestore.h"
#include "core/base/nonce.h"
#include "core/postfix/resubmit.h"

#include <QDir>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// Copies of messages of real Postfix: saved, exported and submitted again.
class TestHostVault : public QObject, HostSession
{
    Q_OBJECT

private slots:
    void initTestCase() { startLab(1, 150); }

    void init() { connectAs(0, u"root"_s); }

    void backsUpAndRestores_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("instance");
        QTest::newRow("root") << u"root"_s << 0;
        QTest::newRow("operator by sudo") << u"operator"_s << 0;
        QTest::newRow("operator, second instance") << u"operator"_s << 1;
    }
    void backsUpAndRestores()
    {
        QFETCH(QString, user);
        QFETCH(int, instance);
        connectAs(0, user, instance);
        Vault vault = newVault();
        const auto messages = pick(8, QueueName::Deferred);
        const auto ids = idsOf(messages);
        QCOMPARE(postsuper(QueueCommand::Hold, ids).done.size(), 8);
        qint64 progress = 0;
        const VaultReport report = saveToVault(*m_link.transport, *rights().readMessage, origin(),
            messages, vault, {}, [&](qint64 done) { progress = done; }, {.batchSize = 3});
        QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
        QCOMPARE(report.saved, 8);
        QCOMPARE(progress, 8);
        QCOMPARE(vault.contents()->info.messages, 8);
        QCOMPARE(postsuper(QueueCommand::DeleteHeld, ids).done.size(), 8);

        for (size_t i = 0; i < messages.size(); ++i) {
            const auto entry = vault.find(report.outcomes[i].vaultId);
            QVERIFY(entry);
            QCOMPARE(entry->identity.id, ids[i]);
            const auto content = vault.read(*entry);
            QVERIFY(content);
            const auto restored = restoreMessage(
                *m_link.transport, this->instance(), rights().readMessage, *content, {});
            if (content->envelopeValues("recipient").first().startsWith('-')) { // would bounce
                QCOMPARE(restored.error().kind, ErrorKind::InvalidInput);
                continue;
            }
            QVERIFY2(restored, restored ? "" : restored.error().detail.constData());
            QVERIFY2(restored->newId, content->raw.left(3000).constData());
            const auto again = read(*restored->newId);
            QVERIFY(again);
            QCOMPARE(again->envelopeValues("sender"), content->envelopeValues("sender"));
            QCOMPARE(again->envelopeValues("recipient"), content->envelopeValues("recipient"));
            QVERIFY(again->content.endsWith(content->content));
        }
    }

    /// Mail as no mailing program makes it, through a message of its own each.
    void restoresOddMessages_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("sender");
        QTest::newRow("8-bit") << "Subject: \xe9\n\n\xff\xfe\xe9 \xc3\xa9\n"_ba << "a@b.example"_ba;
        QTest::newRow("markers of postcat")
            << "Subject: x\n\n*** MESSAGE CONTENTS hold/4F2A81C09D ***\n"
               "*** HEADER EXTRACTED hold/4F2A81C09D ***\nrecipient: evil@example.org\n"
               "*** MESSAGE FILE END hold/4F2A81C09D ***\nSPOOLSCOPE-x STATUS 0\n"_ba
            << "a@b.example"_ba;
        QTest::newRow("dots and froms") << "Subject: x\n\n.\n..\nFrom x\n>From y\n.\n"_ba
                                        << "a@b.example"_ba;
        QTest::newRow("null sender") << "Subject: x\n\nx\n"_ba << ""_ba;
        QTest::newRow("odd sender") << "Subject: x\n\nx\n"_ba << "\"q\\\"b c\"@b.example"_ba;
        QTest::newRow("zero byte") << QByteArray("Subject: x\n\na\0b\n", 16) << "a@b.example"_ba;
        QTest::newRow("long line") << "Subject: x\n\n" + QByteArray(70'000, 'x') + '\n'
                                   << "a@b.example"_ba;
        QTest::newRow("no blank line") << "Subject: x\n"_ba << "a@b.example"_ba;
    }
    void restoresOddMessages()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, sender);
        const PlannedMessage message = inject(content, sender);
        Vault vault = newVault();
        const auto report = saveToVault(
            *m_link.transport, Privilege::Direct, origin(), std::span(&message, 1), vault, {});
        QVERIFY2(report.saved == 1, qPrintable(report.outcomes[0].error.value_or(Error{}).message));
        const auto stored = vault.read(vault.contents()->entries.first());
        QVERIFY(stored);
        QVERIFY(stored->content.contains(content.sliced(content.indexOf('\n'))));
        QCOMPARE(postsuper(QueueCommand::Hold, {{message.identity.id}}).done.size(), 1);
        QCOMPARE(postsuper(QueueCommand::DeleteHeld, {{message.identity.id}}).done.size(), 1);
        const auto restored
            = restoreMessage(*m_link.transport, instance(), Privilege::Direct, *stored, {});
        QVERIFY2(restored, restored ? "" : restored.error().detail.constData());
        QVERIFY(restored->newId);
        const auto again = read(*restored->newId);
        QVERIFY(again);
        QCOMPARE(again->envelopeValues("sender"), stored->envelopeValues("sender"));
        QVERIFY(again->content.endsWith(stored->content));
        QCOMPARE(postsuper(QueueCommand::Hold, {{*restored->newId}}).done.size(), 1);
        QCOMPARE(postsuper(QueueCommand::DeleteHeld, {{*restored->newId}}).done.size(), 1);
    }

    void hugeMessage()
    {
        QVERIFY(m_lab->exec(0, {u"postconf"_s, u"-e"_s, u"message_size_limit=40000000"_s}));
        QVERIFY(m_lab->exec(0, {u"postfix"_s, u"reload"_s}));
        const QByteArray line = QByteArray(76, 'M') + '\n';
        const PlannedMessage message
            = inject("Subject: huge\n\n" + line.repeated(20'000'000 / 77), "huge@b.example");
        Vault vault = newVault();
        const auto refused = saveToVault(*m_link.transport, Privilege::Direct, origin(),
            std::span(&message, 1), vault, {}, {}, {.messageLimit = 10 << 20});
        QCOMPARE(refused.saved, 0);
        QCOMPARE(refused.outcomes[0].error->kind, ErrorKind::OutputTooLarge);
        QVERIFY(!refused.error);
        const auto report = saveToVault(
            *m_link.transport, Privilege::Direct, origin(), std::span(&message, 1), vault, {});
        QCOMPARE(report.saved, 1);
        QCOMPARE(postsuper(QueueCommand::Hold, {{message.identity.id}}).done.size(), 1);
        QCOMPARE(postsuper(QueueCommand::DeleteHeld, {{message.identity.id}}).done.size(), 1);
        const auto stored = vault.read(vault.contents()->entries.first());
        QVERIFY(stored);
        const auto restored
            = restoreMessage(*m_link.transport, instance(), Privilege::Direct, *stored, {});
        QVERIFY2(restored, restored ? "" : restored.error().detail.constData());
        QVERIFY(restored->newId);
        QVERIFY(read(*restored->newId)->content.endsWith(stored->content));
        // The tests that come have no room for it.
        QCOMPARE(postsuper(QueueCommand::Hold, {{*restored->newId}}).done.size(), 1);
        QCOMPARE(postsuper(QueueCommand::DeleteHeld, {{*restored->newId}}).done.size(), 1);
    }

    void aVanishedMessageIsNotSaved()
    {
        const auto messages = pick(3, QueueName::Deferred);
        const std::vector<QueueId> gone{messages[1].identity.id};
        QCOMPARE(postsuper(QueueCommand::Hold, gone).done.size(), 1);
        QCOMPARE(postsuper(QueueCommand::DeleteHeld, gone).done.size(), 1);
        auto wanted = messages;
        wanted[2].identity.arrival -= 1; // another message, as far as anybody knows
        Vault vault = newVault();
        const auto report
            = saveToVault(*m_link.transport, Privilege::Direct, origin(), wanted, vault, {});
        QVERIFY(!report.error);
        QCOMPARE(report.saved, 1);
        QVERIFY(report.outcomes[0].saved);
        QVERIFY(!report.outcomes[1].saved);
        QCOMPARE(report.outcomes[1].error->kind, ErrorKind::NotFound);
        QVERIFY(!report.outcomes[2].saved);
        QCOMPARE(report.outcomes[2].error->kind, ErrorKind::InvalidInput);
        QCOMPARE(vault.contents()->info.messages, 1);
    }

    void anUnreadableMessageIsNotSaved()
    {
        connectAs(0, u"viewer"_s);
        const auto messages = pick(2, QueueName::Deferred);
        Vault vault = newVault();
        const auto report
            = saveToVault(*m_link.transport, Privilege::Direct, origin(), messages, vault, {});
        QCOMPARE(report.saved, 0);
        QCOMPARE(report.outcomes[0].error->kind, ErrorKind::Permission);
        const auto bySudo
            = saveToVault(*m_link.transport, Privilege::Sudo, origin(), messages, vault, {});
        QCOMPARE(bySudo.saved, 0);
        QCOMPARE(bySudo.outcomes[1].error->kind, ErrorKind::Permission);
        QCOMPARE(vault.contents()->info.messages, 0);
    }

    /// The vault's own disk: a tmpfs of 64 kB.
    void aFullDiskSavesNothingMore()
    {
        const QString mount = m_files.filePath(u"small"_s);
        QVERIFY(QDir().mkpath(mount));
        QCOMPARE(QProcess::execute(u"mount"_s,
                     {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=64k,mode=700"_s, u"tmpfs"_s, mount}),
            0);
        {
            auto vault = Vault::open(mount);
            QVERIFY(vault);
            const auto messages = pick(60, QueueName::Deferred);
            const auto report
                = saveToVault(*m_link.transport, Privilege::Direct, origin(), messages, *vault, {});
            QVERIFY(report.error);
            QCOMPARE(report.error->kind, ErrorKind::Io);
            QVERIFY(report.saved > 0 && report.saved < 60);
            QCOMPARE(vault->contents()->info.messages, report.saved);
            QCOMPARE(vault->contents()->info.unreadable, 0);
            for (const VaultReport::Outcome &outcome : report.outcomes) {
                QCOMPARE(outcome.error.has_value(), !outcome.saved);
                if (outcome.saved)
                    QVERIFY(vault->read(*vault->find(outcome.vaultId)));
            }
        }
        QCOMPARE(QProcess::execute(u"umount"_s, {mount}), 0);
    }

    void aStopEndsABackup()
    {
        Vault vault = newVault();
        std::stop_source stop;
        const auto messages = pick(30, QueueName::Deferred);
        const auto report = saveToVault(*m_link.transport, Privilege::Direct, origin(), messages,
            vault, stop.get_token(),
            [&](qint64 done) {
                if (done == 5)
                    stop.request_stop();
            },
            {.batchSize = 5});
        QCOMPARE(report.error->kind, ErrorKind::Cancelled);
        QVERIFY(report.saved >= 5 && report.saved < 30);
        QCOMPARE(vault.contents()->info.messages, report.saved);
    }

    void aLostLinkEndsABackupOrLeavesARestoreUnknown()
    {
        Vault vault = newVault();
        const auto messages = pick(30, QueueName::Deferred);
        const auto report
            = saveToVault(*m_link.transport, Privilege::Direct, origin(), messages, vault, {},
                [&](qint64 done) {
                    if (done == 5)
                        m_lab->killConnections(0);
                },
                {.batchSize = 5});
        QVERIFY(report.error);
        QVERIFY(report.saved >= 5 && report.saved < 30);
        QCOMPARE(vault.contents()->info.messages, report.saved);

        connectAs(0, u"root"_s);
        QVERIFY(m_lab->exec(0,
            {u"sh"_s, u"-c"_s,
                u"cp /usr/sbin/sendmail /root/real && printf '#!/bin/sh\\nsleep 3\\n"
                u"exec /root/real \"$@\"\\n' >/root/slow && chmod 755 /root/slow && "
                u"mount --bind /root/slow /usr/sbin/sendmail"_s}));
        // Messages that earlier tests left there may be of those that are never given to sendmail.
        const auto entries = vault.contents()->entries;
        const auto usable = std::ranges::find_if(entries, [&](const auto &entry) {
            const auto content = vault.read(entry);
            return content && resubmissionOf(*content);
        });
        QVERIFY(usable != entries.end());
        const auto stored = vault.read(*usable);
        std::jthread cut([&] {
            QThread::sleep(std::chrono::seconds(1));
            m_lab->killConnections(0);
        });
        const auto restored
            = restoreMessage(*m_link.transport, instance(), Privilege::Direct, *stored, {});
        cut.join();
        QVERIFY(m_lab->exec(0, {u"umount"_s, u"-l"_s, u"/usr/sbin/sendmail"_s}));
        QVERIFY(!restored);
        QCOMPARE(restored.error().kind, ErrorKind::OutcomeUnknown);
    }

    void exportsWithoutOverwriting()
    {
        const QString directory = m_files.filePath(u"export"_s);
        QVERIFY(QDir().mkpath(directory));
        const auto messages = pick(4, QueueName::Deferred);
        const auto report = exportMessages(*m_link.transport, m_lab->name(0), instance(),
            Privilege::Direct, messages, directory, {});
        QCOMPARE(report.written, 4);
        for (size_t i = 0; i < messages.size(); ++i) {
            QFile file(report.outcomes[i].file);
            QVERIFY(file.open(QFile::ReadOnly));
            QCOMPARE(file.readAll(), read(messages[i].identity.id)->toEml());
        }
        const auto again = exportMessages(*m_link.transport, m_lab->name(0), instance(),
            Privilege::Direct, messages, directory, {});
        QCOMPARE(again.written, 0);
        QCOMPARE(again.outcomes[0].error->kind, ErrorKind::Io);
        QCOMPARE(QDir(directory).entryList(QDir::Files).size(), 4);
    }

private:
    VaultOrigin origin() const
    {
        return {u"id"_s, m_lab->name(m_host), instance(), u"operation"_s};
    }

    Result<MessageContent> read(const QueueId &id)
    {
        const auto answer = carryOut(readMessageCommand(instance(), *rights().readMessage, id));
        return parseMessage(answer.output, answer.errors, answer.exitCode);
    }
    /// Submits `content` on the host as local mail, and waits until it is deferred.
    PlannedMessage inject(const QByteArray &content, const QByteArray &sender)
    {
        const QByteArray recipient = "inject" + makeNonce() + "@nowhere.example";
        const auto answer = carryOut(CommandLine{
            .arguments = {"sendmail", "-G", "-i", "-f", sender, recipient}, .input = content});
        if (answer.exitCode != 0)
            qFatal() << answer.errors;
        for (int i = 0; i < 150; ++i) {
            for (const PlannedMessage &message : listed()) {
                if (message.queue != QueueName::Deferred)
                    continue;
                if (m_known.contains(message.identity.id))
                    continue;
                const auto text = read(message.identity.id);
                m_known.insert(message.identity.id);
                if (text && text->envelopeValues("recipient").contains(recipient))
                    return message;
            }
            QThread::sleep(std::chrono::milliseconds(200));
        }
        qFatal("the message did not arrive");
    }

    Vault newVault()
    {
        auto vault = Vault::open(m_files.filePath(u"vault%1"_s.arg(++m_vaults)));
        if (!vault)
            qFatal() << vault.error().message;
        return *vault;
    }

    QTemporaryDir m_files;
    QSet<QueueId> m_known;
    int m_vaults = 0;
};

QTEST_GUILESS_MAIN(TestHostVault)
#include "tst_hostvault.moc"
