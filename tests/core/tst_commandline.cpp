// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/commandline.h"

#include <QProcess>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

/// What `shell` makes of the quoted words: a C program prints its arguments back. The command goes
/// by a file, because QProcess cannot pass bytes that are not UTF-8.
QByteArrayList readBack(const QString &shell, const QByteArrayList &words, const QString &locale)
{
    const auto command = quoteForShell(QByteArrayList{"env", "printf", "%s\\0"} + words);
    QTemporaryFile file;
    if (!command || !file.open() || file.write(*command) < 0 || !file.flush())
        return {};
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"LC_ALL"_s, locale);
    process.setProcessEnvironment(environment);
    process.start(
        u"/bin/dash"_s, {u"-c"_s, u"exec \"$0\" -c \"$(cat \"$1\")\""_s, shell, file.fileName()});
    if (!process.waitForFinished())
        return {};
    QByteArrayList read = process.readAllStandardOutput().split('\0');
    if (!read.isEmpty())
        read.removeLast();
    return read;
}

QByteArrayList nastyWords()
{
    QByteArrayList words{"", "-n", "--", "~", "~root", "=ls", "a=b", "%self", "%1", "@", "!!", "!$",
        "a!b", "'", "''", "\\", "\\\\", "\\'", "a'b\\c!d", "\"", "`id`", "$(id)", "$HOME",
        "${HOME}", "*", "?", "[a]", "{a,b}", "a;b", "a&b", "a|b", "a>b", "<a", "#a", "a#", "a b",
        "\t", "^a^b", "(a)", "-oQ/tmp@x", "user@[IPv6:::1]", "\"a b\"@x", "$'a'", "\x1b[31m",
        "\x7f", "\xd0\xbf\xd1\x80\xd0\xb8", "\xf0\x9f\x93\xae", "\xc0\xaf", "\xed\xa0\x80", "\x80",
        "\xff"};
    for (int c = 1; c < 256; ++c) {
        if (c == '\n' || c == '\r')
            continue;
        const QByteArray byte(1, static_cast<char>(c));
        words << byte << 'a' + byte << byte + 'a' << byte + byte + '\'' + byte;
    }
    return words;
}

QByteArrayList randomWords()
{
    QRandomGenerator random(20240607);
    QByteArrayList words;
    for (int i = 0; i < 400; ++i) {
        QByteArray word(random.bounded(1, 30), Qt::Uninitialized);
        for (char &c : word) {
            do
                c = static_cast<char>(random.bounded(1, 256));
            while (c == '\n' || c == '\r');
        }
        words += word;
    }
    return words;
}

}

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void quotes_data();
    void quotes();
    void refusesWhatNoShellCanBeHanded_data();
    void refusesWhatNoShellCanBeHanded();
    void isReadBackByShell_data();
    void isReadBackByShell();
    void displaysAsTyped();
};

void TestCommandLine::quotes_data()
{
    QTest::addColumn<QByteArrayList>("words");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArrayList{"/usr/sbin/postqueue", "-c", "/etc/postfix-a", "-j"}
                           << QByteArray("/usr/sbin/postqueue -c /etc/postfix-a -j");
    QTest::newRow("empty") << QByteArrayList{"a", ""} << QByteArray("a ''");
    QTest::newRow("blank") << QByteArrayList{"a b"} << QByteArray("'a b'");
    QTest::newRow("quote") << QByteArrayList{"a'b"} << QByteArray("'a'\"'\"'b'");
    QTest::newRow("backslash and bang") << QByteArrayList{"a\\!b"} << QByteArray("'a'\\\\\\!'b'");
    QTest::newRow("assignment") << QByteArrayList{"a=b", "a=b"} << QByteArray("'a=b' a=b");
    QTest::newRow("zsh path search") << QByteArrayList{"a", "=ls"} << QByteArray("a '=ls'");
    QTest::newRow("home") << QByteArrayList{"a", "~"} << QByteArray("a '~'");
}

void TestCommandLine::quotes()
{
    QFETCH(QByteArrayList, words);
    QFETCH(QByteArray, text);
    QCOMPARE(quoteForShell(words).value(), text);
}

void TestCommandLine::refusesWhatNoShellCanBeHanded_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::newRow("line feed") << QByteArray("a\nb");
    QTest::newRow("carriage return") << QByteArray("a\r");
    QTest::newRow("zero byte") << QByteArray("a\0b", 3);
}

void TestCommandLine::refusesWhatNoShellCanBeHanded()
{
    QFETCH(QByteArray, word);
    const auto quoted = quoteForShell({"a", word});
    QVERIFY(!quoted);
    QCOMPARE(quoted.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(quoted.error().detail, word);
}

void TestCommandLine::isReadBackByShell_data()
{
    QTest::addColumn<QString>("shell");
    QTest::addColumn<QString>("locale");
    for (const QString &name : {u"sh"_s, u"dash"_s, u"bash"_s, u"rbash"_s, u"zsh"_s, u"fish"_s,
             u"tcsh"_s, u"csh"_s, u"ksh"_s, u"mksh"_s, u"yash"_s}) {
        const QString path = QStandardPaths::findExecutable(name);
        if (path.isEmpty())
            continue;
        for (const QString &locale : {u"C"_s, u"C.UTF-8"_s})
            QTest::addRow("%s %s", qPrintable(name), qPrintable(locale)) << path << locale;
    }
}

void TestCommandLine::isReadBackByShell()
{
    QFETCH(QString, shell);
    QFETCH(QString, locale);
    for (const QByteArrayList &words : {nastyWords(), randomWords()}) {
        const QByteArrayList read = readBack(shell, words, locale);
        QCOMPARE(read.size(), words.size());
        for (qsizetype i = 0; i < words.size(); ++i)
            QCOMPARE(read[i].toHex(' '), words[i].toHex(' '));
    }
}

void TestCommandLine::displaysAsTyped()
{
    QCOMPARE(displayText({{"postcat", "-q", "A1B2C3"}}), u"postcat -q A1B2C3"_s);
    QCOMPARE(displayText({{"a", "b\nc"}}), u"a 'b\nc'"_s);
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
