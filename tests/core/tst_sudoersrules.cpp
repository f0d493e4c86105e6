// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/sudoersrules.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const QList<Instance> two{{"-", "/etc/postfix"}, {"postfix-out", "/etc/postfix-out.d+1"}};

/// What the real visudo says of it; empty when it is content.
QByteArray visudo(const QByteArray &rules)
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"rules"_s));
    if (!file.open(QFile::WriteOnly) || file.write(rules) != rules.size())
        return "not written";
    file.close();
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(u"/usr/sbin/visudo"_s, {u"-c"_s, u"-s"_s, u"-O"_s, u"-f"_s, file.fileName()});
    if (!process.waitForFinished())
        return "visudo did not end";
    return process.exitCode() == 0 ? QByteArray() : "visudo: " + process.readAll();
}

}

/// That real sudo reads the rules as they are meant is tested on a mail host (tst_hostrights).
class TestSudoersRules : public QObject
{
    Q_OBJECT

private slots:
    void writesExactLines()
    {
        const auto rules = sudoersRules("op", SudoRole::Operator, {{"-", "/etc/postfix"}});
        QVERIFY(rules);
        QByteArrayList lines = rules->split('\n');
        QVERIFY(lines.takeFirst().startsWith("# "));
        QVERIFY(lines.takeFirst().startsWith("# "));
        QCOMPARE(lines,
            (QByteArrayList{"Defaults:op !requiretty",
                "op ALL=(root) NOPASSWD: /usr/sbin/postcat ^-c /etc/postfix -q [0-9A-Za-z]+$",
                "op ALL=(root) NOPASSWD: /usr/sbin/qshape -c /etc/postfix deferred",
                "op ALL=(root) NOPASSWD: /usr/sbin/postsuper -c /etc/postfix -h -",
                "op ALL=(root) NOPASSWD: /usr/sbin/postsuper -c /etc/postfix -H -",
                "op ALL=(root) NOPASSWD: /usr/sbin/postsuper -c /etc/postfix -r - hold", ""}));
    }

    void pleasesVisudo()
    {
        for (const SudoRole role : everySudoRole) {
            for (const QByteArray &account : {"op"_ba, "_x"_ba, "jo.doe-2"_ba, "7up"_ba}) {
                const auto rules = sudoersRules(account, role, two);
                QVERIFY(rules);
                QCOMPARE(visudo(*rules), ""_ba);
                QVERIFY(!rules->contains('*') && !rules->contains('\\'));
                QCOMPARE(rules->count("NOPASSWD"), 2 * rightsOf(role).size());
            }
        }
        QVERIFY(!visudo("op ALL=(root NOPASSWD: /bin/ls\n").isEmpty()); // it does look
    }

    void onlyADeleterDeletes()
    {
        QVERIFY(!sudoersRules("op", SudoRole::Viewer, two)->contains("postsuper"));
        QVERIFY(!sudoersRules("op", SudoRole::Operator, two)->contains(" -d "));
        QVERIFY(sudoersRules("op", SudoRole::Deleter, two)->contains(" -d - hold\n"));
    }

    void refusesNames_data()
    {
        QTest::addColumn<QByteArray>("account");
        const QByteArrayList names{"", "ALL", "OPS", "OPS_2", "%wheel", "#0", "+net", "!op", "a b",
            "a,b", "a=b", "a:b", "a\\b", "a\nb", "-op", ".op", "op)", "\"op\"", "\xc3\xb6p", "op*",
            QByteArray(300, 'a')};
        for (const QByteArray &name : names)
            QTest::newRow(name.left(20).toPercentEncoding().constData()) << name;
    }
    void refusesNames()
    {
        QFETCH(QByteArray, account);
        const auto rules = sudoersRules(account, SudoRole::Viewer, two);
        QVERIFY(!rules);
        QCOMPARE(rules.error().kind, ErrorKind::InvalidInput);
    }

    void refusesStrangeDirectories()
    {
        QVERIFY(!sudoersRules("op", SudoRole::Viewer, {{"-", "/etc/post fix"}}));
        QVERIFY(!sudoersRules("op", SudoRole::Viewer, {{"-", "/etc/*"}}));
    }

    void fileNamesHaveNoDots()
    {
        QCOMPARE(sudoersFileName("jo.doe"), "spoolscope-jo_doe"_ba);
        QCOMPARE(sudoersFileName("op"), "spoolscope-op"_ba);
    }

    void wordsRoundTrip()
    {
        for (const SudoRole role : everySudoRole)
            QVERIFY(sudoRoleFrom(nameOf(role)) == role);
        QVERIFY(!sudoRoleFrom(u"admin"_s));
    }
};

QTEST_GUILESS_MAIN(TestSudoersRules)
#include "tst_sudoersrules.moc"
