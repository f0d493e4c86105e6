// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What finds and counts messages, on random queues with random questions, beside the slowest and
// plainest ways to do the same.

#include "core/queue/queuegroups.h"
#include "core/queue/queueshape.h"
#include "tests/core/plainfilter.h"

#include <QTest>

#include <map>
#include <set>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

using Messages = std::vector<made::RandomMessage>;
using Kind = FilterNode::Kind;

// --- filters, by their trees ---

/// Trees whose texts are for the most part cut out of the messages they are asked about.
class RandomTrees final
{
public:
    RandomTrees(quint64 seed, const Messages &messages) : m_random(seed), m_messages(messages) { }

    FilterNode tree(int depth = 0)
    {
        const int kind = depth > 2 ? 0 : below(6);
        if (kind < 2)
            return {.kind = Kind::Term, .term = term()};
        if (kind == 2)
            return {.kind = Kind::Not, .children = {tree(depth + 1)}};
        FilterNode node{.kind = kind == 3 ? Kind::And : Kind::Or};
        for (int i = below(3); i >= 0; --i)
            node.children.push_back(tree(depth + 1));
        return node;
    }

private:
    int below(int limit) { return int(m_random() % quint64(limit)); }

    FilterTerm term()
    {
        const auto fields = filterFields();
        while (true) {
            const int number = below(int(fields.size()) + 1);
            const FilterField field = number < int(fields.size()) ? fields[size_t(number)].field
                                                                  : FilterField::Anything;
            const auto made = isNumberField(field)
                ? makeFilterTerm(field, FilterTerm::Compare(below(5)), quantity(field))
                : textTerm(field);
            if (made)
                return *made;
        }
    }

    QString quantity(FilterField field)
    {
        if (field == FilterField::Recipients)
            return QString::number(below(4));
        return field == FilterField::Age ? u"%1m"_s.arg(below(250)) : u"%1k"_s.arg(below(5));
    }

    std::expected<FilterTerm, QString> textTerm(FilterField field)
    {
        const auto texts = made::textsOf(field, m_messages[size_t(below(int(m_messages.size())))]);
        QString value;
        if (!texts.isEmpty() && below(8))
            value = QString::fromUtf8(cutOutOf(texts[below(int(texts.size()))]));
        switch (below(4)) {
        case 0:
            return makeFilterTerm(field, value, FilterQuoting::Quoted);
        case 1:
            return makeFilterTerm(field, value + u"\\\"("_s.left(below(4)), FilterQuoting::Quoted);
        case 2:
            return makeFilterTerm(field, pattern(value), FilterQuoting::Pattern);
        default:
            return makeFilterTerm(field, wildened(value), FilterQuoting::Bare);
        }
    }

    QByteArray cutOutOf(const QByteArray &text)
    {
        const QByteArrayList all = made::characters(text);
        if (all.isEmpty() || below(3) == 0)
            return text;
        const int first = below(int(all.size()));
        return all.sliced(first, 1 + below(int(all.size()) - first)).join();
    }

    /// With few stars: the plain way tries all that each may stand for.
    QString wildened(QString value)
    {
        int stars = 3;
        for (QChar &c : value) {
            const bool isPlain = c.isLetterOrNumber() || QStringView(u".@-").contains(c);
            if (below(8) == 0 && stars-- > 0)
                c = u'*';
            else if (!isPlain || below(12) == 0)
                c = u'?';
        }
        return value;
    }

    /// Some characters of the text, and some that stand for others.
    QString pattern(const QString &value)
    {
        static const QStringList pieces{u"."_s, u".*"_s, u"[a-m]"_s, u"\\d+"_s, u"(x|)"_s, u"s?"_s};
        QString text;
        for (const QChar c : value.left(6)) {
            if (below(5) == 0)
                text += pieces[below(int(pieces.size()))];
            else
                text += c.isLetterOrNumber() ? QString(c) : u"."_s;
        }
        return below(8) ? text : u'^' + text;
    }

    std::mt19937_64 m_random;
    const Messages &m_messages;
};

// --- counts ---

struct Group
{
    qint64 messages = 0, bytes = 0;
    qint64 oldest = std::numeric_limits<qint64>::max();
};

std::set<QByteArray> groupsOf(
    GroupKey key, const made::RandomMessage &message, const QByteArray &server)
{
    if (key == GroupKey::Server)
        return {server};
    if (key == GroupKey::Age)
        return {made::context().now - message.arrival < 600 ? "age<10m" : "age>=1h age<4h"};
    if (key == GroupKey::Size)
        return {"size<10k"};
    const auto field = findFilterField(toString(key))->field;
    std::set<QByteArray> values;
    if (isOfOrigin(key)) {
        QByteArrayList texts = made::textsOf(field, message);
        return {texts.isEmpty() ? unknownValue() : made::lower(texts.last())};
    }
    for (const QByteArray &text : made::textsOf(field, message)) {
        values.insert(key == GroupKey::Reason ? text : made::lower(text));
    }
    return values.empty() ? std::set{QByteArray()} : values;
}

/// Names from that of a domain up to the last that qshape shows.
QByteArrayList withParents(const QByteArray &domain, bool folds)
{
    QByteArrayList names{domain};
    const QByteArrayList labels = domain.split('.');
    if (!folds || labels.contains(QByteArray()))
        return names;
    for (qsizetype first = 1; first + 1 < labels.size(); ++first)
        names.append('.' + labels.sliced(first).join('.'));
    return names;
}

std::vector<ShapeRow> plainShape(
    const ShapeCounter &counter, const ShapeOptions &options, const Messages &messages)
{
    std::map<QByteArray, ShapeRow> rows;
    std::map<QByteArray, std::set<QByteArray>> children;
    for (const made::RandomMessage &message : messages) {
        QByteArrayList addresses = made::textsOf(FilterField::To, message);
        if (options.bySender && !addresses.isEmpty())
            addresses = {message.sender};
        for (const QByteArray &address : std::as_const(addresses)) {
            const QByteArrayList names = withParents(shapeDomain(address), options.foldsDomains);
            for (qsizetype i = 0; i < names.size(); ++i) {
                ShapeRow &row = rows[names[i]];
                row.domain = names[i];
                row.counts.resize(size_t(options.buckets));
                ++row.total;
                ++row.counts[size_t(counter.bucketOf(made::context().now - message.arrival))];
                if (i > 0)
                    children[names[i]].insert(names[i - 1]);
            }
        }
    }
    std::vector<ShapeRow> shown;
    for (auto &[name, row] : rows) {
        if (!name.startsWith('.') || int(children[name].size()) >= options.leastSubdomains)
            shown.push_back(row);
    }
    std::ranges::sort(shown, isShownBefore);
    return shown;
}

/// "c.a.b", of up to four labels.
QByteArray deepDomain(const std::function<int(quint64)> &below)
{
    QByteArrayList labels;
    for (int i = below(4); i >= 0; --i)
        labels.append(QByteArray(1, char('a' + below(3))));
    return labels.join('.');
}

/// As Postfix lists a queue that moves: some messages twice.
std::unique_ptr<QueueSnapshot> listedMoving(const Messages &messages)
{
    auto snapshot = std::make_unique<QueueSnapshot>(InstanceKey{u"mx1"_s, "/etc/postfix"}, 0);
    for (size_t i = 0; i < messages.size(); ++i) {
        messages[i].addTo(*snapshot);
        if (i % 7 == 0)
            messages[i / 2].addTo(*snapshot);
    }
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

}

class TestFindProperties : public QObject
{
    Q_OBJECT

private slots:
    void filtersFindWhatTheirTreesSay()
    {
        const quint64 seed = made::seed();
        qint64 found = 0, tests = 0;
        for (quint64 round = 0; round < 150; ++round) {
            made::RandomQueue random(seed + round);
            const Messages messages = random.messages(40);
            const auto snapshot = listedMoving(messages);
            FilterContext context = made::context();
            context.facts = made::factsOf(messages, *snapshot);
            RandomTrees trees(seed + round, messages);
            for (int i = 0; i < 15; ++i) {
                const FilterNode tree = trees.tree();
                const QString text = made::textOf(tree);
                const auto filter = Filter::parse(text);
                QVERIFY2(filter, qUtf8Printable(text));
                QVERIFY2(Filter::parse(filter->toString()) == *filter, qUtf8Printable(text));
                LargeVector<QueueSnapshot::Row> expected, possible;
                for (size_t row = 0; row < messages.size(); ++row) {
                    const auto answer = made::holdsFor(tree, messages[row]);
                    if (answer == true)
                        expected.push_back(QueueSnapshot::Row(row));
                    if (answer != false)
                        possible.push_back(QueueSnapshot::Row(row));
                }
                context.holdsUnknown = true;
                QVERIFY2(FilterRun(*filter, *snapshot, context).rows().rows == possible,
                    qUtf8Printable(text));
                context.holdsUnknown = false;
                const auto rows = FilterRun(*filter, *snapshot, context).rows().rows;
                QVERIFY2(rows == expected, qUtf8Printable(text));
                found += qint64(rows.size());
                tests += qint64(messages.size());
            }
        }
        // A comparison of nothing with nothing would prove nothing.
        QVERIFY(found > tests / 20);
        QVERIFY(found < tests * 19 / 20);
    }

    void groupsCountEachMessageOnce()
    {
        const quint64 seed = made::seed();
        for (quint64 round = 0; round < 300; ++round) {
            made::RandomQueue random(seed + round);
            const GroupKey key = allGroupKeys[round % allGroupKeys.size()];
            QueueGroups groups(key);
            std::map<QByteArray, Group> expected;
            for (const QString &server : {u"mx1"_s, u"mx2"_s, u"mx3"_s}) {
                const Messages messages = random.messages(int(round % 60));
                const auto snapshot = listedMoving(messages);
                const auto adder = groups.adder(
                    {*snapshot, server, made::context().now, made::factsOf(messages, *snapshot)});
                for (size_t row = round % 2; row < messages.size(); row += 1 + round % 3) {
                    adder->add(QueueSnapshot::Row(row));
                    for (const auto &value : groupsOf(key, messages[row], server.toUtf8())) {
                        Group &group = expected[value];
                        ++group.messages;
                        group.bytes += messages[row].size;
                        group.oldest = std::min(group.oldest, messages[row].arrival);
                    }
                }
            }
            const auto sorted = groups.sorted();
            QCOMPARE(sorted.size(), expected.size());
            for (const QueueGroup &group : sorted) {
                const QByteArray value
                    = key == GroupKey::Reason ? group.value : made::lower(group.value);
                QVERIFY(expected.contains(value));
                QCOMPARE(group.messages, expected[value].messages);
                QCOMPARE(group.bytes, expected[value].bytes);
                QCOMPARE(group.oldestArrival, expected[value].oldest);
            }
            for (size_t i = 1; i < sorted.size(); ++i) {
                const QueueGroup &a = sorted[i - 1], &b = sorted[i];
                QVERIFY(std::tuple(-a.messages, -a.bytes, a.value)
                    < std::tuple(-b.messages, -b.bytes, b.value));
            }
        }
    }

    void shapesCountEachRecipientOnce()
    {
        const quint64 seed = made::seed();
        std::mt19937_64 options(seed);
        const auto below = [&](quint64 limit) { return int(options() % limit); };
        for (quint64 round = 0; round < 300; ++round) {
            made::RandomQueue random(seed + round);
            Messages messages = random.messages(int(round % 120));
            for (made::RandomMessage &message : messages) {
                // From the future to years ago, and to a tree of domains.
                message.arrival = made::context().now + 100 - (qint64(1) << below(28)) - below(99);
                for (made::RandomRecipient &recipient : message.recipients) {
                    if (below(3))
                        recipient.address = "x@" + deepDomain(below);
                }
            }
            const ShapeOptions asked{.bySender = below(2) == 0,
                .foldsDomains = below(3) > 0,
                .leastSubdomains = below(4),
                .buckets = 1 + below(ShapeOptions::mostBuckets),
                .bucketMinutes = 1 + below(below(2) ? 10 : ShapeOptions::mostBucketMinutes),
                .isLinear = below(2) == 0};
            ShapeCounter counter(asked);
            const auto snapshot = listedMoving(messages);
            ShapeCounter::Adder adder(counter, *snapshot, made::context().now);
            for (QueueSnapshot::Row row = 0; row < snapshot->rowCount(); ++row)
                adder.add(row);
            const QueueShape shape = counter.shape();
            const auto expected = plainShape(counter, asked, messages);
            QCOMPARE(shape.rows.size(), expected.size());
            qint64 total = 0;
            for (size_t i = 0; i < expected.size(); ++i) {
                QCOMPARE(shape.rows[i].domain, expected[i].domain);
                QCOMPARE(shape.rows[i].total, expected[i].total);
                QVERIFY(shape.rows[i].counts == expected[i].counts);
                if (!expected[i].domain.startsWith('.'))
                    total += expected[i].total;
            }
            QCOMPARE(shape.all.total, total);
        }
    }
};

QTEST_GUILESS_MAIN(TestFindProperties)
#include "tst_findproperties.moc"
