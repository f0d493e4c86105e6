// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A mail log of a gigabyte, of lines that Postfix wrote in the lab: read, parsed and counted by all
// counters on one core, beside what administrators ask such a log with today.

#include "benchreport.h"
#include "longlog.h"

#include "core/base/heap.h"
#include "core/logs/logfilereader.h"
#include "core/logs/logparser.h"
#include "core/logs/logsummary.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 3;
constexpr double perMegabyte = 1e6;

struct LogOptions
{
    qint64 bytes;
    QString log; ///< an existing one; empty: made of the lab's
    QString out;
};

LogOptions optionsOf(const QStringList &words)
{
    QCommandLineParser parser;
    const QCommandLineOption megabytes(u"megabytes"_s, u"How large."_s, u"n"_s, u"1000"_s);
    const QCommandLineOption log(u"log"_s, u"A log to take instead."_s, u"file"_s);
    const QCommandLineOption out(u"out"_s, u"JSON file to write."_s, u"file"_s);
    parser.addOptions({megabytes, log, out});
    const bool parsed = parser.parse(words);
    const qint64 bytes = parser.value(megabytes).toLongLong() * qint64(perMegabyte);
    if (!parsed || bytes < 1) {
        std::fputs("usage: [--megabytes N] [--log FILE] [--out FILE]\n", stderr);
        std::exit(2);
    }
    return {bytes, parser.value(log), parser.value(out)};
}

/// Calls `take` with each line of a file, read as the program reads one.
template <typename Take> void forEachLine(const QString &path, const Take &take)
{
    auto reader = LogFileReader::open(path);
    if (!reader)
        qFatal() << reader.error().message;
    if (const auto read = reader->read(take); !read)
        qFatal() << read.error().message;
}

void makeLog(const QString &path, qint64 bytes)
{
    QByteArray lines;
    for (const auto *name : {"3.10/mx1.log", "3.10/mx2.log"}) {
        QFile file(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs/") + QString::fromLatin1(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal() << file.fileName() << file.errorString();
        lines += file.readAll();
    }
    bench::LongLog(lines).write(path, bytes);
}

/// Least of some times: what else the machine does only adds.
double least(const std::function<void()> &work)
{
    double best = 1e9;
    for (int i = 0; i < rounds; ++i)
        best = std::min(best, bench::processorSeconds(work));
    return best;
}

double leastOfShell(const QString &command, int count = rounds)
{
    double best = 1e9;
    for (int i = 0; i < count; ++i)
        best = std::min(best, bench::seconds([&] { bench::shell(command); }));
    return best;
}

double mostResidentMegabytes()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024;
}

void measure(const QString &path, bench::Report &report)
{
    const double size = double(QFileInfo(path).size()) / perMegabyte;
    report.add(u"size_mb"_s, size, u"MB"_s);
    quint64 lines = 0, counted = 0;
    const double parsing = least([&] {
        LogParser parser;
        lines = 0;
        forEachLine(path,
            [&](QByteArrayView line) { lines += parser.parse(line).kind != LogEventKind::NoLine; });
    });
    size_t bytes = 0;
    const double counting = least([&] {
        LogCounters counters;
        LogParser parser;
        forEachLine(path, [&](QByteArrayView line) { counters.add(parser.parse(line)); });
        const auto snapshot = counters.snapshot();
        counted = snapshot->all()[TrafficCount::Lines];
        bytes = counters.residentBytes();
    });
    if (counted == 0 || counted > lines)
        qFatal("the lines were not counted");
    report.add(u"lines"_s, double(counted), u"lines"_s);
    report.add(u"bytes_per_line"_s, size * perMegabyte / double(lines), u"bytes"_s);
    report.add(u"parse_mb_per_s"_s, size / parsing, u"MB/s"_s);
    report.add(u"mb_per_s"_s, size / counting, u"MB/s"_s);
    report.add(u"ns_per_line"_s, counting * 1e9 / double(lines), u"ns"_s);
    report.add(u"counters_mb"_s, double(bytes) / perMegabyte, u"MB"_s);
    report.add(u"rss_mb"_s, mostResidentMegabytes(), u"MB"_s);

    // grep(1) stops at the first match where its output is /dev/null itself.
    const QString file = u"'%1' | cat >/dev/null"_s.arg(path);
    const double wc = leastOfShell(u"wc -l "_s + file);
    const double grep = leastOfShell(u"LC_ALL=C grep -c status= "_s + file);
    const double pflogsumm = leastOfShell(u"LC_ALL=C pflogsumm "_s + file, 1);
    report.add(u"wc_mb_per_s"_s, size / wc, u"MB/s"_s);
    report.add(u"grep_mb_per_s"_s, size / grep, u"MB/s"_s);
    report.add(u"pflogsumm_mb_per_s"_s, size / pflogsumm, u"MB/s"_s);
    report.add(u"ratio_wc"_s, counting / wc, u"times its time"_s);
    report.add(u"ratio_grep"_s, counting / grep, u"times its time"_s);
    report.add(u"ratio_pflogsumm"_s, pflogsumm / counting, u"times as fast"_s);
}

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QCoreApplication application(argc, argv);
    const LogOptions options = optionsOf(QCoreApplication::arguments());
    const QTemporaryDir directory(u"build/bench/log-XXXXXX"_s);
    QString path = options.log;
    if (path.isEmpty()) {
        path = directory.filePath(u"mail.log"_s);
        makeLog(path, options.bytes);
    }
    bench::Report report;
    measure(path, report);
    report.writeTo(options.out);
}
