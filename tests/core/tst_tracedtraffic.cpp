// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logparser.h"
#include "core/logs/tracer.h"
#include "core/logs/tracetext.h"
#include "mademail.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

QByteArrayList linesOf(const QString &name)
{
    QFile file(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs/") + name);
    if (!file.open(QFile::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    QByteArrayList lines = file.readAll().split('\n');
    lines.removeLast();
    return lines;
}

std::shared_ptr<const TraceIndex> captured(const QString &version, const QString &host)
{
    auto index = std::make_shared<TraceIndex>(host);
    LogParser parser;
    for (const QByteArray &line : linesOf(version + u'/' + host + u".log"_s))
        index->take(parser.parse(line));
    return index;
}

/// What of the account is not in the traces; empty where they agree. Recipients that a check added
/// (BCC) are in no account.
QString missingIn(const TraceAnswer &answer, const QJsonObject &account)
{
    QStringList found;
    QStringList ways;
    QSet<QString> hasUnnamed;
    for (const Trace &trace : answer.traces) {
        for (const TraceRecipient &one : trace.recipients) {
            if (one.ofNotification)
                continue;
            const QByteArray &address = one.original.isEmpty() ? one.address : one.original;
            hasUnnamed.insert(one.address.isEmpty() ? nameOf(one.fate) : QLatin1StringView());
            found.append(QString::fromUtf8(address).toLower() + u'=' + nameOf(one.fate));
        }
        for (const TraceHop &hop : trace.hops)
            ways.append(hop.server + u':' + QString::fromUtf8(hop.instance));
    }
    QStringList missing;
    for (const QJsonValue &one : account[u"recipients"].toArray()) {
        const QString address = one[u"address"].toString().toLower();
        // mx2 cannot reach where that goes, which the account does not know.
        const QString fate
            = address.endsWith(u"@out.example"_s) ? u"deferred"_s : one[u"fate"].toString();
        const QString expected = address + u'=' + fate;
        // No line may tell to whom something was discarded.
        if (!found.contains(expected) && !(fate == u"discarded"_s && hasUnnamed.contains(fate)))
            missing.append(expected);
    }
    for (const QJsonValue &hop : account[u"via"].toArray()) {
        const QString expected = hop[0].toString() + u':' + hop[1].toString();
        if (!ways.contains(expected))
            missing.append(expected);
    }
    return missing.isEmpty() ? QString() : missing.join(u' ') + u" not in "_s + found.join(u' ');
}

}

/// Traces of whole traffic: that of lab hosts, and made up.
class TestTracedTraffic : public QObject
{
    Q_OBJECT

private slots:
    /// What lab hosts logged, and what their clients and sinks say became of it (tests/data/logs).
    void capturedTrafficIsCompleteAndRight_data()
    {
        QTest::addColumn<QString>("version");
        QTest::newRow("3.7") << u"3.7"_s;
        QTest::newRow("3.10") << u"3.10"_s;
    }
    void capturedTrafficIsCompleteAndRight()
    {
        QFETCH(const QString, version);
        Tracer::Logs logs;
        for (const QString &host : {u"mx1"_s, u"mx2"_s})
            logs.push_back(captured(version, host));
        const Tracer tracer(logs);
        int checked = 0;
        QStringList wrong;
        for (const QByteArray &line : linesOf(version + u"/fate.jsonl"_s)) {
            const QJsonObject fate = QJsonDocument::fromJson(line).object();
            if (fate[u"queue_id"].isNull() && fate[u"scene"] != u"pickup"_s)
                continue; // its Message-ID never got into the log
            TraceAnswer answer
                = tracer.trace(*TraceQuery::parse(u"msgid:"_s + fate[u"message_id"].toString()));
            if (answer.traces.isEmpty()) // a check ended it before the header was read
                answer = tracer.trace(*TraceQuery::parse(fate[u"queue_id"].toString()));
            ++checked;
            if (const QString missing = missingIn(answer, fate); !missing.isEmpty())
                wrong.append(fate[u"message_id"].toString() + u": "_s + missing);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
        QVERIFY2(checked > 200, qPrintable(QString::number(checked)));
    }

    /// A thousand messages of each kind of fate, over two servers, their lines in a random order as
    /// far as each message's own order lets them.
    void thousandMessagesAreCompleteAndRight_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 3; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void thousandMessagesAreCompleteAndRight()
    {
        QFETCH(const quint32, seed);
        const mademail::Traffic traffic = mademail::make(seed, 1000);
        Tracer::Logs logs;
        for (const auto &[server, lines] :
            {std::pair(u"mx1"_s, &traffic.mx1), std::pair(u"mx2"_s, &traffic.mx2)}) {
            const auto index = std::make_shared<TraceIndex>(server);
            LogParser parser;
            for (const QByteArray &line : *lines)
                index->take(parser.parse(line));
            logs.push_back(index);
        }
        const Tracer tracer(logs);
        for (const mademail::Expected &expected : traffic.messages) {
            const auto byId = tracer.trace(
                *TraceQuery::parse(u"msgid:"_s + QString::fromLatin1(expected.messageId)));
            QCOMPARE(byId.traces.size(), 1);
            const Trace &trace = byId.traces.first();
            QByteArrayList hops;
            for (const TraceHop &hop : trace.hops)
                hops.append(hop.server.toLatin1() + '/' + hop.queueId->toByteArray());
            QByteArrayList fates;
            for (const TraceRecipient &one : trace.recipients) {
                fates.append(one.address + '=' + QByteArray(QByteArrayView(nameOf(one.fate)))
                    + (one.ofNotification ? "!" : ""));
            }
            std::ranges::sort(fates);
            std::ranges::sort(hops);
            QCOMPARE(hops.join(' '), expected.hops.join(' '));
            QCOMPARE(fates.join(' '), expected.fates.join(' '));
            QCOMPARE(trace.steps.size(), expected.lines);
            QVERIFY(tracetext::notes(trace).isEmpty());
        }
    }
};

QTEST_GUILESS_MAIN(TestTracedTraffic)
#include "tst_tracedtraffic.moc"
