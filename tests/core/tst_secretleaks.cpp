// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sshdfixture.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <optional>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// Kept under a mask, so that this process is no witness of its own.
class Canary final
{
public:
    Canary()
    {
        for (int i = 0; i < 24; ++i)
            m_masked += char(('a' + QRandomGenerator::system()->bounded(26)) ^ mask);
    }
    QByteArray bytes() const
    {
        QByteArray clear = m_masked;
        for (char &c : clear)
            c ^= mask;
        return clear;
    }

private:
    static constexpr char mask = 0x55;
    QByteArray m_masked;
};

qsizetype countIn(const QByteArray &bytes, const QByteArray &canary)
{
    QByteArray wide; // as a QString has it
    for (const char c : canary)
        wide += QByteArray(1, c) + '\0';
    return bytes.count(canary) + bytes.count(wide);
}

/// In all memory of a process that can be read.
qsizetype countInMemory(qint64 pid, const QByteArray &canary, qint64 *read)
{
    const QString directory = "/proc/"_L1 + QString::number(pid);
    QFile maps(directory + "/maps"_L1);
    QFile memory(directory + "/mem"_L1);
    if (!maps.open(QIODevice::ReadOnly)
        || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return -1;
    qsizetype found = 0;
    const QByteArrayList lines = maps.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (!line.contains(" r") || line.contains("[v"))
            continue;
        const QByteArrayList range = line.split(' ').first().split('-');
        const qint64 from = range[0].toLongLong(nullptr, 16);
        const qint64 to = range.value(1).toLongLong(nullptr, 16);
        if (from <= 0 || !memory.seek(from))
            continue;
        const QByteArray bytes = memory.read(to - from);
        *read += bytes.size();
        found += countIn(bytes, canary);
    }
    return found;
}

qsizetype countInFiles(const QString &directory, const QByteArray &canary)
{
    qsizetype found = 0;
    QDirIterator files(directory, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            found += countIn(file.readAll(), canary);
    }
    return found;
}

/// An account that sudo asks for its password; it logs in by the fixture's key.
void addAdmin(SshdFixture &sshd)
{
    sshd.writeFile(u"passwd"_s,
        "root:x:0:0:root:/root:/bin/sh\nsshd:x:996:65534::/run/sshd:/usr/sbin/nologin\n"
        "admin:x:1500:100::/tmp:/bin/sh\n");
    sshd.putInPlace(u"passwd"_s, u"/etc/passwd"_s);
    sshd.writeFile(u"sudoers"_s, "admin ALL=(ALL) ALL\n");
    QFile::setPermissions(sshd.path(u"sudoers"_s), QFile::ReadOwner | QFile::ReadGroup);
    sshd.putInPlace(u"sudoers"_s, u"/etc/sudoers"_s);
    // sshd reads authorized_keys as the account.
    constexpr auto everybodyReads = QFile::ReadOther | QFile::ExeOther;
    QFile::setPermissions(sshd.path({}), QFile::permissions(sshd.path({})) | everybodyReads);
}

}

/// Where a secret has been, looked at when it should be gone.
class TestSecretLeaks : public QObject
{
    Q_OBJECT

private slots:
    void nothingStays_data();
    void nothingStays();
    void nobodyElseReadsTheMemory();

private:
    static QByteArray answer(QProcess &probe);
};

QByteArray TestSecretLeaks::answer(QProcess &probe)
{
    if (!QTest::qWaitFor([&] { return probe.canReadLine(); }, 60'000))
        return "no answer";
    return probe.readLine().trimmed();
}

void TestSecretLeaks::nothingStays_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<bool>("isRight");
    for (const char *kind : {"password", "passphrase", "question", "sudo"}) {
        QTest::addRow("%s", kind) << QByteArray(kind) << true;
        QTest::addRow("wrong %s", kind) << QByteArray(kind) << false;
    }
}

void TestSecretLeaks::nothingStays()
{
    QFETCH(QByteArray, kind);
    QFETCH(bool, isRight);
    const Canary canary;
    SshdFixture sshd({"LogLevel VERBOSE"});
    QByteArray subject;
    QByteArray identity = "-";
    if (kind == "passphrase")
        identity = sshd.path(u"locked"_s).toUtf8();
    else if (kind == "sudo")
        identity = sshd.path(u"user_key"_s).toUtf8();
    const QByteArray account = kind == "sudo" ? "admin" : "root";
    if (kind == "passphrase") {
        sshd.makeUserKey(u"locked"_s, isRight ? QString::fromLatin1(canary.bytes()) : u"other"_s);
        sshd.authorize(u"locked"_s);
    } else {
        sshd.setPassword(isRight ? canary.bytes() : "other", account);
    }
    if (kind == "sudo")
        addAdmin(sshd);
    if (kind == "question")
        sshd.usePam("auth required pam_unix.so\naccount required pam_permit.so\n"
                    "session required pam_permit.so\n");
    QVERIFY(sshd.start());
    if (kind == "passphrase")
        subject = identity;
    else
        subject = account + "@127.0.0.1:" + QByteArray::number(sshd.port());

    const QTemporaryDir home; // settings, journal and all else of the user's
    QProcess probe;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"SSH_AUTH_SOCK"_s, QString());
    probe.setProcessEnvironment(environment);
    probe.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    probe.start(QStringLiteral(SPOOLSCOPE_LOGIN_PROBE));
    QCOMPARE(answer(probe), "ready");
    probe.write("127.0.0.1 " + QByteArray::number(sshd.port()) + ' ' + account + ' '
        + sshd.path(u"known_hosts"_s).toUtf8() + ' ' + identity + '\n' + kind + ' ' + subject + '\n'
        + canary.bytes() + '\n');
    QCOMPARE(answer(probe), "holding");
    qint64 read = 0;
    QVERIFY(countInMemory(probe.processId(), canary.bytes(), &read) > 0); // it can be found
    probe.write("connect\n");
    const QByteArray verdict = answer(probe);
    QVERIFY2(isRight ? verdict == "connected" : verdict.startsWith("refused"), verdict.constData());
    QCOMPARE(countIn(verdict, canary.bytes()), 0);
    QCOMPARE(answer(probe), "forgotten");
    read = 0;
    const qsizetype open = countInMemory(probe.processId(), canary.bytes(), &read);
    QVERIFY(read > 1'000'000); // it was really looked at
    probe.write("go on\n");
    QCOMPARE(answer(probe), "closed");
    const qsizetype closed = countInMemory(probe.processId(), canary.bytes(), &read);
    for (const auto name : {"/cmdline"_L1, "/environ"_L1}) {
        QFile file("/proc/"_L1 + QString::number(probe.processId()) + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(countIn(file.readAll(), canary.bytes()), 0);
    }
    probe.closeWriteChannel();
    QVERIFY(probe.waitForFinished());
    QCOMPARE(countInFiles(home.path(), canary.bytes()), 0);
    QCOMPARE(countIn(sshd.log(), canary.bytes()), 0);
    QCOMPARE(open, 0);
    QCOMPARE(closed, 0);
}

/// What main() does first in a release build: not even the same user's other programs can look.
void TestSecretLeaks::nobodyElseReadsTheMemory()
{
    const auto asNobody = [](const QStringList &words) {
        return QStringList{u"--reuid=65534"_s, u"--regid=65534"_s, u"--clear-groups"_s, u"--"_s}
        + words;
    };
    for (const bool isHardened : {false, true}) {
        QProcess probe;
        probe.start(u"setpriv"_s,
            asNobody({QStringLiteral(SPOOLSCOPE_LOGIN_PROBE),
                isHardened ? u"--hardened"_s : u"--plain"_s}));
        QCOMPARE(answer(probe), "ready");
        const QString pid = QString::number(probe.processId());
        // The same right as for reading memory, without Yama's own rules.
        const int looked = QProcess::execute(u"setpriv"_s,
            asNobody({u"grep"_s, u"-q"_s, u"PATH"_s, "/proc/"_L1 + pid + "/environ"_L1}));
        QCOMPARE(looked == 0, !isHardened);
        if (isHardened) {
            const QTemporaryDir directory;
            QFile::setPermissions(directory.path(), QFile::Permissions(0x7777));
            QProcess gcore;
            gcore.setProcessChannelMode(QProcess::MergedChannels);
            gcore.start(
                u"setpriv"_s, asNobody({u"gcore"_s, u"-o"_s, directory.filePath(u"core"_s), pid}));
            QVERIFY(gcore.waitForFinished(120'000));
            QVERIFY(gcore.exitCode() != 0);
            QVERIFY(QDir(directory.path()).entryList(QDir::Files).isEmpty());
        }
        probe.closeWriteChannel();
        QVERIFY(probe.waitForFinished());
    }
}

QTEST_GUILESS_MAIN(TestSecretLeaks)
#include "tst_secretleaks.moc"
