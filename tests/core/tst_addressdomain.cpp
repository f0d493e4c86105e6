// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/postfix/addressdomain.h"
#include "core/queue/facetcounter.h"
#include "core/queue/facetfilter.h"
#include "core/queue/filterrun.h"
#include "core/queue/queuegroups.h"
#include "core/queue/queueshape.h"

#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

/// A domain is the same to filters, facets, groups and shapes, and that is qshape's rule.
class TestAddressDomain : public QObject
{
    Q_OBJECT

private slots:
    void names_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char *address, const char *name) {
            QTest::newRow(address) << QByteArray(address) << QByteArray(name);
        };
        row("x@example.com", "example.com");
        row("x@Example.COM", "example.com");
        row("x@example.com.", "example.com");
        row("x@.example.com", "example.com");
        row("x@mail..example.com", "mail.example.com");
        row("\"a@b.example\"@example.com.", "example.com");
        row("x@a...b", "a..b");
        row("x@b...", "b.");
        row("x@.", ".");
        row("x@..", ".");
        row("x@", "");
        row("root", "");
        row("", "");
    }

    void names()
    {
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, name);
        QCOMPARE(domainNameOf(address), name);
        QCOMPARE(hasOddDots(domainOf(address).toByteArray().toLower()),
            withoutOddDots(domainOf(address).toByteArray()) != domainOf(address)
                || domainOf(address) == ".");
        if (!name.isEmpty())
            QCOMPARE(shapeDomain(address), name);
    }

    void allCountTheSame()
    {
        QueueSnapshot snapshot({u"s"_s, "/etc/postfix"_ba}, 0);
        const QByteArrayList addresses{"a@gmail.com", "b@Gmail.com.", "c@.gmail.com",
            "d@gmail..com", "e@mail.gmail.com.", "f@gmail.com..", "g@other.example", "h@z...",
            "root"};
        for (qsizetype i = 0; i < addresses.size(); ++i) {
            const ListedRecipient recipient{addresses[i], {}};
            snapshot.add({.id = *QueueId::parse("4F2A81C0" + QByteArray::number(10 + i)),
                .queue = QueueName::Deferred,
                .sender = addresses[i],
                .recipients = std::span(&recipient, 1)});
            snapshot.publish(); // the texts are the caller's
        }
        snapshot.end(ListingState::Complete, 0, {});

        QMap<QByteArray, qint64> byRecipient, bySender;
        for (const auto &[key, counts] :
            {std::pair(GroupKey::Domain, &byRecipient), {GroupKey::FromDomain, &bySender}}) {
            QueueGroups groups(key);
            const auto adder = groups.adder({snapshot, u"s"_s, 0});
            for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
                adder->add(row);
            for (const QueueGroup &group : groups.sorted())
                (*counts)[group.value] = group.messages;
        }
        const QMap<QByteArray, qint64> expected{
            {"gmail.com", 5}, {"mail.gmail.com", 1}, {"other.example", 1}, {"z.", 1}, {"", 1}};
        QCOMPARE(byRecipient, expected);
        QCOMPARE(bySender, expected);

        ShapeCounter shapes({});
        ShapeCounter::Adder counter(shapes, snapshot, 0);
        for (QueueSnapshot::Row row = 0; row < snapshot.rowCount(); ++row)
            counter.add(row);
        for (const ShapeRow &row : shapes.shape().rows)
            QCOMPARE(row.total, row.domain == "root" ? 1 : expected.value(row.domain));

        const std::vector<FacetSource> sources{{{snapshot, u"s"_s, 0}, {}}};
        const auto facets = countFacets({}, sources);
        QVERIFY(facets);
        for (const GroupKey key : {GroupKey::Domain, GroupKey::FromDomain}) {
            for (const FacetValue &value : (*facets)[size_t(key)].values) {
                QCOMPARE(value.messages, expected.value(value.value));
                const auto node = FacetFilter::nodeFor(key, value.value);
                QCOMPARE(node.has_value(), value.value != "z."); // a filter cannot name it
                if (node)
                    QCOMPARE(found(toString(*node), snapshot), value.messages);
            }
        }
        QCOMPARE(found(u"domain:GMAIL.com."_s, snapshot), 5);
        QCOMPARE(found(u"domain:.gmail.com."_s, snapshot), 1);
        QCOMPARE(found(u"domain:*gmail.com"_s, snapshot), 6);
        QCOMPARE(found(u"provider:google"_s, snapshot), 5);
        QCOMPARE(found(u"to:@Gmail.com."_s, snapshot), 1); // an address is what it is
        QCOMPARE(Filter::parse(u"domain:gmail.com."_s)->toString(), u"domain:gmail.com"_s);
    }

private:
    static qint64 found(const QString &text, const QueueSnapshot &snapshot)
    {
        const auto filter = Filter::parse(text);
        if (!filter)
            return -1;
        FilterRun run(*filter, snapshot, {});
        return qint64(run.rows(0, {}).rows.size());
    }
};

QTEST_GUILESS_MAIN(TestAddressDomain)
#include "tst_addressdomain.moc"
