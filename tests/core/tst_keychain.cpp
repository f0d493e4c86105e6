// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/servers/secretkeeper.h"
#include "keychain/keychainstore.h"
#include "keychain/storedtext.h"

#include <QDir>
#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

Secret secret(QByteArray bytes)
{
    bytes.detach();
    return Secret::take(bytes);
}

const SecretKey password{SecretKind::Password, u"root@mx1.example.com:22"_s};
const SecretKey passphrase{SecretKind::Passphrase, u"/home/admin/.ssh/id ed25519\u00e4"_s};
const SecretKey sudo{SecretKind::SudoPassword, u"root@mx1.example.com:22"_s};

}

/// On a real Secret Service, GNOME Keyring, on a message bus of its own. The program starts itself
/// once more inside dbus-run-session.
class TestKeychain : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void textOfAnEntry();
    void storesAndReadsAgain();
    void refusedSecretsLeave();
    void untickingRemoves();
    void forgetRemovesTheEntry();
    void noticesARemovedEntry();
    void withoutKeychain();
};

void TestKeychain::initTestCase()
{
    QSettings().clear();
    QTRY_VERIFY_WITH_TIMEOUT(KeychainStore().problem().isEmpty(), 20'000);
}

void TestKeychain::textOfAnEntry()
{
    StoredSecrets secrets;
    secrets.emplace(password, secret("pass\nword \xc3\xa4"));
    secrets.emplace(passphrase, secret(" "));
    secrets.emplace(sudo, secret("x"));
    const auto again = secretsIn(storedText(secrets));
    QVERIFY(again);
    QCOMPARE(again->size(), 3U);
    for (const auto &[key, value] : secrets)
        QCOMPARE(again->at(key).view(), value.view());
    for (const char *rubbish : {"x", "password\n", "password eA==\n", "magic eA== eA==\n", "\n"})
        QVERIFY2(!secretsIn(rubbish), rubbish);
}

void TestKeychain::storesAndReadsAgain()
{
    {
        SecretKeeper keeper(std::make_unique<KeychainStore>());
        const QSignalSpy failed(&keeper, &SecretKeeper::storeFailed);
        QVERIFY(!keeper.hasStored(u"mx1"_s));
        keeper.tell(u"mx1"_s, password, secret("correct horse"), Keeping::InKeychain);
        keeper.tell(u"mx1"_s, passphrase, secret("not to be kept"), Keeping::ForThisRun);
        keeper.tell(u"mx1"_s, sudo, secret("staple"), Keeping::InKeychain);
        keeper.tell(u"mx2"_s, password, secret("other"), Keeping::ForThisRun);
        QVERIFY(keeper.hasStored(u"mx1"_s));
        QVERIFY(!keeper.hasStored(u"mx2"_s));
        QTest::qWait(1000); // until it is written
        QCOMPARE(failed.size(), 0);
    }
    SecretKeeper keeper(std::make_unique<KeychainStore>());
    bool isReady = false;
    keeper.fetch(u"mx1"_s, this, [&] { isReady = true; });
    QTRY_VERIFY_WITH_TIMEOUT(isReady, 20'000);
    QCOMPARE(keeper.holder()->find(password)->view(), QByteArrayView("correct horse"));
    QCOMPARE(keeper.holder()->find(sudo)->view(), QByteArrayView("staple"));
    QVERIFY(!keeper.holder()->has(passphrase));
    // Names of servers are in the settings, and nothing else.
    QCOMPARE(QSettings().allKeys(), QStringList{u"keychain/servers"_s});
    QCOMPARE(QSettings().value(u"keychain/servers"_s).toStringList(), QStringList{u"mx1"_s});
}

void TestKeychain::refusedSecretsLeave()
{
    SecretKeeper keeper(std::make_unique<KeychainStore>());
    bool isReady = false;
    keeper.fetch(u"mx1"_s, this, [&] { isReady = true; });
    QTRY_VERIFY_WITH_TIMEOUT(isReady, 20'000);
    keeper.refused(password);
    QVERIFY(!keeper.holder()->has(password));
    QTest::qWait(1000);
    SecretKeeper next(std::make_unique<KeychainStore>());
    isReady = false;
    next.fetch(u"mx1"_s, this, [&] { isReady = true; });
    QTRY_VERIFY_WITH_TIMEOUT(isReady, 20'000);
    QVERIFY(!next.holder()->has(password));
    QVERIFY(next.holder()->has(sudo)); // the others stay
}

void TestKeychain::untickingRemoves()
{
    SecretKeeper keeper(std::make_unique<KeychainStore>());
    bool isReady = false;
    keeper.fetch(u"mx1"_s, this, [&] { isReady = true; });
    QTRY_VERIFY_WITH_TIMEOUT(isReady, 20'000);
    keeper.tell(u"mx1"_s, sudo, secret("staple"), Keeping::ForThisRun);
    QTRY_VERIFY_WITH_TIMEOUT(!keeper.hasStored(u"mx1"_s), 20'000);
    QVERIFY(keeper.holder()->has(sudo));
}

void TestKeychain::forgetRemovesTheEntry()
{
    SecretKeeper keeper(std::make_unique<KeychainStore>());
    keeper.tell(u"mx1"_s, password, secret("correct horse"), Keeping::InKeychain);
    QTest::qWait(1000);
    keeper.forgetStored(u"mx1"_s);
    QVERIFY(!keeper.holder()->has(password));
    QTRY_VERIFY_WITH_TIMEOUT(!keeper.hasStored(u"mx1"_s), 20'000);
}

void TestKeychain::noticesARemovedEntry()
{
    QSettings().setValue(u"keychain/servers"_s, QStringList{u"gone"_s});
    SecretKeeper keeper(std::make_unique<KeychainStore>());
    const QSignalSpy failed(&keeper, &SecretKeeper::storeFailed);
    bool isReady = false;
    keeper.fetch(u"gone"_s, this, [&] { isReady = true; });
    QTRY_VERIFY_WITH_TIMEOUT(isReady, 20'000);
    QVERIFY(!keeper.hasStored(u"gone"_s));
    QCOMPARE(failed.size(), 0);
}

void TestKeychain::withoutKeychain()
{
    SecretKeeper keeper;
    QVERIFY(!keeper.storeProblem().isEmpty());
    bool isReady = false;
    keeper.fetch(u"mx1"_s, this, [&] { isReady = true; });
    QVERIFY(isReady); // at once
    keeper.tell(u"mx1"_s, password, secret("correct horse"), Keeping::InKeychain);
    QVERIFY(keeper.holder()->has(password));
}

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("SPOOLSCOPE_IN_SESSION")) {
        const QTemporaryDir home;
        for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"})
            qputenv(name, home.path().toUtf8());
        qputenv("SPOOLSCOPE_IN_SESSION", "1");
        QStringList words{u"--"_s, u"sh"_s, u"-c"_s,
            u"printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && "
            u"exec \"$0\" \"$@\""_s};
        for (int i = 0; i < argc; ++i)
            words += QString::fromLocal8Bit(argv[i]);
        return QProcess::execute(u"dbus-run-session"_s, words);
    }
    QCoreApplication application(argc, argv);
    QCoreApplication::setOrganizationName(u"spoolscope"_s);
    QCoreApplication::setApplicationName(u"spoolscope"_s);
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
