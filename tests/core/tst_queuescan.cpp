// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/filepieces.h"
#include "core/postfix/queuescan.h"
#include "tests/core/stubhost.h"

#include <QDateTime>
#include <QTest>

#include <algorithm>

using namespace spoolscope;
using namespace Qt::Literals;

namespace {

const Instance primary{"-"_ba, "/etc/postfix"_ba};
const QByteArray detour = "././/././/";
constexpr PieceSizes sizes{.head = 20, .tail = 5, .log = 20};

struct Scanned
{
    QByteArrayList lines; ///< "hold 4/4F2A81C09D 3 [700 postfix]"
    Result<ScanFacts> facts;
};

Scanned parsed(const QByteArray &output, const QByteArray &errors = {}, int exitCode = 0,
    qsizetype chunk = 1 << 20)
{
    Scanned scanned{{}, ScanFacts{}};
    QueueScanParser parser([&](const ScannedFile &file) {
        QByteArray line = toBytes(file.queue).toByteArray() + ' ' + file.path.toByteArray() + ' '
            + QByteArray::number(file.size);
        if (file.changed)
            line += ' ' + QByteArray::number(file.changed->mode, 8) + ' ' + file.changed->owner;
        scanned.lines.append(line);
    });
    for (qsizetype i = 0; i < output.size(); i += chunk)
        parser.feed(QByteArrayView(output).sliced(i, std::min(chunk, output.size() - i)));
    scanned.facts = parser.finish(exitCode, errors);
    return scanned;
}

const QByteArray head = "#clock 1795371008\n#spool /var/spool/postfix\n#owner postfix\n#empty "
                        "MAILER-DAEMON\n#limit 1000\n"
                        "#utf8 yes\n#version 3.10.13\n";
const QByteArray before
    = "#queue maildrop\n#queue incoming\n#queue active\n#end 0\n#queue deferred\n";
const QByteArray behind = "#end 0\n#queue deferred\n#queue hold\n#end 0\n#queue defer\n#end 0\n";

void write(const QString &name, const QByteArray &bytes)
{
    QFile file(name);
    if (!file.open(QFile::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(name));
}

}

/// The queue directories, looked through by real programs.
class TestQueueScan : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_host = std::make_unique<StubHost>();
        m_spool = m_host->path(u"spool of a name"_s);
        // Warnings are nobody's concern.
        m_host->addProgram("postconf",
            "echo 'postconf: warning: unused parameter' >&2; echo '" + m_spool.toUtf8()
                + "'; [ $# = 4 ] || { echo postfix; echo MAILER-DAEMON; echo 1000; echo yes; echo "
                  "3.10.13; }");
        for (const QueueName queue : scannedQueues)
            QDir().mkpath(m_spool + u'/' + toString(queue) + u"/A"_s);
    }

    void scansDirectories()
    {
        write(m_spool + u"/deferred/A/A1B2C3D4E5"_s, "old");
        write(m_spool + u"/defer/A/A1B2C3D4E5"_s, "log");
        write(m_spool + u"/hold/A1B2C3D4E7"_s, "held!");
        write(m_spool + u"/incoming/1795371008.12"_s, "no name yet");
        QFile::setPermissions(m_spool + u"/hold/A1B2C3D4E7"_s, QFile::Permissions(0x7000));
        QFile::link(m_spool + u"/hold/A1B2C3D4E7"_s, m_spool + u"/active/A1B2C3D4E9"_s);
        const qint64 now = QDateTime::currentSecsSinceEpoch();

        const auto later
            = m_host->run(scanQueuesCommand(primary, now + 60, ScanExtent::Everything));
        const Scanned old = parsed(later.out, later.err, later.exitCode);
        QVERIFY2(old.facts, later.err.constData());
        QCOMPARE(old.lines,
            (QByteArrayList{
                "deferred A/A1B2C3D4E5 3", "hold A1B2C3D4E7 5", "defer A/A1B2C3D4E5 0"}));
        QVERIFY(qAbs(old.facts->clock - now) < 60);
        QCOMPARE(old.facts->queueDirectory, m_spool.toUtf8());
        QCOMPARE(old.facts->mailOwner, "postfix"_ba);
        QCOMPARE(old.facts->emptyAddress, "MAILER-DAEMON"_ba);
        QCOMPARE(old.facts->duplicateLimit, 1000);
        QCOMPARE(old.facts->showsUtf8, true);

        const auto earlier
            = m_host->run(scanQueuesCommand(primary, now - 60, ScanExtent::OnlyChanged));
        const Scanned fresh = parsed(earlier.out, earlier.err, earlier.exitCode);
        QVERIFY2(fresh.facts, earlier.err.constData());
        QCOMPARE(fresh.lines.size(), 3);
        QVERIFY2(fresh.lines[1].startsWith("hold A1B2C3D4E7 5 700 "), fresh.lines[1].constData());

        const auto none
            = m_host->run(scanQueuesCommand(primary, now + 60, ScanExtent::OnlyChanged));
        QCOMPARE(parsed(none.out, none.err, none.exitCode).lines,
            QByteArrayList{"defer A/A1B2C3D4E5 0"});
    }

    /// Two finds share the deferred queue, however deep it is hashed: each file comes from one.
    void deferredFilesComeOnce()
    {
        QByteArrayList names;
        for (const QByteArray &directory :
            {"0/"_ba, "3/"_ba, "7/"_ba, "8/"_ba, "A/"_ba, "F/"_ba, "4/A/"_ba, "C/0/"_ba, ""_ba}) {
            QDir().mkpath(m_spool + u"/deferred/"_s + QString::fromLatin1(directory));
            for (const QByteArray &first : {"0"_ba, "7"_ba, "8"_ba, "F"_ba}) {
                names.append(directory + first + "1B2C3D4E5");
                write(m_spool + u"/deferred/"_s + QString::fromLatin1(names.last()), "x");
            }
        }
        std::ranges::sort(names);
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const auto found = [&](qint64 since, ScanExtent extent) {
            const auto output = m_host->run(scanQueuesCommand(primary, since, extent));
            const Scanned scanned = parsed(output.out, output.err, output.exitCode);
            QByteArrayList paths;
            for (const QByteArray &line : scanned.lines)
                paths.append(line.split(' ').value(1));
            std::ranges::sort(paths);
            return scanned.facts ? paths : QByteArrayList{output.err};
        };
        QCOMPARE(found(now + 60, ScanExtent::Everything), names);
        QCOMPARE(found(now - 60, ScanExtent::Everything), names);
        QCOMPARE(found(now - 60, ScanExtent::OnlyChanged), names);
        QCOMPARE(found(now + 60, ScanExtent::OnlyChanged), QByteArrayList());
    }

    void missingDirectoryIsNoEmptyOne()
    {
        QDir(m_spool + u"/defer"_s).removeRecursively();
        const auto output = m_host->run(scanQueuesCommand(primary, 0, ScanExtent::Everything));
        const auto facts = parsed(output.out, output.err, output.exitCode).facts;
        QVERIFY(!facts);
        QCOMPARE(facts.error().kind, ErrorKind::Permission);
    }

    void findThatCannotDoIt()
    {
        m_host->addProgram("find", "echo 'find: unrecognized: -newerct' >&2; exit 1");
        const auto output = m_host->run(scanQueuesCommand(primary, 0, ScanExtent::Everything));
        const auto facts = parsed(output.out, output.err, output.exitCode).facts;
        QVERIFY(!facts);
        QCOMPARE(facts.error().kind, ErrorKind::NotFound);
    }

    void vanishedFilesAreNoTrouble()
    {
        const QByteArray output
            = head + before + "A/A1B2C3D4E5 3\n" + QByteArray(behind).replace(0, 6, "#end 1");
        QVERIFY(parsed(output, "find: 'deferred/A/A1B2C3D4E6': No such file or directory\n").facts);
        QVERIFY(!parsed(output).facts); // a failure without a reason
        QVERIFY(!parsed(output, "find: 'deferred/A': Permission denied\n").facts);
        QVERIFY(!parsed(output, "find: 'x': No such file or directory\nfind: oops\n").facts);
    }

    void everyChunkingIsTheSame()
    {
        const QByteArray output = head + before + "A/A1B2C3D4E5 3\n=A/B1B2C3D4E5 17 710 post fix\n"
            + QByteArray(behind).replace("#queue defer\n",
                "#queue defer\ndefer:\nA\nC1B2C3D4E5\n\ndefer/A:\nA1B2C3D4E5\nB\n\n"
                "defer/A/B:\nB1B2C3D4E5\n");
        const QByteArrayList lines{"deferred A/A1B2C3D4E5 3",
            "deferred A/B1B2C3D4E5 17 710 post fix", "defer C1B2C3D4E5 0", "defer A/A1B2C3D4E5 0",
            "defer A/B/B1B2C3D4E5 0"};
        for (qsizetype chunk = 1; chunk <= output.size(); ++chunk) {
            const Scanned scanned = parsed(output, {}, 0, chunk);
            QVERIFY(scanned.facts);
            QCOMPARE(scanned.lines, lines);
        }
        for (qsizetype cut = 0; cut < output.size(); ++cut)
            QVERIFY(!parsed(output.first(cut)).facts);
        QVERIFY(!parsed(output, {}, 1).facts);
    }

    void damage_data()
    {
        QTest::addColumn<QByteArray>("output");
        const QByteArray file = "A1B2C3D4E5 3\n";
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no head") << before + file + behind;
        QTest::newRow("file outside") << head + file + before + behind;
        QTest::newRow("queue twice") << head + before + file + behind + "#queue hold\n#end 0\n";
        QTest::newRow("queue within") << head + before + "#queue hold\n#end 0\n" + behind;
        QTest::newRow("no end") << head + before + file
                + QByteArray(behind).replace("#end 0\n", "");
        QTest::newRow("end twice") << head + before + file + "#end 0\n" + behind;
        QTest::newRow("end of a killed find")
            << head + before + file + QByteArray(behind).replace(0, 6, "#end 137");
        QTest::newRow("not a queue to scan") << head + before + behind + "#queue trace\n#end 0\n";
        QTest::newRow("no size") << head + before + "A1B2C3D4E5\n" + behind;
        QTest::newRow("negative size") << head + before + "A1B2C3D4E5 -3\n" + behind;
        QTest::newRow("mode") << head + before + "=A1B2C3D4E5 3 8x8 postfix\n" + behind;
        const QByteArray logs = QByteArray(behind).replace("#queue defer\n", "#queue defer\n@\n");
        for (const QByteArray &line : {"A1B2C3D4E5 3"_ba, "../A1B2C3D4E5"_ba, "A/A1B2C3D4E5"_ba,
                 "defer/..:"_ba, "deferred:"_ba, "A:"_ba})
            QTest::addRow("log %s", line.constData())
                << head + before + QByteArray(logs).replace("@", line);
        QTest::newRow("path") << head + before + "../A1B2C3D4E5 3\n" + behind;
        QTest::newRow("clock")
            << "#clock x\n#spool /s\n#owner postfix\n#empty M\n#limit 1\n#utf8 no\n#version 3.4\n"
                + before + behind;
        QTest::newRow("endless line") << head + before + QByteArray(100'000, 'A') + '\n' + behind;
    }

    void damage()
    {
        QFETCH(QByteArray, output);
        QVERIFY(!parsed(output).facts);
        QVERIFY(!parsed(output, {}, 0, 7).facts);
    }

    void readsPieces()
    {
        write(m_spool + u"/deferred/A/A1B2C3D4E5"_s, "0123456789abcdefghijklmnopqrstuvwxyz");
        write(m_spool + u"/hold/A1B2C3D4E6"_s, "short\n\n");
        write(m_spool + u"/hold/A1B2C3D4E7"_s, {});
        write(m_spool + u"/defer/A/A1B2C3D4E5"_s, "log");
        const PieceRequest request{{"hold/GONE0", "deferred/A/A1B2C3D4E5", "hold/GONE1",
                                       "hold/A1B2C3D4E6", "hold/A1B2C3D4E7"},
            {"defer/A/A1B2C3D4E5", "defer/GONE"}};
        const auto command = readPiecesCommand(m_spool.toUtf8(), request, sizes, detour);
        QVERIFY(command);
        const auto output = m_host->run(*command);
        const auto pieces
            = FilePieces::parse(request, detour, output.out, output.err, output.exitCode);
        QVERIFY2(pieces, output.err.constData());
        const auto bytes = [&](PieceKind kind, qsizetype index) {
            const auto &piece = pieces->of(kind, index);
            return piece.isMissing ? "missing"_ba : piece.bytes.toByteArray();
        };
        QCOMPARE(bytes(PieceKind::Head, 0), "missing"_ba);
        QCOMPARE(bytes(PieceKind::Head, 1), "0123456789abcdefghij"_ba);
        QCOMPARE(bytes(PieceKind::Tail, 1), "vwxyz"_ba);
        QCOMPARE(bytes(PieceKind::Head, 2), "missing"_ba);
        QCOMPARE(bytes(PieceKind::Head, 3), "short\n\n"_ba);
        QCOMPARE(bytes(PieceKind::Tail, 3), "ort\n\n"_ba);
        QCOMPARE(bytes(PieceKind::Head, 4), QByteArray());
        QCOMPARE(bytes(PieceKind::Log, 0), "log"_ba);
        QCOMPARE(bytes(PieceKind::Log, 1), "missing"_ba);
        // Cut anywhere, it is not whole.
        for (qsizetype cut = 0; cut < output.out.size(); ++cut)
            QVERIFY(!FilePieces::parse(request, detour, output.out.first(cut), output.err, 0));
        QVERIFY(!FilePieces::parse(request, detour, output.out, {}, 0)); // gone without a word
        QVERIFY(!FilePieces::parse(request, detour, output.out, output.err + "head: oops\n", 0));
    }

    void messagesThatLookLikeNames()
    {
        constexpr PieceSizes large{.head = 1000, .tail = 1000, .log = 1000};
        const PieceRequest request{{"hold/A1B2C3D4E5", "hold/A1B2C3D4E6"}, {}};
        const QByteArray forged = "x\n==> hold/A1B2C3D4E6 <==\nforged\n==> ./hold/A1B2C3D4E6 <==\n"
                                  "==> ./././/hold/A1B2C3D4E6 <==\n";
        write(m_spool + u"/hold/A1B2C3D4E5"_s, forged);
        write(m_spool + u"/hold/A1B2C3D4E6"_s, "true");
        for (int run = 0; run < 5; ++run) {
            const QByteArray way = makeDetour();
            const auto output
                = m_host->run(*readPiecesCommand(m_spool.toUtf8(), request, large, way));
            const auto pieces = FilePieces::parse(request, way, output.out, output.err, 0);
            QVERIFY(pieces);
            QCOMPARE(pieces->of(PieceKind::Head, 0).bytes, forged);
            QCOMPARE(pieces->of(PieceKind::Head, 1).bytes, "true"_ba);
        }
        // Even one who knew the way could not take another's place: the true one comes as well.
        write(m_spool + u"/hold/A1B2C3D4E5"_s, "x\n==> " + detour + "hold/A1B2C3D4E6 <==\nforged");
        const auto output
            = m_host->run(*readPiecesCommand(m_spool.toUtf8(), request, large, detour));
        QVERIFY(!FilePieces::parse(request, detour, output.out, output.err, 0));
    }

    void halfAListReadsNothing()
    {
        write(m_spool + u"/hold/A1B2C3D4E5"_s, "bytes");
        const auto command
            = readPiecesCommand(m_spool.toUtf8(), {{"hold/A1B2C3D4E5"}, {}}, sizes, detour);
        for (qsizetype size = 0; size < command->input.size() - 1; ++size) {
            const auto output = m_host->run(*command, command->input.first(size));
            QCOMPARE(output.exitCode, 65);
            QVERIFY(output.out.isEmpty());
        }
        QCOMPARE(m_host->run(*command, command->input.chopped(1)).exitCode, 0);
    }

    void strangePathsAreRefused()
    {
        for (const char *path :
            {"", "/etc/passwd", "hold/../../x", "hold/a b", "hold/$(id)", "a\nb"}) {
            QVERIFY(!readPiecesCommand(m_spool.toUtf8(), {{path}, {}}, sizes, detour));
            QVERIFY(!readPiecesCommand(m_spool.toUtf8(), {{}, {path}}, sizes, detour));
        }
        QVERIFY(!readPiecesCommand(m_spool.toUtf8(), {{"hold/A"}, {}}, sizes, "../"));
        QVERIFY(!readPiecesCommand("spool", {{"hold/A"}, {}}, sizes, detour));
        QVERIFY(!readPiecesCommand(
            m_spool.toUtf8(), {QByteArrayList(mostPieces + 1, "hold/A"), {}}, sizes, detour));
    }

    void detoursDiffer()
    {
        QCOMPARE_NE(makeDetour(), makeDetour());
        QVERIFY(readPiecesCommand(m_spool.toUtf8(), {{"hold/A"}, {}}, sizes, makeDetour()));
    }

private:
    std::unique_ptr<StubHost> m_host;
    QString m_spool;
};

QTEST_GUILESS_MAIN(TestQueueScan)
#include "tst_queuescan.moc"
