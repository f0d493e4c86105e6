// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Filters and groups over a million generated messages, each from nothing: compiling the filter,
// testing every distinct text, and collecting the rows.

#include "benchreport.h"

#include "core/queue/filterrun.h"
#include "core/queue/queuegroups.h"

#include <QCoreApplication>

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

}

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const auto options = bench::parseOptions(QCoreApplication::arguments(), 1'000'000);
    QueueSnapshot snapshot({u"mx1"_s, "/etc/postfix"}, 0);
    fill(snapshot, options.messages);
    const FilterContext context{.serverNames = {u"mx1"_s}, .instanceNames = {u"-"_s}, .now = now};
    bench::Report report;
    report.add(u"messages"_s, options.messages, u"messages"_s);
    double slowest = 0;
    const auto measure = [&](const QString &name, const QString &text) {
        const auto filter = Filter::parse(text);
        if (!filter)
            qFatal() << text << filter.error().message;
        FilteredRows found;
        const double time
            = milliseconds([&] { found = FilterRun(*filter, snapshot, context).rows(); });
        report.add(name + u"_matches"_s, double(found.rows.size()), u"messages"_s);
        report.add(name, time, u"ms"_s);
        return time;
    };
    for (const auto &[name, text] : {std::pair(u"sender_ms"_s, u"sender:info17@customer.example"_s),
             {u"from_domain_ms"_s, u"from-domain:customer.example"_s},
             {u"to_ms"_s, u"to:user4711"_s}, {u"to_glob_ms"_s, u"to:user*7@d1*.example"_s},
             {u"domain_ms"_s, u"domain:gmail.com"_s}, {u"reason_ms"_s, u"reason:greylist"_s},
             {u"dsn_ms"_s, u"dsn:4.7"_s}, {u"queue_ms"_s, u"queue:active"_s},
             {u"id_ms"_s, u"id:*77"_s}, {u"age_ms"_s, u"age>2h"_s}, {u"size_ms"_s, u"size>50k"_s},
             {u"word_ms"_s, u"nosuchword"_s}})
        slowest = std::max(slowest, measure(name, text));
    report.add(u"filter_ms"_s, slowest, u"ms"_s);
    report.add(
        u"regex_ms"_s, measure(u"regex_reason_ms"_s, u"reason:/4\\.7\\.\\d+.*si77/"_s), u"ms"_s);
    // Without any text to look for, bound to the end, and with alternatives.
    measure(u"regex_bare_ms"_s, u"reason:/[0-9a-z]{6}si\\d{2}7[0-9a-z] /"_s);
    measure(u"regex_classes_ms"_s, u"reason:/\\d\\d\\d:\\d+$/"_s);
    measure(u"regex_any_ms"_s, u"reason:/greylist|spamhaus|t(ime|im)d out/"_s);
    for (const QString &name : groupKeyNames())
        report.add(u"group_"_s + name + u"_ms"_s, milliseconds([&] {
            QueueGroups groups(*parseGroupKey(name));
            QueueGroups::Adder adder(groups, snapshot, u"mx1"_s);
            for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
                adder.add(row);
            if (groups.sorted().empty())
                qFatal() << "no groups";
        }),
            u"ms"_s);
    report.writeTo(options.out);
}
