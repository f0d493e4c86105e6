// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/gzipinflater.h"
#include "core/logs/logfilereader.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <sys/stat.h>
#include <utime.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QByteArrayList split(const QByteArray &bytes, qsizetype piece)
{
    QByteArrayList lines;
    LineSplitter splitter([&](QByteArrayView line) { lines.append(line.toByteArray()); });
    for (qsizetype i = 0; i < bytes.size(); i += piece)
        splitter.feed(QByteArrayView(bytes).sliced(i, std::min(piece, bytes.size() - i)));
    splitter.finish();
    return lines;
}

}

class TstLogFileReader : public QObject
{
    Q_OBJECT

private slots:
    void splitsInAnyPieces()
    {
        const QByteArrayList expected{"one", "", "two\r", "three"};
        for (qsizetype piece = 1; piece < 20; ++piece)
            QCOMPARE(split("one\n\ntwo\r\nthree", piece), expected);
        QCOMPARE(split("", 1), QByteArrayList());
        QCOMPARE(split("\n", 1), QByteArrayList{""});
    }

    void keepsBackWhatHasNoEnd()
    {
        QByteArrayList lines;
        LineSplitter splitter([&](QByteArrayView line) { lines.append(line.toByteArray()); });
        splitter.feed("one\ntw");
        QCOMPARE(lines, QByteArrayList{"one"});
        QCOMPARE(splitter.keptBack().toByteArray(), "tw");
        splitter.feed("o\n");
        QCOMPARE(lines, (QByteArrayList{"one", "two"}));
        splitter.feed("three");
        splitter.drop();
        splitter.finish();
        QCOMPARE(lines.size(), 2);
    }

    void cutsWhatIsTooLong()
    {
        const qsizetype longest = LineSplitter::longestLine;
        QByteArray all
            = QByteArray(longest * 2 + 5, 'x') + "\nnext\n" + QByteArray(longest, 'y') + '\n';
        for (const qsizetype piece : {qsizetype(100'000), longest, all.size()}) {
            const QByteArrayList lines = split(all, piece);
            QCOMPARE(lines.size(), 5);
            QCOMPARE(lines.join().size(), all.size() - 3);
            QCOMPARE(lines[2], "xxxxx");
            QCOMPARE(lines[3], "next");
        }
    }

    void readsFiles_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("plain") << "log"_ba;
        QTest::newRow("packed") << "log.gz"_ba; // made below
        QTest::newRow("two members") << "two.gz"_ba;
        QTest::newRow("padded") << "padded.gz"_ba;
    }

    void readsFiles()
    {
        QFETCH(const QByteArray, name);
        const auto lines = readAll(m_files.filePath(QString::fromLatin1(name)));
        QVERIFY2(lines, lines ? "" : qPrintable(lines.error().message));
        QCOMPARE(lines->size(), name == "two.gz" ? 20'000 : 10'000);
        QCOMPARE(lines->first(), "line 0");
        QCOMPARE(lines->last(), "line 9999");
    }

    void saysWhatItCannotRead()
    {
        QCOMPARE(readAll(m_files.filePath(u"none"_s)).error().kind, ErrorKind::NotFound);
        QCOMPARE(readAll(m_files.path()).error().kind, ErrorKind::Io);
        QCOMPARE(readAll(m_files.filePath(u"cut.gz"_s)).error().kind, ErrorKind::Parse);
        QVERIFY(m_seen > 0); // what came before the end that is missing
        QCOMPARE(readAll(m_files.filePath(u"damaged.gz"_s)).error().kind, ErrorKind::Parse);
    }

    void endsWhileItWaits()
    {
        const QString pipe = m_files.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QFile writer(pipe);
        QVERIFY(writer.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
        writer.write("one\ntwo\n");
        std::stop_source stop;
        auto reader = LogFileReader::open(pipe);
        QVERIFY(reader);
        int count = 0;
        const auto read = reader->read(
            [&](QByteArrayView) {
                if (++count == 2)
                    stop.request_stop();
            },
            stop.get_token());
        QCOMPARE(read.error().kind, ErrorKind::Cancelled);
        QCOMPARE(count, 2);
    }

    void ordersByTime()
    {
        const QStringList paths{
            m_files.filePath(u"log"_s), m_files.filePath(u"none"_s), m_files.filePath(u"log.gz"_s)};
        for (const auto &[path, time] : {std::pair(paths[0], 2000), std::pair(paths[2], 1000)}) {
            const utimbuf times{time, time};
            QCOMPARE(::utime(QFile::encodeName(path).constData(), &times), 0);
        }
        QCOMPARE(inOrderOfTime(paths), (QStringList{paths[2], paths[0], paths[1]}));
        QCOMPARE(LogFileReader::open(paths[0])->modified(), 2000);
    }

    void initTestCase()
    {
        QByteArray all;
        for (int i = 0; i < 10'000; ++i)
            all += "line " + QByteArray::number(i) + (i == 9999 ? "" : "\n");
        write("log", all);
        write("packed", all + '\n');
        QCOMPARE(QProcess::execute(u"sh"_s,
                     {u"-c"_s,
                         u"cd \"$1\" && gzip -c packed >log.gz && cat log.gz log.gz >two.gz && "
                         "{ cat log.gz; head -c 1000 /dev/zero; } >padded.gz && "
                         "head -c 5000 log.gz >cut.gz && "
                         "{ head -c 5000 log.gz; head -c 9000 packed; } >damaged.gz"_s,
                         u"sh"_s, m_files.path()}),
            0);
    }

private:
    void write(const char *name, const QByteArray &bytes)
    {
        QFile file(m_files.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    Result<QByteArrayList> readAll(const QString &path)
    {
        m_seen = 0;
        auto reader = LogFileReader::open(path);
        if (!reader)
            return std::unexpected(reader.error());
        QByteArrayList lines;
        const auto read = reader->read([&](QByteArrayView line) {
            ++m_seen;
            lines.append(line.toByteArray());
        });
        if (!read)
            return std::unexpected(read.error());
        return lines;
    }

    QTemporaryDir m_files;
    qsizetype m_seen = 0;
};

QTEST_GUILESS_MAIN(TstLogFileReader)
#include "tst_logfilereader.moc"
