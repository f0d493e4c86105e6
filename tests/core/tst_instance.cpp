// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/instance.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::Literals;

class TestInstance : public QObject
{
    Q_OBJECT

private slots:
    void prefixesSudo()
    {
        const QByteArrayList words{"/usr/sbin/postsuper"_ba, "-h"_ba, "-"_ba};
        QCOMPARE(withPrivilege(Privilege::Direct, words), words);
        QCOMPARE(withPrivilege(Privilege::Sudo, words),
            (QByteArrayList{"sudo"_ba, "-n"_ba, "/usr/sbin/postsuper"_ba, "-h"_ba, "-"_ba}));
    }

    void knowsUsableDirectories_data()
    {
        QTest::addColumn<QByteArray>("directory");
        QTest::addColumn<bool>("isUsable");
        QTest::newRow("usual") << "/etc/postfix"_ba << true;
        QTest::newRow("second") << "/etc/postfix-out"_ba << true;
        QTest::newRow("FreeBSD") << "/usr/local/etc/postfix"_ba << true;
        QTest::newRow("odd but plain") << "/srv/mail_1.2/a@b+c%d"_ba << true;
        QTest::newRow("empty") << ""_ba << false;
        QTest::newRow("relative") << "etc/postfix"_ba << false;
        QTest::newRow("an option") << "-c"_ba << false;
        QTest::newRow("blank") << "/etc/post fix"_ba << false;
        QTest::newRow("comma") << "/etc/a,/etc/b"_ba << false;
        QTest::newRow("line break") << "/etc/postfix\n"_ba << false;
        QTest::newRow("NUL") << "/etc/postfix\0"_ba << false;
        QTest::newRow("command") << "/etc/$(id)"_ba << false;
        QTest::newRow("quote") << "/etc/post'fix"_ba << false;
        QTest::newRow("sudoers escape") << "/etc/a:b"_ba << false;
        QTest::newRow("not ASCII") << "/etc/pöstfix"_ba << false;
        QTest::newRow("too long") << QByteArray(5000, '/') << false;
    }
    void knowsUsableDirectories()
    {
        QFETCH(QByteArray, directory);
        QTEST(isUsableConfigDirectory(directory), "isUsable");
    }
};

QTEST_GUILESS_MAIN(TestInstance)
#include "tst_instance.moc"
