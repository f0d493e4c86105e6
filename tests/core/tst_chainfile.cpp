// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/journal/chainfile.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/wait.h>

#include <thread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QJsonObject numbered(int number)
{
    return {{u"what"_s, u"test"_s}, {u"number"_s, number}};
}

}

class TestChainFile : public QObject
{
    Q_OBJECT

private slots:
    void appendsAndReads()
    {
        ChainFile file(path(u"a"_s));
        QVERIFY(file.append({numbered(1), numbered(2)}));
        QVERIFY(file.append({numbered(3)}));
        QCOMPARE(numbers(path(u"a"_s)), (QList<int>{1, 2, 3}));
        QCOMPARE(QFile::permissions(path(u"a"_s))
                & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
    }

    void hashIsWhatSha256sumSays()
    {
        ChainFile file(path(u"sum"_s));
        QVERIFY(file.append({numbered(1), numbered(2)}));
        QProcess shell;
        shell.start(u"sh"_s,
            {u"-c"_s,
                u"prev=$(printf '%064d' 0); while read -r hash json; do "
                "want=$(printf '%s\\n%s' \"$prev\" \"$json\" | sha256sum | cut -d' ' -f1); "
                "[ \"$want\" = \"$hash\" ] || exit 1; prev=$hash; done <\"$0\""_s,
                path(u"sum"_s)});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.exitCode(), 0);
    }

    void noFileIsNoEntries()
    {
        const auto report = readChain(path(u"absent"_s));
        QVERIFY(report);
        QCOMPARE(report->entries, 0);
        QCOMPARE(report->brokenLine, 0);
    }

    void tampering_data()
    {
        QTest::addColumn<int>("what");
        QTest::newRow("a byte changed") << 0;
        QTest::newRow("a line taken out") << 1;
        QTest::newRow("two lines swapped") << 2;
        QTest::newRow("a line put in") << 3;
        QTest::newRow("hash and line changed") << 4;
    }

    void tampering()
    {
        QFETCH(int, what);
        const QString name = path(u"t%1"_s.arg(what));
        {
            ChainFile file(name);
            for (int i = 1; i <= 5; ++i)
                QVERIFY(file.append({numbered(i)}));
        }
        QByteArrayList lines = contents(name).split('\n');
        switch (what) {
        case 0:
            lines[2].replace("\"number\":3", "\"number\":9");
            break;
        case 1:
            lines.removeAt(2);
            break;
        case 2:
            lines.swapItemsAt(2, 3);
            break;
        case 3:
            lines.insert(2, lines[1]);
            break;
        case 4: {
            ChainFile other(name + u"x"_s);
            QVERIFY(other.append({numbered(9)}));
            lines[2] = contents(name + u"x"_s).trimmed();
            break;
        }
        }
        write(name, lines.join('\n'));
        const auto report = readChain(name);
        QVERIFY(report);
        QCOMPARE(report->brokenLine, 3);
        QCOMPARE(report->entries, 2);
        // And nobody continues a chain that does not hold.
        ChainFile again(name);
        const auto appended = again.append({numbered(6)});
        QVERIFY(!appended);
        QCOMPARE(appended.error().kind, ErrorKind::Io);
        QCOMPARE(contents(name), lines.join('\n'));
    }

    void halfLineOfACrash_data()
    {
        QTest::addColumn<int>("cut");
        for (const int cut : {1, 2, 30, 64, 65, 66, 90})
            QTest::addRow("%d bytes missing", cut) << cut;
    }

    void halfLineOfACrash()
    {
        QFETCH(int, cut);
        const QString name = path(u"torn%1"_s.arg(cut));
        {
            ChainFile file(name);
            QVERIFY(file.append({numbered(1)}));
            QVERIFY(file.append({numbered(2)}));
        }
        QByteArray bytes = contents(name);
        bytes.chop(cut);
        write(name, bytes);
        QCOMPARE(numbers(name), QList<int>{1});
        QCOMPARE(readChain(name)->brokenLine, 0);
        QCOMPARE(readChain(name)->tornLines, 1);
        {
            ChainFile file(name);
            QVERIFY(file.append({numbered(3)}));
            QVERIFY(file.append({numbered(4)}));
        }
        // Where only the line break is missing, the hash proves that the line is whole.
        QCOMPARE(numbers(name), cut == 1 ? (QList<int>{1, 2, 3, 4}) : (QList<int>{1, 3, 4}));
        const auto report = readChain(name);
        QCOMPARE(report->brokenLine, 0);
        QCOMPARE(report->tornLines, cut == 1 ? 0 : 1);
        QVERIFY(contents(name).startsWith(bytes)); // nothing was taken away
        // The half line is part of the chain: it cannot be changed either.
        QByteArray changed = contents(name);
        changed[bytes.size() - 1] = changed[bytes.size() - 1] == 'x' ? 'y' : 'x';
        write(name, changed);
        QVERIFY(readChain(name)->brokenLine > 0);
    }

    void severalWriters()
    {
        const QString name = path(u"many"_s);
        std::vector<std::thread> writers;
        for (int writer = 0; writer < 4; ++writer)
            writers.emplace_back([&, writer] {
                ChainFile file(name);
                for (int i = 0; i < 50; ++i)
                    QVERIFY(file.append({numbered(writer * 100 + i), numbered(-1)}));
            });
        for (std::thread &writer : writers)
            writer.join();
        const QList<int> found = numbers(name);
        QCOMPARE(found.size(), 400);
        QCOMPARE(readChain(name)->brokenLine, 0);
        for (int i = 1; i < found.size(); i += 2)
            QCOMPARE(found[i], -1); // what is appended together stays together
    }

    void fullDiskLeavesItAsItWas()
    {
        // RLIMIT_FSIZE makes write(2) fail in the middle, as a full disk does.
        const QString name = path(u"full"_s);
        ChainFile file(name);
        QVERIFY(file.append({numbered(1)}));
        const QByteArray before = contents(name);
        const pid_t child = ::fork();
        if (child == 0) {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{rlim_t(before.size() + 40), rlim_t(before.size() + 40)};
            ::setrlimit(RLIMIT_FSIZE, &limit);
            const auto appended = file.append({numbered(2)});
            ::_exit(!appended && appended.error().kind == ErrorKind::Io ? 0 : 1);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
        QCOMPARE(contents(name), before);
        QVERIFY(file.append({numbered(3)}));
        QCOMPARE(numbers(name), (QList<int>{1, 3}));
    }

    void cannotBeOpened()
    {
        QDir().mkpath(path(u"folder"_s));
        ChainFile file(path(u"folder"_s));
        const auto appended = file.append({numbered(1)});
        QVERIFY(!appended);
        QVERIFY(appended.error().message.contains(path(u"folder"_s)));
        QFile::link(path(u"elsewhere"_s), path(u"link"_s));
        ChainFile link(path(u"link"_s));
        QVERIFY(!link.append({numbered(1)})); // not through somebody's link
        QVERIFY(!QFile::exists(path(u"elsewhere"_s)));
    }

private:
    QString path(const QString &name) const { return m_directory.filePath(name); }

    static QByteArray contents(const QString &name)
    {
        QFile file(name);
        return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
    }

    static void write(const QString &name, const QByteArray &bytes)
    {
        QFile file(name);
        if (!file.open(QFile::WriteOnly | QFile::Truncate) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
    }

    static QList<int> numbers(const QString &name)
    {
        QList<int> found;
        if (!readChain(name, [&](const QJsonObject &entry) {
                if (entry.contains(u"number"))
                    found.append(entry[u"number"].toInt());
            }))
            qFatal("cannot read");
        return found;
    }

    QTemporaryDir m_directory;
};

QTEST_APPLESS_MAIN(TestChainFile)
#include "tst_chainfile.moc"
