// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An incremental refresh beside a full listing through the same connection, after one message in a
// hundred changed; and the proof that both say the same.

#include "benchreport.h"

#include "tests/onhosts/labfixture.h"
#include "tests/onhosts/snapshotlines.h"

#include "core/base/heap.h"
#include "core/queue/queuelister.h"
#include "core/queue/queuerefresher.h"

#include <QCoreApplication>
#include <QThread>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr double mostOfAListing = 0.15; ///< what a refresh may cost

class Bench final
{
public:
    explicit Bench(int messages) : m_messages(messages)
    {
        m_lab = LabFixture::start(1, messages);
        auto link = connectServer(m_lab->server(0), {}, {});
        if (!link)
            qFatal() << link.error().error.message;
        m_link = std::move(*link);
        // Nothing may move between the refresh and the listing that it is compared with.
        shell(u"postfix stop"_s);
    }

    /// One message in a hundred goes and one comes, and of those that stay as many go to and from
    /// hold and are sent on their way once more.
    void churn(int round)
    {
        const QString part = QString::number(m_messages / 200);
        shell(u"find deferred -type f | sed s,.*/,, | shuf -n %1 | postsuper -d -; "
              "find deferred -type f | sed s,.*/,, | shuf -n %2 | postsuper -h -; "
              "ls hold | shuf -n %2 | postsuper -H -; "
              "find deferred -type f | sed s,.*/,, | shuf -n %2 | postsuper -r -"_s.arg(
                  part, QString::number(m_messages / 1000)));
        if (const auto filled = m_lab->fill(0, m_messages / 200, 1000 + round); !filled)
            qFatal() << filled.error().detail;
    }

    Refreshed refresh(std::shared_ptr<QueueSnapshot> &snapshot)
    {
        snapshot = emptySnapshot();
        const auto refreshed
            = refreshQueue(*m_link.transport, instance(), true, m_base, snapshot, {});
        if (!refreshed || !refreshed->base)
            qFatal() << "no refresh" << (refreshed ? QString() : refreshed.error().message);
        m_base = refreshed->base;
        snapshot = refreshed->snapshot;
        return *refreshed;
    }
    void list(std::shared_ptr<QueueSnapshot> &snapshot)
    {
        snapshot = emptySnapshot();
        if (const auto listed = listQueue(*m_link.transport, instance(), *snapshot, {}); !listed)
            qFatal() << listed.error().message;
    }

private:
    const Instance &instance() const { return m_link.facts.instances.first(); }
    std::shared_ptr<QueueSnapshot> emptySnapshot() const
    {
        return std::make_shared<QueueSnapshot>(
            InstanceKey{u"s"_s, instance().configDirectory}, qint64(0));
    }
    void shell(const QString &script) const
    {
        const auto done = m_lab->exec(0,
            {u"sh"_s, u"-c"_s,
                u"cd %1; { %2; } >/dev/null 2>&1"_s.arg(
                    QString::fromUtf8(m_lab->queueDirectory(0)), script)});
        if (!done)
            qFatal() << script << done.error().detail;
    }

    const int m_messages;
    std::unique_ptr<LabFixture> m_lab;
    ServerLink m_link;
    std::optional<RefreshBase> m_base;
};

}

int main(int argc, char *argv[])
{
    keepFreedMemory(); // as the programs do
    const QCoreApplication application(argc, argv);
    const auto options = bench::parseOptions(QCoreApplication::arguments(), 100'000);
    Bench bench(options.messages);
    QThread::sleep(6); // what changed shortly before a listing would be read again
    std::shared_ptr<QueueSnapshot> refreshed;
    std::shared_ptr<QueueSnapshot> listed;
    bench.refresh(refreshed);

    std::vector<double> incremental;
    std::vector<double> full;
    std::vector<double> ratios;
    double read = 0;
    for (int round = 0; round < 5; ++round) {
        bench.churn(round);
        QThread::sleep(6);
        Refreshed outcome;
        incremental.push_back(bench::seconds([&] { outcome = bench.refresh(refreshed); }));
        if (outcome.way != RefreshWay::Incremental)
            qFatal() << "not incremental but" << int(outcome.way);
        read += double(outcome.read) / 5;
        full.push_back(bench::seconds([&] { bench.list(listed); }));
        ratios.push_back(incremental.back() / full.back());
        if (const QByteArray different = difference(*refreshed, *listed); !different.isEmpty())
            qFatal("the refresh is not what postqueue lists:\n%s", different.constData());
    }
    bench::Report report;
    report.add(u"messages"_s, double(listed->rowCount()), u"messages"_s);
    report.add(u"messages_read"_s, read, u"messages"_s);
    report.add(u"full_listing_s"_s, bench::median(full), u"s"_s);
    report.add(u"refresh_s"_s, bench::median(incremental), u"s"_s);
    report.add(u"ratio"_s, bench::median(ratios), u"time/time"_s);
    report.writeTo(options.out);
    if (bench::median(ratios) > mostOfAListing)
        qFatal() << "a refresh costs more than" << mostOfAListing << "of a listing";
    return 0;
}
