// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Filters, facets, groups, shapes and sorting over a million messages, each from nothing but the
// index: compiling the filter, testing every distinct text, and collecting the rows. Once over what
// the lab's mail looks like, once ("distinct_") over reasons that all differ.

#include "benchreport.h"

#include "core/base/heap.h"
#include "core/postfix/queuelisting.h"
#include "core/queue/facetcounter.h"
#include "core/queue/queuegroups.h"
#include "core/queue/queueshape.h"
#include "core/servers/fleet.h"
#include "tests/ui/stallmeter.h"
#include "ui/facets/facetpanel.h"
#include "ui/filter/filteredit.h"
#include "ui/groups/grouparrangement.h"
#include "ui/groups/groupmenu.h"
#include "ui/groups/grouppanel.h"
#include "ui/groups/groupview.h"
#include "ui/queue/queuearrangement.h"
#include "ui/queue/queuemodel.h"
#include "ui/queue/queuepage.h"

#include <QAction>
#include <QApplication>
#include <QDateTime>
#include <QFile>
#include <QHeaderView>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 now = 1'800'000'000;

/// Few senders, as many recipients as messages, and reasons of which each has a text of its own, as
/// Google's have: the worst for what tests distinct texts once.
void fill(QueueSnapshot &snapshot, int messages)
{
    for (int i = 0; i < messages; ++i) {
        const quint32 mixed = quint32(i) * 2654435761u;
        const QByteArray sender = "info" + QByteArray::number(mixed % 5000) + "@customer.example";
        const QByteArray address = "user" + QByteArray::number(i)
            + (mixed % 3 ? "@gmail.com" : "@d" + QByteArray::number(mixed % 997) + ".example");
        const QByteArray reason = "host gmail-smtp-in.l.google.com[142.250.1."
            + QByteArray::number(mixed % 250)
            + "] said: 421-4.7.28 Gmail has detected an unusual rate of unsolicited mail. To "
              "protect our users from spam, mail has been temporarily rate limited. "
            + QByteArray::number(mixed, 36) + "si" + QByteArray::number(i)
            + " - gsmtp (in reply to end of DATA command)";
        const std::array recipients{ListedRecipient{address, reason}};
        const auto id = *QueueId::parse("A" + QByteArray::number(0x10000000 + i, 16).toUpper());
        snapshot.add({id, mixed % 10 ? QueueName::Deferred : QueueName::Active,
            now - mixed % 400'000, 900 + mixed % 90'000, false, sender, recipients});
    }
    snapshot.end(ListingState::Complete, 0, {});
}

/// Of processor time: all of it is one thread's, and what else the machine does is left out.
double milliseconds(const std::function<void()> &work)
{
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
        times.push_back(bench::processorSeconds(work) * 1000);
    }
    return bench::median(times);
}

class Bench final
{
public:
    /// `prefix`: of the names of all figures.
    Bench(bench::Report &report, const QString &prefix, const QueueSnapshot &snapshot, qint64 now)
        : m_report(report), m_prefix(prefix), m_snapshot(snapshot)
    {
        m_context.now = now;
    }

    void run()
    {
        add(u"messages"_s, double(m_snapshot.rowCount()), u"messages"_s);
        add(u"index_ms"_s, bench::processorSeconds([&] { m_snapshot.index().extend(); }) * 1000,
            u"ms"_s);
        add(u"index_bytes_per_message"_s,
            double(m_snapshot.index().residentBytes()) / double(m_snapshot.rowCount()), u"bytes"_s);
        filters();
        groups();
        facets();
        heatmaps();
        sorts();
    }

private:
    void add(const QString &name, double value, const QString &unit)
    {
        m_report.add(m_prefix + name, value, unit);
    }

    double filter(const QString &name, const QString &text)
    {
        const auto filter = Filter::parse(text);
        if (!filter)
            qFatal() << text << filter.error().message;
        FilteredRows found;
        const double time
            = milliseconds([&] { found = FilterRun(*filter, m_snapshot, m_context).rows(); });
        add(name + u"_matches"_s, double(found.rows.size()), u"messages"_s);
        add(name, time, u"ms"_s);
        return time;
    }

    void filters()
    {
        double slowest = 0;
        for (const auto &[name, text] :
            {std::pair(u"sender_ms"_s, u"sender:info17@customer.example"_s),
                {u"from_domain_ms"_s, u"from-domain:customer.example"_s},
                {u"to_ms"_s, u"to:user4711"_s}, {u"to_glob_ms"_s, u"to:user*7@d1*.example"_s},
                {u"domain_ms"_s, u"domain:gmail.com"_s},
                {u"provider_ms"_s, u"provider:microsoft"_s}, {u"reason_ms"_s, u"reason:greylist"_s},
                {u"cause_ms"_s, u"cause:rate-limit"_s}, {u"cluster_ms"_s, u"cluster:*greylist*"_s},
                {u"dsn_ms"_s, u"dsn:4.7"_s}, {u"queue_ms"_s, u"queue:active"_s},
                {u"id_ms"_s, u"id:*77"_s}, {u"age_ms"_s, u"age>2h"_s},
                {u"size_ms"_s, u"size>50k"_s}, {u"word_ms"_s, u"nosuchword"_s}})
            slowest = std::max(slowest, filter(name, text));
        add(u"filter_ms"_s, slowest, u"ms"_s);
        add(u"regex_ms"_s, filter(u"regex_reason_ms"_s, u"reason:/4\\.7\\.\\d+.*si77/"_s), u"ms"_s);
        // Without any text to look for, bound to the end, and with alternatives.
        filter(u"regex_bare_ms"_s, u"reason:/[0-9a-z]{6}si\\d{2}7[0-9a-z] /"_s);
        filter(u"regex_classes_ms"_s, u"reason:/\\d\\d\\d:\\d+$/"_s);
        filter(u"regex_any_ms"_s, u"reason:/greylist|spamhaus|t(ime|im)d out/"_s);
    }

    void groups()
    {
        double slowest = 0;
        for (const GroupKey key : allGroupKeys) {
            const double time = milliseconds([&] {
                QueueGroups groups(key);
                {
                    const auto adder = groups.adder(counted());
                    for (QueueSnapshot::Row row = 0; row < m_snapshot.rowCount(); ++row)
                        adder->add(row);
                }
                if (groups.sorted().empty())
                    qFatal() << "no groups";
            });
            add(u"group_"_s + toString(key) + u"_ms"_s, time, u"ms"_s);
            // The text of a reason is no facet; its cluster is.
            if (key != GroupKey::Reason)
                slowest = std::max(slowest, time);
        }
        add(u"group_ms"_s, slowest, u"ms"_s);
    }

    void facets()
    {
        const std::vector<FacetSource> sources{{counted(), m_context}};
        double slowest = 0;
        for (const auto &[name, text] : {std::pair(u"facets_all_ms"_s, u""_s),
                 {u"facets_choice_ms"_s, u"domain:gmail.com not queue:hold"_s},
                 {u"facets_search_ms"_s, u"age>1h sender:info"_s}}) {
            FacetRequest request{.filter = *Filter::parse(text)};
            if (name == u"facets_search_ms"_s)
                request.searches.fill(u"a"_s);
            const double time = milliseconds([&] {
                if (!countFacets(request, sources))
                    qFatal() << "no facets";
            });
            add(name, time, u"ms"_s);
            slowest = std::max(slowest, time);
        }
        add(u"facets_ms"_s, slowest, u"ms"_s);
    }

    void heatmaps()
    {
        double slowest = 0;
        for (const auto &[name, options] : {std::pair(u"heatmap_recipients_ms"_s, ShapeOptions{}),
                 {u"heatmap_senders_ms"_s, ShapeOptions{.bySender = true}},
                 {u"heatmap_parents_ms"_s, ShapeOptions{.foldsDomains = true}}}) {
            const double time = milliseconds([&] {
                ShapeCounter counter(options);
                ShapeCounter::Adder adder(counter, m_snapshot, m_context.now);
                for (QueueSnapshot::Row row = 0; row < m_snapshot.rowCount(); ++row)
                    adder.add(row);
                if (counter.shape().rows.empty())
                    qFatal() << "no shape";
            });
            add(name, time, u"ms"_s);
            slowest = std::max(slowest, time);
        }
        add(u"heatmap_ms"_s, slowest, u"ms"_s);
    }

    void sorts()
    {
        const auto sources = std::make_shared<const QueueSources>(
            QueueSources{{m_snapshot.instance(), u"mx1"_s, u"mx1"_s, 0,
                std::shared_ptr<const QueueSnapshot>(std::shared_ptr<void>(), &m_snapshot)}});
        double slowest = 0;
        for (int column = 0; column < queueColumnCount; ++column) {
            ArrangeRequest request{
                .sources = sources, .order = {}, .filter = Filter::everything(), .previous = {}};
            request.order.column = QueueColumn(column);
            const double time = milliseconds([&] {
                if (arrange(request, {})->rows.size() != m_snapshot.rowCount())
                    qFatal() << "rows are missing";
            });
            add(u"sort_%1_ms"_s.arg(column), time, u"ms"_s);
            slowest = std::max(slowest, time);
        }
        add(u"sort_ms"_s, slowest, u"ms"_s);
    }

    CountedSnapshot counted() const { return {m_snapshot, u"mx1"_s, m_context.now}; }

    bench::Report &m_report;
    const QString m_prefix;
    const QueueSnapshot &m_snapshot;
    FilterContext m_context{.serverNames = {u"mx1"_s}, .instanceNames = {u"-"_s}};
};

/// A page with one queue; waits for what it works out.
class Page final
{
public:
    explicit Page(const std::shared_ptr<const QueueSnapshot> &snapshot)
    {
        m_page.resize(1400, 800);
        m_page.show();
        show(snapshot);
        settle();
    }

    QueuePage *operator->() { return &m_page; }
    QueueModel &model() { return *m_page.findChild<QueueModel *>(); }
    void show(const std::shared_ptr<const QueueSnapshot> &snapshot)
    {
        model().setSources({{.key = snapshot->instance(),
            .server = u"mx1"_s,
            .fullName = u"mx1"_s,
            .snapshot = snapshot}});
    }
    void settle()
    {
        const auto isSettled = [&] { return m_page.isSettled() && m_page.facets()->isSettled(); };
        QCoreApplication::processEvents(); // what was asked for begins
        if (!QTest::qWaitFor(isSettled, 120'000))
            qFatal() << "the page does not settle";
    }

private:
    Fleet m_fleet;
    QAction m_addServer;
    QueuePage m_page{m_fleet, &m_addServer};
};

/// The longest that the window's event loop worked in one piece while all of it was asked for, in
/// ms.
double longestStall(const std::shared_ptr<const QueueSnapshot> &snapshot)
{
    Page page(snapshot);
    StallMeter meter;
    meter.restart();
    // A hundred letters in a row, as fast as anybody types.
    const QString text
        = u"sender:info or domain:gmail.com or reason:/rate.*limit/ or cause:greylisting "
          "or to:user1 or age>2h or size>50k"_s;
    for (const QChar c : text.left(100)) {
        QTest::keyClick(page->filterEdit(), c.toLatin1());
        QTest::qWait(20);
    }
    page.settle();
    page->setFilter(Filter::everything());
    page.settle();
    for (int column = 0; column < queueColumnCount; ++column) {
        page.model().sort(column, Qt::AscendingOrder);
        page.settle();
    }
    page->setFilter(*Filter::parse(u"domain:gmail.com not queue:hold"_s));
    page.settle();
    page->selectEverything();
    page.settle();
    return meter.longest();
}

/// The same in groups, of which there are up to as many as messages (reasons that all differ).
double longestStallInGroups(const std::shared_ptr<const QueueSnapshot> &snapshot)
{
    Page page(snapshot);
    StallMeter meter;
    meter.restart();
    GroupView &tree = *page->groups()->view();
    for (const GroupKey key : {GroupKey::Reason, GroupKey::Sender, GroupKey::Domain}) {
        page->groupMenu()->choose(key);
        page.settle();
        for (int column = 0; column < groupColumnCount; ++column) {
            tree.header()->setSortIndicator(column, Qt::AscendingOrder);
            page.settle();
        }
        for (int row = 0; row < 5; ++row)
            tree.expand(tree.model()->index(row, 0));
        page.settle();
        for (int i = 0; i < 40; ++i) {
            QTest::keyClick(&tree, Qt::Key_Down);
            QTest::qWait(10);
        }
        QTest::keyClicks(&tree, u"zzz"_s);
        QTest::keyClick(&tree, Qt::Key_End, Qt::ShiftModifier);
        page.settle();
        page->selectEverything();
        page.settle();
    }
    page->setFilter(*Filter::parse(u"domain:gmail.com"_s));
    page.settle();
    page->groupMenu()->choose({});
    page.settle();
    return meter.longest();
}

/// What an administrator may meet.
void list(QueueSnapshot &snapshot, int messages)
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(u"listing"_s);
    bench::shell(u"tests/lab/listing --messages %1 >%2"_s.arg(messages).arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal() << file.errorString();
    QueueListParser parser([&](const ListedMessage &message) { snapshot.add(message); });
    for (QByteArray bytes = file.read(1 << 20); !bytes.isEmpty(); bytes = file.read(1 << 20))
        parser.feed(bytes);
    parser.finish();
    snapshot.end(ListingState::Complete, parser.badLineCount(), {});
}

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QApplication application(argc, argv);
    QApplication::setApplicationName(u"bench_find"_s);
    QStandardPaths::setTestModeEnabled(true);
    const auto options = bench::parseOptions(QApplication::arguments(), 1'000'000);
    bench::Report report;
    {
        const auto snapshot
            = std::make_shared<QueueSnapshot>(InstanceKey{u"mx1"_s, "/etc/postfix"}, 0);
        list(*snapshot, options.messages);
        Bench(report, {}, *snapshot, QDateTime::currentSecsSinceEpoch()).run();
        report.add(u"max_stall_ms"_s, longestStall(snapshot), u"ms"_s);
    }
    const auto snapshot = std::make_shared<QueueSnapshot>(InstanceKey{u"mx1"_s, "/etc/postfix"}, 0);
    fill(*snapshot, options.messages);
    Bench(report, u"distinct_"_s, *snapshot, now).run();
    report.add(u"max_stall_groups_ms"_s, longestStallInGroups(snapshot), u"ms"_s);
    report.writeTo(options.out);
}
