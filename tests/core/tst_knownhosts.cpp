// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/knownhosts.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using enum HostKeyVerdict;

namespace {

QByteArray blob(const QByteArray &type, const QByteArray &data)
{
    return QByteArray("\0\0\0", 3) + static_cast<char>(type.size()) + type + data;
}

QByteArray line(const QByteArray &hosts, const QByteArray &key)
{
    return hosts + ' ' + knownhosts::keyType(key) + ' ' + key.toBase64() + '\n';
}

const QByteArray good = blob("ssh-ed25519", "good");
const QByteArray other = blob("ssh-ed25519", "other");
const QByteArray rsa = blob("ssh-rsa", "rsa");

}

class TestKnownHosts : public QObject
{
    Q_OBJECT

private slots:
    void verdict_data();
    void verdict();
    void namesEntries();
    void readsHashedNames();
    void agreesWithSshKeygenOnFingerprints();
    void readsFiles();
    void refusesWhatIsNoFile();
    void adds();

private:
    QTemporaryDir m_directory;
};

void TestKnownHosts::verdict_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<HostKeyVerdict>("verdict");
    QTest::addColumn<int>("number");
    QTest::newRow("empty") << QByteArray() << Unknown << 0;
    QTest::newRow("known") << line("mx", good) << Known << 1;
    QTest::newRow("known, no line end") << line("mx", good).chopped(1) << Known << 1;
    QTest::newRow("known, CRLF") << line("mx", good).chopped(1) + "\r\n" << Known << 1;
    QTest::newRow("known, blanks, tab, comment") << "# a\n\n \tmx\tssh-ed25519  " + good.toBase64()
            + " root@mx\n" << Known << 3;
    QTest::newRow("commented out") << "#" + line("mx", good) << Unknown << 0;
    QTest::newRow("other host") << line("mx2", good) << Unknown << 0;
    QTest::newRow("other port") << line("[mx]:2222", good) << Unknown << 0;
    QTest::newRow("list") << line("a,MX,b", good) << Known << 1;
    QTest::newRow("wildcard") << line("m*", good) << Known << 1;
    QTest::newRow("wildcards") << line("*m?x*,m?", good) << Known << 1;
    QTest::newRow("wildcard misses") << line("?mx,mx?*,*m", good) << Unknown << 0;
    QTest::newRow("negated") << line("*,!mx", good) << Unknown << 0;
    QTest::newRow("negated first") << line("!mx,*", good) << Unknown << 0;
    QTest::newRow("negated other") << line("!mx2,m*", good) << Known << 1;
    QTest::newRow("changed") << line("mx", other) << Changed << 1;
    QTest::newRow("other type") << line("mx", rsa) << OtherType << 1;
    QTest::newRow("changed beats other type")
        << line("mx", rsa) + line("mx", other) << Changed << 2;
    QTest::newRow("known beside others")
        << line("mx", other) + line("mx", rsa) + line("mx", good) << Known << 3;
    QTest::newRow("revoked") << line("@revoked mx", good) << Revoked << 1;
    QTest::newRow("revoked for all") << line("mx", good) + line("@revoked *", good) << Revoked << 2;
    QTest::newRow("revoked elsewhere")
        << line("mx", good) + line("@revoked mx2", good) << Known << 1;
    QTest::newRow("another is revoked")
        << line("@revoked *", other) + line("mx", good) << Known << 2;
    QTest::newRow("revoked only another") << line("@revoked *", other) << Unknown << 0;
    QTest::newRow("certificate authority") << line("@cert-authority *", good) << Unknown << 0;
    QTest::newRow("no key") << QByteArray("mx ssh-ed25519\n") << Unusable << 1;
    QTest::newRow("only a name") << QByteArray("mx\n") << Unusable << 1;
    QTest::newRow("bad base64") << QByteArray("mx ssh-ed25519 A*B\n") << Unusable << 1;
    // The same bytes to a lenient reader; ssh calls the line malformed.
    QTest::newRow("bits behind the end")
        << QByteArray("mx ssh-ed25519 AAAAC3NzaC1lZDI1NTE5Z29vZB==\n") << Unusable << 1;
    QTest::newRow("no padding") << "mx ssh-ed25519 " + good.toBase64(QByteArray::OmitTrailingEquals)
            + '\n' << Unusable << 1;
    QTest::newRow("type does not match") << "mx ssh-rsa " + good.toBase64() + "\n" << Unusable << 1;
    QTest::newRow("malformed beside known") << line("mx", good) + "mx ssh-ed25519 ???\n"
                                            << Unusable << 2;
    QTest::newRow("malformed for another host") << "mx2 rubbish\n" + line("mx", good) << Known << 2;
    QTest::newRow("unknown marker") << line("@later mx", good) << Unusable << 1;
    QTest::newRow("unreadable revocation")
        << QByteArray("@revoked mx ssh-ed25519\n") << Unusable << 1;
    QTest::newRow("only a marker") << QByteArray("@revoked\n") << Unknown << 0;
    QTest::newRow("unknown key type") << line("mx", blob("ssh-next", "x")) << OtherType << 1;
    QTest::newRow("zero bytes") << QByteArray(100, '\0') << Unknown << 0;
    QTest::newRow("long line") << QByteArray(1 << 20, 'a') + '\n' + line("mx", good) << Known << 2;
}

void TestKnownHosts::verdict()
{
    QFETCH(QByteArray, text);
    QFETCH(HostKeyVerdict, verdict);
    QFETCH(int, number);
    const auto finding = knownhosts::checkText(text, "mx", good);
    QCOMPARE(finding.verdict, verdict);
    QCOMPARE(finding.line, number);
}

void TestKnownHosts::namesEntries()
{
    QCOMPARE(knownhosts::entryName("MX.example.org", 22), "mx.example.org");
    QCOMPARE(knownhosts::entryName("mx", 2222), "[mx]:2222");
    QCOMPARE(knownhosts::entryName("::1", 2222), "[::1]:2222");
}

void TestKnownHosts::readsHashedNames()
{
    const QString path = m_directory.filePath(u"hashed"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    // A key that ssh-keygen accepts.
    const QByteArray key = blob("ssh-ed25519", QByteArray("\0\0\0\x20", 4) + QByteArray(32, 'k'));
    file.write(line("mx.example.org", key) + line("[mx]:2222", key));
    file.close();
    QProcess keygen;
    keygen.start(u"ssh-keygen"_s, {u"-q"_s, u"-H"_s, u"-f"_s, path});
    QVERIFY(keygen.waitForFinished());
    QCOMPARE(keygen.exitCode(), 0);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.startsWith("|1|"));
    QCOMPARE(knownhosts::checkText(text, "mx.example.org", key).verdict, Known);
    QCOMPARE(knownhosts::checkText(text, "[mx]:2222", key).line, 2);
    QCOMPARE(knownhosts::checkText(text, "mx", key).verdict, Unknown);
    QCOMPARE(knownhosts::checkText("|1|x|\n|1||\n|2|a|b\n|\n", "mx", key).verdict, Unknown);
}

void TestKnownHosts::agreesWithSshKeygenOnFingerprints()
{
    for (const QString &type : {u"ed25519"_s, u"ecdsa"_s, u"rsa"_s}) {
        const QString path = m_directory.filePath(type);
        QProcess keygen;
        keygen.start(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, type, u"-N"_s, QString(), u"-f"_s, path});
        QVERIFY(keygen.waitForFinished());
        keygen.start(u"ssh-keygen"_s, {u"-lf"_s, path});
        QVERIFY(keygen.waitForFinished());
        QFile file(path + ".pub"_L1);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList fields = file.readAll().split(' ');
        const QByteArray key = QByteArray::fromBase64(fields[1]);
        QCOMPARE(knownhosts::keyType(key), fields[0]);
        QCOMPARE(knownhosts::fingerprint(key), keygen.readAllStandardOutput().split(' ')[1]);
    }
}

void TestKnownHosts::readsFiles()
{
    const QString user = m_directory.filePath(u"user"_s);
    const QString global = m_directory.filePath(u"global"_s);
    QFile file(global);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(line("a", good) + line("mx", good));
    file.close();
    const auto finding = knownhosts::check({user, global}, "mx", good);
    QCOMPARE(finding.verdict, Known);
    QCOMPARE(finding.file, global);
    QCOMPARE(finding.line, 2);
    QCOMPARE(knownhosts::check({user}, "mx", good).verdict, Unknown);
}

void TestKnownHosts::refusesWhatIsNoFile()
{
    const QString fifo = m_directory.filePath(u"fifo"_s);
    QCOMPARE(::mkfifo(fifo.toLocal8Bit().constData(), 0600), 0);
    const QString loop = m_directory.filePath(u"loop"_s);
    QVERIFY(QFile::link(loop, loop));
    for (const QString &path : {fifo, loop, m_directory.path()}) {
        const auto finding = knownhosts::check({path}, "mx", good);
        QCOMPARE(finding.verdict, Unusable);
        QVERIFY(finding.problem.contains(path));
    }
}

void TestKnownHosts::adds()
{
    const QString path = m_directory.filePath(u"new/known_hosts"_s);
    QVERIFY(knownhosts::add(path, "mx", good));
    QCOMPARE(QFile::permissions(path) & QFile::Permissions(0x7077),
        QFile::ReadOwner | QFile::WriteOwner);
    QVERIFY(!(QFile::permissions(m_directory.filePath(u"new"_s)) & QFile::ReadOther));
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    file.write("# no line end");
    file.close();
    QVERIFY(knownhosts::add(path, "[mx]:2222", other));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), line("mx", good) + "# no line end\n" + line("[mx]:2222", other));

    const auto failed = knownhosts::add(u"/proc/none/known_hosts"_s, "mx", good);
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind, ErrorKind::Io);
}

QTEST_GUILESS_MAIN(TestKnownHosts)
#include "tst_knownhosts.moc"
