// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Filters and the merged order on random lines, against what is slow and obvious: every line parsed
// by itself, every term tested on its values, everything sorted anew.

#include "core/logs/logexport.h"
#include "core/logs/logorder.h"
#include "core/logs/logquery.h"
#include "core/postfix/addressdomain.h"
#include "core/queue/textmatcher.h"
#include "tests/core/madelogs.h"

#include <QBuffer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr LogSegmentSize smallSegment{.rows = 5000, .text = 700 << 10};

/// A line as it was given, beside the store.
struct Given
{
    qint64 time = 0;
    QByteArray line; ///< empty: a gap
};

struct Log
{
    std::shared_ptr<LogStore> store;
    std::vector<Given> given;
    QStringList names;
};

class Reference final
{
public:
    bool holds(const FilterNode &node, const Given &given, const QStringList &names)
    {
        const auto holdsFor = [&](const FilterNode &child) { return holds(child, given, names); };
        switch (node.kind) {
        case FilterNode::Kind::And:
            return std::ranges::all_of(node.children, holdsFor);
        case FilterNode::Kind::Or:
            return std::ranges::any_of(node.children, holdsFor);
        case FilterNode::Kind::Not:
            return !holdsFor(node.children.front());
        case FilterNode::Kind::Term:
            break;
        }
        if (node.term.field == FilterField::Since)
            return given.time >= *logTimeOf(node.term.text);
        if (node.term.field == FilterField::Until)
            return given.time < *logTimeOf(node.term.text);
        const TextMatcher matcher(node.term);
        return std::ranges::any_of(valuesOf(node.term.field, given, names),
            [&](const QByteArray &value) { return matcher.test(value); });
    }

private:
    QByteArrayList valuesOf(FilterField field, const Given &given, const QStringList &names)
    {
        const LogEvent &event = m_parser.parse(given.line);
        const auto name
            = [](QLatin1StringView name) { return QByteArray(name.data(), name.size()); };
        QByteArrayList values;
        const auto add = [&](std::initializer_list<LogField> fields, bool isDomain = false) {
            for (const LogField one : fields) {
                if (event.line.isPostfix() && event.has(one))
                    values.append(
                        isDomain ? domainNameOf(event.value(one)) : event.value(one).toByteArray());
            }
        };
        switch (field) {
        case FilterField::Anything:
            return {given.line};
        case FilterField::Id:
            if (!event.queueId.isEmpty())
                values.append(event.queueId.toByteArray());
            break;
        case FilterField::Daemon:
            if (event.line.isPostfix() && event.line.daemon != LogDaemon::Other)
                return {name(nameOf(event.line.daemon))};
            return {event.line.program.toByteArray()};
        case FilterField::Severity:
            return {name(nameOf(event.severity))};
        case FilterField::Event:
            return {name(nameOf(event.kind))};
        case FilterField::Server:
            for (const QString &server : names)
                values.append(server.toUtf8());
            break;
        case FilterField::Instance:
            return event.line.isPostfix() ? QByteArrayList{event.line.instance.toByteArray()}
                                          : QByteArrayList();
        case FilterField::Status:
            add({LogField::Status});
            break;
        case FilterField::Dsn:
            add({LogField::Dsn});
            break;
        case FilterField::Sender:
            add({LogField::From});
            break;
        case FilterField::FromDomain:
            add({LogField::From}, true);
            break;
        case FilterField::To:
            add({LogField::To, LogField::OrigTo});
            break;
        case FilterField::Domain:
            add({LogField::To, LogField::OrigTo}, true);
            break;
        case FilterField::Address:
            add({LogField::From, LogField::To, LogField::OrigTo, LogField::SaslSender});
            break;
        case FilterField::Client:
            add({LogField::Client, LogField::ClientAddress, LogField::OrigClient});
            break;
        case FilterField::Relay:
            add({LogField::Relay, LogField::RelayAddress});
            break;
        case FilterField::User:
            add({LogField::SaslUser});
            break;
        case FilterField::Phase:
            add({LogField::Phase});
            break;
        case FilterField::MessageId:
            add({LogField::MessageId});
            break;
        default:
            qFatal("no such field");
        }
        return values;
    }

    LogParser m_parser;
};

/// Makes logs grow, a little out of order, with gaps.
class Growth final
{
public:
    Growth(quint32 seed, size_t logs) : m_talk(seed)
    {
        for (size_t i = 0; i < logs; ++i) {
            m_logs.push_back({std::make_shared<LogStore>(LogStoreOptions{.segment = smallSegment}),
                {}, {u"mx%1"_s.arg(i + 1)}});
        }
    }

    std::vector<Log> &logs() { return m_logs; }
    void grow(int lines)
    {
        for (int i = 0; i < lines; ++i) {
            Log &log = m_logs[m_talk.below(quint32(m_logs.size()))];
            m_time += qint64(m_talk.below(900));
            if (m_talk.below(50) == 0) {
                log.store->gap({.after = m_time, .why = u"away"_s});
                log.given.push_back({m_time, {}});
                continue;
            }
            const qint64 time = m_time - (m_talk.below(20) == 0 ? m_talk.below(5000) : 0);
            const QByteArray line = logStampOf(time) + ' ' + m_talk.next();
            made::LogFiller(*log.store).line(line);
            log.given.push_back({time, line});
        }
    }
    LogOrderRequest request(const Filter &filter) const
    {
        LogOrderRequest request{.sources = {}, .filter = filter, .previous = {}};
        for (const Log &log : m_logs)
            request.sources.push_back({log.store, log.names});
        return request;
    }
    std::vector<LogRef> expected(const Filter &filter)
    {
        Reference reference;
        std::vector<std::pair<qint64, LogRef>> keys;
        for (size_t source = 0; source < m_logs.size(); ++source) {
            const Log &log = m_logs[source];
            bool isAfterGap = false;
            for (size_t row = 0; row < log.given.size(); ++row) {
                const Given &given = log.given[row];
                const bool isGap = given.line.isEmpty();
                if (isGap ? isAfterGap && !filter.isEverything()
                          : !reference.holds(filter.root(), given, log.names))
                    continue;
                isAfterGap = isGap;
                keys.emplace_back(given.time, LogRef(source, row));
            }
        }
        std::ranges::sort(keys);
        std::vector<LogRef> refs;
        for (const auto &[time, ref] : keys)
            refs.push_back(ref);
        return refs;
    }

private:
    made::LogTalk m_talk;
    std::vector<Log> m_logs;
    qint64 m_time = made::logStart;
};

std::vector<LogRef> refsOf(const LogOrder &order)
{
    std::vector<LogRef> refs;
    for (size_t i = 0; i < order.size(); ++i)
        refs.push_back(order.at(i));
    return refs;
}

Filter filterOf(const QString &text)
{
    const auto filter = Filter::parse(text, logFilterFields());
    if (!filter)
        qFatal() << text << filter.error().message;
    return *filter;
}

const QStringList filters{u""_s, u"gmail"_s, u"GMAIL.com"_s, u"nosuchword"_s, u"\"192.0.2.1]\""_s,
    u"id:4F2A81C015"_s, u"id:*15"_s, u"daemon:smtpd"_s, u"daemon:dovecot"_s, u"daemon:sm*"_s,
    u"severity:warning"_s, u"not severity:info"_s, u"event:reject"_s, u"event:foreign"_s,
    u"status:sent"_s, u"status:deferred"_s, u"dsn:4"_s, u"dsn:5.7.1"_s, u"sender:<>"_s,
    u"sender:bob@two.example"_s, u"from:@one.example"_s, u"from-domain:.one.example"_s,
    u"to:x@gmail.com"_s, u"domain:gmx.net"_s, u"address:ann@one.example"_s, u"client:192.0.2.1"_s,
    u"client:.one.example"_s, u"client:192.0.2.*"_s, u"relay:none"_s, u"user:ann"_s,
    u"phase:RCPT"_s, u"server:mx2"_s, u"server:mx*"_s, u"instance:postfix-out"_s, u"/caf./"_s,
    u"/time[d] out\\)$/"_s, u"/k|no route/"_s, u"to:/^[xy]@/"_s, u"*removed"_s,
    u"from-domain:/two/"_s, u"not dovecot"_s, u"gmail or gmx.net"_s,
    u"status:deferred not domain:gmail.com"_s,
    u"(daemon:smtp or user:bob) not (id:*1? or removed)"_s,
    u"daemon:qmgr sender:<> or event:reject client:2001:db8::1"_s};

}

class TestLogQuery : public QObject
{
    Q_OBJECT

private slots:
    void findsWhatEachLineSays_data()
    {
        QTest::addColumn<QString>("text");
        for (const QString &text : filters)
            QTest::newRow(qPrintable(text)) << text;
    }

    void findsWhatEachLineSays()
    {
        QFETCH(QString, text);
        static Growth growth = [] {
            Growth made(7, 2);
            made.grow(14'000); // two segments and more of each
            return made;
        }();
        const Filter filter = filterOf(text);
        QCOMPARE(filterOf(filter.toString()), filter);
        const auto order = arrangeLog(growth.request(filter), {});
        QCOMPARE(refsOf(*order), growth.expected(filter));
        if (text == u"gmail"_s || text == u"event:reject"_s)
            QVERIFY(order->lineCount() > 100);
        QCOMPARE(order->lineCount(), qint64(std::ranges::count_if(refsOf(*order), [&](LogRef ref) {
            return !growth.logs()[ref.source()].given[ref.row()].line.isEmpty();
        })));
    }

    void aTimeBoundsIt()
    {
        Growth growth(9, 1);
        growth.grow(3000);
        const QString middle
            = QString::fromLatin1(logStampOf(made::logStart + 700'000)).first(23) + u"Z"_s;
        const Filter since = filterOf(u"since:"_s + middle);
        const Filter until = filterOf(u"until:"_s + middle);
        const auto late = arrangeLog(growth.request(since), {});
        const auto early = arrangeLog(growth.request(until), {});
        QCOMPARE(refsOf(*late), growth.expected(since));
        QCOMPARE(refsOf(*early), growth.expected(until));
        QVERIFY(late->lineCount() > 0 && early->lineCount() > 0);
    }

    /// An order that grew is the one that is made at once.
    void growsAsItWouldBeMadeAnew()
    {
        for (const QString &text : {u""_s, u"gmail"_s, u"event:reject or user:ann"_s}) {
            Growth growth(quint32(text.size()) + 3, 3);
            const Filter filter = filterOf(text);
            LogOrderRequest request = growth.request(filter);
            for (const int lines : {1, 0, 700, 20'000, 3, 40, 9000}) {
                growth.grow(lines);
                request.previous = arrangeLog(request, {});
                QCOMPARE(refsOf(*request.previous), growth.expected(filter));
                QCOMPARE(request.previous->totalLines(),
                    std::accumulate(growth.logs().begin(), growth.logs().end(), qint64(0),
                        [](qint64 sum, const Log &log) {
                            return sum + log.store->rows().lineCount();
                        }));
            }
        }
    }

    /// Old lines of one server come late: they go where they belong.
    void lateLinesGoWhereTheyBelong()
    {
        Growth growth(21, 2);
        growth.grow(70'000);
        LogOrderRequest request = growth.request(Filter::everything());
        request.previous = arrangeLog(request, {});
        made::LogFiller filler(*growth.logs()[1].store);
        for (int i = 0; i < 300; ++i) {
            const qint64 time = made::logStart + i * 100'000;
            const QByteArray line = logStampOf(time) + " mx2 postfix/qmgr[1]: 4F2A81C09D: removed";
            filler.line(line);
            growth.logs()[1].given.push_back({time, line});
        }
        const std::vector<LogRef> refs = refsOf(*arrangeLog(request, {}));
        const std::vector<LogRef> expected = growth.expected(Filter::everything());
        QCOMPARE(refs.size(), expected.size());
        for (size_t place = 0; place < refs.size(); ++place) {
            const auto where = [&](LogRef ref) {
                return u"%1: %2 %3"_s.arg(place).arg(ref.source()).arg(ref.row());
            };
            QCOMPARE(where(refs[place]), where(expected[place]));
        }
    }

    void droppedLinesLeaveTheOrder()
    {
        LogStoreOptions options{.mostBytes = 2 << 20, .segment = {.rows = 1000, .text = 256 << 10}};
        const auto store = std::make_shared<LogStore>(options);
        made::LogFiller filler(*store);
        LogOrderRequest request{.sources = {{store, {u"mx1"_s}}}, .filter = filterOf(u"odd"_s)};
        for (int i = 0; i < 60'000; ++i) {
            filler.lineAt(made::logStart + i,
                "mx1 postfix/qmgr[1]: " + QByteArray(i % 2 ? "odd" : "even") + " filler filler");
            if (i % 5003 != 0)
                continue;
            request.previous = arrangeLog(request, {});
            const LogRows &rows = request.previous->rows(0);
            std::vector<LogRef> expected;
            if (rows.dropped() > 0)
                expected.emplace_back(0, rows.begin());
            for (quint64 row = rows.dropped(); row < rows.end(); ++row) {
                if (row % 2 == 1)
                    expected.emplace_back(0, row);
            }
            QCOMPARE(refsOf(*request.previous), expected);
        }
        QVERIFY(request.previous->rows(0).dropped() > 0);
    }

    void aPlaceIsFoundByTime()
    {
        Growth growth(4, 2);
        growth.grow(5000);
        const auto order = arrangeLog(growth.request(Filter::everything()), {});
        auto readers = order->readers();
        for (size_t place = 0; place < order->size(); place += 7) {
            const LogRef ref = order->at(place);
            const qint64 time = readers[ref.source()].record(ref.row()).time;
            QCOMPARE(order->placeOf(time, ref, readers), place);
        }
        QCOMPARE(order->placeOf(0, {}, readers), 0u);
        QCOMPARE(order->placeOf(std::numeric_limits<qint64>::max(), {}, readers), order->size());
    }

    void stopsWhenAsked()
    {
        Growth growth(4, 1);
        growth.grow(100);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!arrangeLog(growth.request(filterOf(u"x"_s)), stop.get_token()));
    }

    void whatIsNoFilterSaysWhy_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("field") << u"colour:red"_s << u"there is no field \"colour\""_s;
        QTest::newRow("queue's own") << u"age>2h"_s << u"needs quotes"_s;
        QTest::newRow("severity") << u"severity:bad"_s << u"info, warning"_s;
        QTest::newRow("event") << u"event:nosuch"_s << u"there is no such event"_s;
        QTest::newRow("time") << u"since:yesterday"_s << u"2026-11-28T14:30"_s;
        QTest::newRow("time pattern") << u"until:/2026/"_s << u"2026-11-28T14:30"_s;
        QTest::newRow("id") << u"id:x"_s << u"this is no queue ID"_s;
        QTest::newRow("daemon") << u"daemon:\"\""_s << u"needs a name"_s;
    }

    void whatIsNoFilterSaysWhy()
    {
        QFETCH(QString, text);
        QFETCH(QString, words);
        const auto filter = Filter::parse(text, logFilterFields());
        QVERIFY(!filter);
        QVERIFY2(filter.error().message.contains(words), qPrintable(filter.error().message));
        QVERIFY(!Filter::parse(u"daemon:smtpd"_s)); // is no field of a queue's
    }

    void exportsLinesAndJson()
    {
        const auto store = std::make_shared<LogStore>();
        made::LogFiller filler(*store);
        filler.lineAt(made::logStart, "mx1 postfix/qmgr[1]: 4F2A81C09D: removed");
        store->gap({.after = made::logStart, .why = u"Rotated \u202e away."_s});
        filler.lineAt(made::logStart + 5, "mx1 postfix/smtpd[1]: warning: \x1b[31mred");
        const LogOrderRequest request{
            .sources = {{store, {u"mx1"_s}}}, .filter = Filter::everything(), .previous = {}};
        const auto order = arrangeLog(request, {});
        QBuffer lines;
        lines.open(QIODevice::WriteOnly);
        QVERIFY(exportLog(lines, LogFormat::Text, *order, {0, 3}, {u"mx1"_s}, {}));
        const QByteArray stamp = logStampOf(made::logStart);
        QCOMPARE(lines.data(),
            QByteArray(stamp + " mx1 postfix/qmgr[1]: 4F2A81C09D: removed\n# Rotated "
                + "\xe2\x9f\xa8U+202E\xe2\x9f\xa9 away.\n" + logStampOf(made::logStart + 5)
                + " mx1 postfix/smtpd[1]: warning: \xe2\x9f\xa8U+001B\xe2\x9f\xa9[31mred\n"));
        QBuffer json;
        json.open(QIODevice::WriteOnly);
        QVERIFY(exportLog(json, LogFormat::JsonLines, *order, {0, 3}, {u"m\"x1"_s}, {}));
        const QByteArrayList objects = json.data().trimmed().split('\n');
        QCOMPARE(objects.size(), 3);
        const auto object = [&](int i) { return QJsonDocument::fromJson(objects[i]).object(); };
        QCOMPARE(object(0)[u"server"_s], u"m\"x1"_s);
        QCOMPARE(object(0)[u"event"_s], u"removed"_s);
        QCOMPARE(object(0)[u"queue_id"_s], u"4F2A81C09D"_s);
        QCOMPARE(object(1)[u"event"_s], u"gap"_s);
        QCOMPARE(object(1)[u"why"_s], u"Rotated \u202e away."_s);
        QVERIFY(!json.data().contains('\x1b'));
    }
};

QTEST_GUILESS_MAIN(TestLogQuery)
#include "tst_logquery.moc"
