// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "hostkeycases.h"
#include "proofrun.h"
#include "tests/core/sshdfixture.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include <sys/file.h>
#include <unistd.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int workers = 3; ///< more than processors: they also wait
const QByteArrayList types{"ed25519", "ecdsa", "rsa"};

/// What ssh in batch mode does with the key it is shown.
enum class Ssh { Accepts, RefusesUnknown, RefusesForGood, Other };

void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(content) < 0)
        qFatal("cannot write %s", qPrintable(path));
}

/// An address of our own that is no loopback address to ssh, with a name in /etc/hosts.
class OwnAddress final
{
public:
    OwnAddress()
        : m_address("10.98." + QByteArray::number(getpid() / 250 % 250) + '.'
              + QByteArray::number(1 + getpid() % 250))
        , m_name("proof" + QByteArray::number(getpid()) + ".example")
    {
        outputOf(u"ip"_s,
            {u"addr"_s, u"add"_s, QString::fromLatin1(m_address) + "/32"_L1, u"dev"_s, u"lo"_s});
        edit([this](QByteArrayList &lines) { lines += m_address + ' ' + m_name; });
    }
    ~OwnAddress()
    {
        edit([this](QByteArrayList &lines) {
            lines.removeIf([this](const QByteArray &line) { return line.endsWith(m_name); });
        });
        outputOf(u"ip"_s,
            {u"addr"_s, u"del"_s, QString::fromLatin1(m_address) + "/32"_L1, u"dev"_s, u"lo"_s});
    }
    const QByteArray &address() const { return m_address; }
    const QByteArray &name() const { return m_name; }

private:
    /// In place and under the lab's lock: the file is a bind mount, and labs have lines in it.
    template <typename Change> static void edit(Change change)
    {
        QFile hosts(u"/etc/hosts"_s);
        if (!hosts.open(QIODevice::ReadWrite) || ::flock(hosts.handle(), LOCK_EX) != 0)
            qFatal("cannot write /etc/hosts; it needs the environment of ./dev test");
        QByteArrayList lines = hosts.readAll().trimmed().split('\n');
        change(lines);
        hosts.resize(0);
        hosts.seek(0);
        hosts.write(lines.join('\n') + '\n');
    }

    QByteArray m_address, m_name;
};

}

/// For generated known_hosts and configuration files, Spoolscope is never laxer than the real ssh
/// in batch mode: it goes on to the login only where ssh does, and it asks a person about a key
/// only where ssh would not refuse it for good.
class ProofHostKeys : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qunsetenv("SSH_AUTH_SOCK");
        const QString host = QString::fromLatin1(m_own.address());
        QByteArrayList config{
            "ListenAddress " + m_own.address(), "ListenAddress " + m_own.address() + ":22"};
        for (const QByteArray &type : types) {
            makeKey("right_" + type, type);
            makeKey("wrong_" + type, type);
            m_matter.right += publicKey("right_" + type);
            m_matter.wrong += publicKey("wrong_" + type);
            config += "HostKey " + file("right_" + type).toUtf8();
        }
        makeKey("authority", "ed25519");
        m_matter.authority = publicKey("authority");
        outputOf(u"ssh-keygen"_s,
            {u"-q"_s, u"-s"_s, file("authority"), u"-h"_s, u"-I"_s, u"proof"_s, u"-n"_s,
                QString::fromLatin1(m_own.name()) + ",alias.example,"_L1 + host,
                file("right_ed25519.pub")});
        const auto withCertificate
            = config + QByteArrayList{"HostCertificate " + file("right_ed25519-cert.pub").toUtf8()};
        m_sshd = std::make_unique<SshdFixture>(withCertificate);
        m_sshd->makeHostKey(u"rsa"_s); // on top of the three; never on file
        QVERIFY(m_sshd->start());
        m_matter.name = m_own.name();
        m_matter.address = m_own.address();
        m_matter.port = m_sshd->port();
    }

    void neverLaxerThanSsh()
    {
        std::atomic<qint64> next = 0;
        std::atomic<qint64> made = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < workers; ++i)
                threads.emplace_back([&] {
                    for (qint64 trial = next++; m_run.goesOn(trial); trial = next++) {
                        play(trial);
                        ++made;
                    }
                });
        }
        m_run.print(made);
        QCOMPARE(m_run.failures(), 0);
        // The cases must be such that a mistake would show.
        for (const char *figure :
            {"both accept", "ssh refuses for good", "ssh refuses unknown", "we ask"})
            QVERIFY2(m_run.figure(QString::fromLatin1(figure)) * 50 > made, figure);
        QVERIFY(m_run.figure(u"not comparable"_s) * 10 < made);
    }

private:
    QString file(const QByteArray &name) const
    {
        return m_directory.filePath(QString::fromLatin1(name));
    }
    void makeKey(const QByteArray &name, const QByteArray &type)
    {
        outputOf(u"ssh-keygen"_s,
            {u"-q"_s, u"-t"_s, QString::fromLatin1(type), u"-N"_s, QString(), u"-f"_s, file(name)});
    }
    QByteArray publicKey(const QByteArray &name) const
    {
        QFile key(file(name + ".pub"));
        if (!key.open(QIODevice::ReadOnly))
            qFatal("no key");
        return key.readAll().split(' ').first(2).join(' ');
    }

    void play(qint64 trial)
    {
        std::mt19937_64 random = m_run.random(trial);
        const QString directory = file("case" + QByteArray::number(trial));
        QDir().mkpath(directory);
        const HostKeyCase made = makeHostKeyCase(m_matter, directory, random);
        writeFile(directory + "/config"_L1, made.config);
        for (qsizetype i = 0; i < made.userFiles.size(); ++i)
            writeFile(directory + "/known_hosts"_L1 + QString::number(i), made.userFiles[i]);
        writeFile(directory + "/global"_L1, made.globalFile);
        if (!made.revokedKeys.isEmpty())
            writeFile(directory + "/revoked"_L1, made.revokedKeys);

        // We first: ssh may write into the files.
        const auto failure = ours(made, directory);
        QByteArray words;
        const Ssh theirs = sshs(made, directory, words);
        compare(trial, made, failure, theirs, words);
        QDir(directory).removeRecursively();
    }

    SshConnectFailure ours(const HostKeyCase &made, const QString &directory) const
    {
        SshEndpoint endpoint;
        endpoint.host = QString::fromLatin1(made.host);
        endpoint.port = made.port;
        endpoint.user = u"root"_s;
        endpoint.configFile = directory + "/config"_L1;
        const auto connected = SshTransport::connect(endpoint, {}, {});
        if (connected)
            qFatal("a login without any key");
        return connected.error();
    }

    static Ssh sshs(const HostKeyCase &made, const QString &directory, QByteArray &words)
    {
        QProcess ssh;
        ssh.start(u"ssh"_s,
            {u"-F"_s, directory + "/config"_L1, u"-o"_s, u"BatchMode=yes"_s, u"-l"_s, u"root"_s,
                u"-p"_s, QString::number(made.port), QString::fromLatin1(made.host), u"true"_s});
        ssh.closeWriteChannel();
        if (!ssh.waitForFinished(60'000))
            qFatal("ssh hangs");
        words = ssh.readAllStandardError();
        if (words.contains("Permission denied"))
            return Ssh::Accepts;
        if (!words.contains("Host key verification failed"))
            return Ssh::Other;
        const bool isForGood = words.contains("IDENTIFICATION HAS CHANGED")
            || words.contains("REVOKED") || words.contains("revoked")
            || words.contains("differs from the key for the IP");
        return isForGood ? Ssh::RefusesForGood : Ssh::RefusesUnknown;
    }

    void compare(qint64 trial, const HostKeyCase &made, const SshConnectFailure &failure,
        Ssh theirs, const QByteArray &words)
    {
        const bool weAccept = failure.error.kind == ErrorKind::Auth;
        const bool weAsk = failure.hostKey && failure.hostKey->verdict == HostKeyVerdict::Unknown;
        const bool isHostKey = failure.error.kind == ErrorKind::HostKey;
        if (theirs == Ssh::Other || (!weAccept && !isHostKey)) {
            m_run.add(u"not comparable"_s);
            if (weAccept || (theirs == Ssh::Accepts && !isHostKey))
                m_run.add(theirs == Ssh::Other ? u"ssh got no key"_s : u"we got no key"_s);
            return;
        }
        const bool mayAsk = theirs == Ssh::Accepts
            || (theirs == Ssh::RefusesUnknown && !made.config.contains("Checking yes"));
        if (weAccept ? theirs != Ssh::Accepts : weAsk && !mayAsk)
            m_run.fail(trial,
                QString::fromUtf8(
                    (weAccept ? "we accept and ssh says:\n" : "we ask and ssh says:\n") + words
                    + made.shown() + "\n--- we: " + failure.error.message.toUtf8()));
        m_run.add(u"we ask"_s, weAsk);
        if (theirs == Ssh::Accepts && weAccept)
            m_run.add(u"both accept"_s);
        else if (theirs == Ssh::Accepts)
            m_run.add(u"stricter than ssh: "_s + reason(made, failure));
        else
            m_run.add(theirs == Ssh::RefusesForGood ? u"ssh refuses for good"_s
                                                    : u"ssh refuses unknown"_s);
    }

    /// Why we do not accept what ssh does.
    static QString reason(const HostKeyCase &made, const SshConnectFailure &failure)
    {
        if (!failure.hostKey)
            return u"no key could be read"_s;
        switch (failure.hostKey->verdict) {
        case HostKeyVerdict::Unknown:
            return made.config.contains("Checking no") || made.config.contains("Checking off")
                    || made.config.contains("Checking accept-new")
                ? u"asks where the configuration says not to"_s
                : u"asks: known without its port, or by certificate"_s;
        case HostKeyVerdict::UnknownRefused:
            return u"refuses an unknown key"_s;
        case HostKeyVerdict::Changed:
            return u"refuses a changed key"_s;
        case HostKeyVerdict::OtherType:
            return u"refuses a key of another type"_s;
        case HostKeyVerdict::Revoked:
            return u"refuses a revoked key"_s;
        default:
            return u"a line for the host is malformed"_s;
        }
    }

    ProofRun m_run{"hostkeys", 1000};
    OwnAddress m_own;
    QTemporaryDir m_directory;
    HostKeyMatter m_matter;
    std::unique_ptr<SshdFixture> m_sshd;
};

QTEST_GUILESS_MAIN(ProofHostKeys)
#include "proof_hostkeys.moc"
