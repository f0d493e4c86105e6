// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/mailexport.h"
#include "core/actions/messagereader.h"
#include "core/actions/vault.h"
#include "tests/core/captured.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const VaultOrigin origin{
    u"mx1/root"_s, u"mx1 ü"_s, {"postfix-out"_ba, "/etc/postfix-out"_ba}, u"20261122-1"_s};

MessageContent message(const QByteArray &name)
{
    return parseMessage(captured("3.10/postcat-" + name + ".txt"), {}, 0).value();
}

MessageIdentity identity(const QByteArray &id = "4F2A81C09D")
{
    return {*QueueId::parse(id), 1'800'000'000, 1234, "a@example.com"};
}

int modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? int(status.st_mode & 07777)
                                                                     : -1;
}

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write");
}

}

class TestVault : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void keepsMessages_data()
    {
        QTest::addColumn<QByteArray>("name");
        for (const char *name : {"plain", "hostile", "latin1", "quoted", "noeol", "long", "empty",
                 "nullsender", "nohead"})
            QTest::addRow("%s", name) << QByteArray(name);
    }
    void keepsMessages()
    {
        QFETCH(QByteArray, name);
        auto vault = open();
        const MessageContent content = message(name);
        const auto stored = vault.store(origin, identity(), content);
        QVERIFY(stored);
        QVERIFY(vault.sync());
        QCOMPARE(modeOf(path()), 0700);
        QCOMPARE(modeOf(stored->file), 0600);

        const auto contents = vault.contents();
        QVERIFY(contents);
        QCOMPARE(contents->entries.size(), 1);
        const VaultEntry &entry = contents->entries.first();
        QCOMPARE(entry.id, stored->id);
        QCOMPARE(entry.origin.serverName, origin.serverName);
        QCOMPARE(entry.origin.serverId, origin.serverId);
        QCOMPARE(entry.origin.instance, origin.instance);
        QCOMPARE(entry.origin.operation, origin.operation);
        QCOMPARE(entry.identity, identity());
        QCOMPARE(entry.recipients, content.envelopeValues("recipient"));
        QCOMPARE(entry.sha256.size(), 64);
        const auto back = vault.read(entry);
        QVERIFY(back);
        QCOMPARE(back->raw, content.raw);
        QCOMPARE(back->content, content.content);

        QProcess zcat; // an administrator without this program
        zcat.start(u"zcat"_s, {entry.file});
        QVERIFY(zcat.waitForFinished());
        QCOMPARE(zcat.readAllStandardOutput(), content.raw);
    }

    void findsMessages()
    {
        auto vault = open();
        const auto one = vault.store(origin, identity("4F2A81C09D"), message("plain"));
        const auto two = vault.store(origin, identity("4F2A81C09E"), message("plain"));
        vault.store(origin, identity("4F2A81C09E"), message("plain")).value();
        QCOMPARE(vault.find(one->id)->identity.id, identity().id);
        QCOMPARE(vault.find(u"4F2A81C09D"_s)->id, one->id);
        QCOMPARE(vault.find(two->id)->id, two->id);
        QCOMPARE(vault.find(u"4F2A81C09E"_s).error().kind, ErrorKind::InvalidInput);
        QCOMPARE(vault.find(u"4F2A81C09F"_s).error().kind, ErrorKind::NotFound);
        QCOMPARE(vault.contents()->info.messages, 3);
    }

    void removesOnlyItsOwn()
    {
        auto vault = open();
        const auto entry = vault.store(origin, identity(), message("plain"));
        const QString disguised
            = path() + u"/20200101T000000Z-0123456789abcdef_4F2A81C09D"_s + u".postcat.gz"_s;
        write(disguised, "not ours at all");
        const QString copied
            = path() + u"/20200101T000000Z-0123456789abcdee_4F2A81C09D.postcat.gz"_s;
        QVERIFY(QFile::copy(entry->file, copied)); // its header names another file
        write(path() + u"/notes.txt"_s, "mine");
        QVERIFY(QFile::link(u"/etc/passwd"_s,
            path() + u"/20200101T000000Z-0123456789abcded_4F2A81C09D.postcat.gz"_s));
        QVERIFY(QDir(path()).mkdir(u"20200101T000000Z-0123456789abcdec_4F2A81C09D.postcat.gz"_s));

        QCOMPARE(vault.contents()->info.messages, 1);
        QCOMPARE(vault.contents()->info.unreadable, 2);
        QVERIFY(vault.contents()->info.oldest);
        QCOMPARE(*vault.purgeOlderThan(entry->savedAt.addSecs(-1)), 0);
        QVERIFY(QFile::exists(entry->file));
        QCOMPARE(*vault.purgeOlderThan(entry->savedAt.addSecs(10)), 1);
        QVERIFY(!QFile::exists(entry->file));
        QCOMPARE(QDir(path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 5);
        QVERIFY(QFile::exists(disguised) && QFile::exists(copied));
    }

    void limitsItsSize()
    {
        auto vault = open();
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids.append(vault.store(origin, identity(), message("plain"))->id);
        std::ranges::sort(ids);
        const qint64 each = vault.contents()->info.bytes / 5;
        QCOMPARE(*vault.limitBytes(each * 5 + 100), 0);
        QCOMPARE(*vault.limitBytes(each * 2 + each / 2), 3);
        QStringList left;
        const QList<VaultEntry> list = vault.contents()->entries;
        for (const VaultEntry &entry : list)
            left.prepend(entry.id);
        QCOMPARE(left, ids.sliced(3));
        QCOMPARE(*vault.limitBytes(0), 2);
        QCOMPARE(vault.contents()->info.messages, 0);
        QVERIFY(!vault.contents()->info.oldest);
    }

    void noticesDamage()
    {
        auto vault = open();
        const auto entry = vault.store(origin, identity(), message("long"));
        QFile file(entry->file);
        QVERIFY(file.open(QFile::ReadWrite));
        const QByteArray good = file.readAll();
        for (qsizetype size : {qsizetype(0), qsizetype(20), good.size() / 2, good.size() - 1}) {
            QVERIFY(file.resize(0) && file.seek(0));
            file.write(good.first(size));
            QVERIFY(file.flush());
            QVERIFY(!vault.read(*entry));
        }
        QByteArray flipped = good;
        flipped[good.size() - 20] = char(~flipped[good.size() - 20]);
        QVERIFY(file.resize(0) && file.seek(0));
        file.write(flipped);
        QVERIFY(file.flush());
        QVERIFY(!vault.read(*entry));
        // Another whole message in its place.
        const auto other = vault.store(origin, identity(), message("plain"));
        QVERIFY(QFile::remove(entry->file) && QFile::copy(other->file, entry->file));
        QCOMPARE(vault.read(*entry).error().kind, ErrorKind::Parse);
    }

    void isPrivate()
    {
        QVERIFY(QDir().mkpath(path()));
        QVERIFY(::chmod(QFile::encodeName(path()).constData(), 0750) == 0);
        QCOMPARE(Vault::open(path()).error().kind, ErrorKind::Permission);
        QVERIFY(::chmod(QFile::encodeName(path()).constData(), 0700) == 0);
        QVERIFY(Vault::open(path()));
        write(m_directory->filePath(u"file"_s), "x");
        QCOMPARE(Vault::open(m_directory->filePath(u"file"_s)).error().kind, ErrorKind::Io);
        QCOMPARE(Vault::open(m_directory->filePath(u"file/below"_s)).error().kind, ErrorKind::Io);
    }

    void readsArrivalTimes()
    {
        QCOMPARE(arrivalTime(message("plain")),
            QDateTime::fromString(u"2026-11-21T22:14:07Z"_s, Qt::ISODate).toSecsSinceEpoch());
        MessageContent content;
        QCOMPARE(arrivalTime(content), -1);
        content.envelope.emplaceBack("message_arrival_time", "Sun Nov  1 02:04:07 2026");
        QCOMPARE(arrivalTime(content),
            QDateTime::fromString(u"2026-11-01T02:04:07Z"_s, Qt::ISODate).toSecsSinceEpoch());
    }

    void knowsAnotherMessage()
    {
        const MessageContent content = message("quoted");
        MessageIdentity same = identity();
        same.arrival = arrivalTime(content);
        same.sender = "q\"b\\c@example.com";
        QVERIFY(checkIdentity(content, same));
        same.sender = "\"q\\\"b\\\\c\"@example.com"; // as a listing quotes it
        QVERIFY(checkIdentity(content, same));
        MessageIdentity later = same;
        ++later.arrival;
        QVERIFY(!checkIdentity(content, later));
        MessageIdentity other = same;
        other.sender = "x@example.com";
        QVERIFY(!checkIdentity(content, other));
        other.sender.clear();
        QVERIFY(!checkIdentity(content, other));
        MessageIdentity null = identity();
        null.arrival = arrivalTime(message("nullsender"));
        null.sender.clear();
        QVERIFY(checkIdentity(message("nullsender"), null));
    }

    void namesExportedFiles_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QByteArray>("instance");
        QTest::addColumn<QString>("name");
        QTest::newRow("primary") << u"mx1"_s << "-"_ba << u"mx1_4F2A81C09D.eml"_s;
        QTest::newRow("named") << u"mx1.example.com"_s << "postfix-out"_ba
                               << u"mx1.example.com_postfix-out_4F2A81C09D.eml"_s;
        QTest::newRow("path") << u"../../etc/x"_s << "../a"_ba << u"etcx_a_4F2A81C09D.eml"_s;
        QTest::newRow("option") << u"-rf *"_s << ""_ba << u"rf_4F2A81C09D.eml"_s;
        QTest::newRow("nothing left") << u"日本"_s << "-"_ba << u"4F2A81C09D.eml"_s;
    }
    void namesExportedFiles()
    {
        QFETCH(QString, server);
        QFETCH(QByteArray, instance);
        QTEST(exportFileName(server, {instance, "/etc/postfix"}, identity().id), "name");
    }

    void neverOverwrites()
    {
        const QString file = m_directory->filePath(u"a.eml"_s);
        QVERIFY(writeNewFile(file, "one"));
        QCOMPARE(modeOf(file), 0600);
        QVERIFY(!writeNewFile(file, "two"));
        QFile written(file);
        QVERIFY(written.open(QFile::ReadOnly));
        QCOMPARE(written.readAll(), "one"_ba);
        QVERIFY(!writeNewFile(u"/dev/full/x"_s, "two"));
    }

    void writesMbox()
    {
        MessageContent content;
        content.envelope.emplaceBack("sender", "a b@example.com");
        content.content = "Subject: x\n\nFrom here\n>From there\nfrom\nlast";
        QCOMPARE(toMbox(content, 1'800'000'000),
            "From a-b@example.com Fri Jan 15 08:00:00 2027\n"
            "X-Envelope-From: <a b@example.com>\nSubject: x\n\n>From here\n>>From there\nfrom\n"
            "last\n\n"_ba);
    }

private:
    QString path() const { return m_directory->filePath(u"vault"_s); }
    Vault open() const
    {
        auto vault = Vault::open(path());
        if (!vault)
            qFatal() << vault.error().message;
        return *vault;
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_GUILESS_MAIN(TestVault)
#include "tst_vault.moc"
