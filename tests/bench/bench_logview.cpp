// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Five million lines of a mail log kept, searched and looked at: what is on the disk, what stays in
// memory, how long a question takes from nothing to all its lines, and how long the window's event
// loop ever works in one piece.

#include "benchreport.h"

#include "core/base/heap.h"
#include "core/logs/logorder.h"
#include "tests/core/madelogs.h"
#include "tests/ui/stallmeter.h"
#include "ui/filter/filteredit.h"
#include "ui/logs/logbar.h"
#include "ui/logs/logpage.h"
#include "ui/message/highlighting.h"

#include <KSyntaxHighlighting/Repository>

#include <QApplication>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

Filter filterOf(const QString &text)
{
    const auto filter = Filter::parse(text, logFilterFields());
    if (!filter)
        qFatal() << text << filter.error().message;
    return *filter;
}

void fill(LogStore &store, int lines)
{
    made::LogTalk talk(1);
    made::LogFiller filler(store);
    for (int i = 0; i < lines; ++i)
        filler.lineAt(made::logStart + qint64(i) * 20'000, talk.next());
}

/// From nothing to every line, as a filter that was typed is answered.
void search(bench::Report &report, const std::shared_ptr<LogStore> &store)
{
    double slowest = 0;
    for (const auto &[name, text] :
        {std::pair(u"everything"_s, u""_s), {u"word"_s, u"nosuchword"_s},
            {u"common_word"_s, u"gmail"_s}, {u"id"_s, u"id:4F2A81C015"_s},
            {u"daemon"_s, u"daemon:smtpd"_s}, {u"severity"_s, u"not severity:info"_s},
            {u"status"_s, u"status:deferred"_s}, {u"regex"_s, u"/rate.*limit/"_s}}) {
        const LogOrderRequest request{
            .sources = {{store, {u"mx1"_s}}}, .filter = filterOf(text), .previous = {}};
        std::vector<double> times;
        qint64 found = 0;
        for (int round = 0; round < 3; ++round)
            times.push_back(bench::processorSeconds([&] {
                found = arrangeLog(request, {})->lineCount();
            }) * 1000);
        report.add(u"search_%1_matches"_s.arg(name), double(found), u"lines"_s);
        report.add(u"search_%1_ms"_s.arg(name), bench::median(times), u"ms"_s);
        slowest = std::max(slowest, bench::median(times));
    }
    report.add(u"search_ms"_s, slowest, u"ms"_s);
    // What the parser has to be asked for: as many lines as have the text at all.
    for (const auto &[name, text] : {std::pair(u"to"_s, u"to:x@gmail.com"_s),
             {u"client"_s, u"client:192.0.2.1"_s}, {u"null_sender"_s, u"sender:<>"_s}}) {
        const LogOrderRequest request{
            .sources = {{store, {u"mx1"_s}}}, .filter = filterOf(text), .previous = {}};
        report.add(u"search_field_%1_ms"_s.arg(name),
            bench::processorSeconds([&] { arrangeLog(request, {}); }) * 1000, u"ms"_s);
    }
}

/// While it is scrolled, filtered letter by letter, and grows.
double longestStall(const std::shared_ptr<LogStore> &store)
{
    KSyntaxHighlighting::Repository repository;
    Highlighting::addDefinitions(repository);
    LogPage page(repository);
    page.resize(1400, 900);
    page.setSources({{.server = u"mx1"_s, .name = u"mx1"_s, .store = store}});
    page.show();
    const auto settle = [&] {
        if (!QTest::qWaitFor([&] { return page.isSettled(); }, 120'000))
            qFatal("the page does not settle");
    };
    settle();
    StallMeter meter;
    QScrollBar *bar = page.view()->verticalScrollBar();
    for (int step = 0; step < 100; ++step) {
        bar->setValue(int(qint64(bar->maximum()) * step / 100));
        QTest::qWait(5);
    }
    for (const QChar c : u"to:x@gmail.com status:deferred or /time.*out/"_s) {
        QTest::keyClick(page.bar()->filterEdit(), c.toLatin1());
        QTest::qWait(20);
    }
    settle();
    page.setFilter({});
    settle();
    page.view()->goToEnd();
    made::LogFiller filler(*store);
    made::LogTalk talk(2);
    for (int i = 0; i < 200; ++i) {
        for (int line = 0; line < 50; ++line)
            filler.lineAt(made::logStart + qint64(1) * 1'000'000'000'000 + i, talk.next());
        page.linesAdded();
        QTest::qWait(10);
    }
    settle();
    return meter.longest();
}

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QApplication application(argc, argv);
    QApplication::setApplicationName(u"bench_logview"_s);
    QStandardPaths::setTestModeEnabled(true);
    const auto options = bench::parseOptions(QApplication::arguments(), 5'000'000);
    bench::Report report;
    const auto store = std::make_shared<LogStore>();
    const qint64 before = bench::residentBytes();
    const double filling = bench::processorSeconds([&] { fill(*store, options.messages); });
    report.add(u"lines"_s, double(store->rows().lineCount()), u"lines"_s);
    report.add(u"disk_mb"_s, double(store->rows().spilledBytes()) / 1e6, u"MB"_s);
    report.add(u"fill_lines_per_s"_s, double(options.messages) / filling, u"lines/s"_s);
    report.add(u"store_rss_mb"_s, double(bench::residentBytes() - before) / 1e6, u"MB"_s);
    search(report, store);
    report.add(u"rss_mb"_s, double(bench::residentBytes()) / 1e6, u"MB"_s);
    report.add(u"max_stall_ms"_s, longestStall(store), u"ms"_s);
    report.writeTo(options.out);
}
