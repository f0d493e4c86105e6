// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/transport/randomart.h"
#include "core/transport/sshkeyfile.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// Against ssh-keygen itself.
class TestRandomart : public QObject
{
    Q_OBJECT

private slots:
    void equalsSshKeygen_data()
    {
        QTest::addColumn<QStringList>("type");
        for (int i = 0; i < 40; ++i)
            QTest::addRow("ed25519 %d", i) << QStringList{u"-t"_s, u"ed25519"_s};
        for (const QString &bits : {u"256"_s, u"384"_s, u"521"_s})
            QTest::addRow("ecdsa %s", qPrintable(bits))
                << QStringList{u"-t"_s, u"ecdsa"_s, u"-b"_s, bits};
        for (const QString &bits : {u"1024"_s, u"2047"_s, u"3072"_s})
            QTest::addRow("rsa %s", qPrintable(bits))
                << QStringList{u"-t"_s, u"rsa"_s, u"-b"_s, bits};
    }

    void equalsSshKeygen()
    {
        QFETCH(QStringList, type);
        const QTemporaryDir directory;
        const QString key = directory.filePath(u"key"_s);
        QCOMPARE(QProcess::execute(
                     u"ssh-keygen"_s, type + QStringList{u"-q"_s, u"-N"_s, {}, u"-f"_s, key}),
            0);
        QProcess keygen;
        keygen.start(u"ssh-keygen"_s, {u"-lv"_s, u"-f"_s, key + ".pub"_L1});
        QVERIFY(keygen.waitForFinished());
        QByteArray drawn = keygen.readAllStandardOutput();
        drawn = drawn.sliced(drawn.indexOf('\n') + 1).trimmed();
        QVERIFY(drawn.startsWith('+'));
        QFile file(key + ".pub"_L1);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(randomart(publicKeyBlob(file.readAll())), drawn);
    }

    void survivesRubbish()
    {
        for (const QByteArray &rubbish : {QByteArray(), QByteArray("\0\0\0\7ssh-rsa", 11),
                 QByteArray(4, '\xff'), QByteArray("\0\0\0\x28", 4) + QByteArray(40, 'x')})
            QCOMPARE(randomart(rubbish).size(), 11 * 20 - 1);
    }
};

QTEST_GUILESS_MAIN(TestRandomart)
#include "tst_randomart.moc"
