// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/textsafety.h"
#include "core/logs/tracejson.h"
#include "core/logs/tracer.h"
#include "core/logs/tracetext.h"
#include "tracedlines.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

using namespace spoolscope;
using namespace Qt::StringLiterals;
using tracedlines::delivered;
using tracedlines::indexOf;

/// Traces in words and as JSON.
class TestTraceText : public QObject
{
    Q_OBJECT

private slots:
    void saysDelaysInWords_data()
    {
        QTest::addColumn<QByteArray>("logged");
        QTest::addColumn<QString>("said");
        QTest::newRow("moment") << "0.35"_ba << u"0.35 s after it came"_s;
        QTest::newRow("minutes") << "125"_ba << u"2 min 5 s after it came"_s;
        QTest::newRow("three digits of it") << "1.3e+05"_ba << u"1 d 12 h after it came"_s;
        QTest::newRow("no number") << "long"_ba << QString();
        QTest::newRow("negative") << "-3"_ba << QString();
    }
    void saysDelaysInWords()
    {
        QFETCH(const QByteArray, logged);
        QFETCH(const QString, said);
        TraceStep step;
        step.kind = LogEventKind::Delivery;
        step.set(LogField::To, "b@c"_ba);
        step.set(LogField::Status, "sent"_ba);
        step.set(LogField::Delay, logged);
        const QString what = tracetext::stepText(step).what;
        QVERIFY(what.contains("b@c"_L1));
        QCOMPARE(what.section(u", "_s, 1), said);
    }

    void wordsAreHarmless()
    {
        QByteArrayList lines = delivered;
        lines[3].replace("250 2.0.0 Ok", "250 \x1b[2J\xe2\x80\xae<b>Ok</b>\xff");
        lines[1].replace("<one@", "<\x1b]0;one@");
        const auto answer
            = Tracer({indexOf(u"mx1"_s, lines)}).trace(*TraceQuery::parse(u"AAAAA1"_s));
        const Trace &trace = answer.traces.first();
        QString words = tracetext::timeline(trace);
        for (const TraceStep &step : trace.steps)
            words += tracetext::stepText(step).what + tracetext::stepText(step).reply;
        QVERIFY(!words.contains(u'\x1b'));
        QVERIFY(!words.contains(u'\u202e'));
        QVERIFY(words.contains(u"⟨U+202E⟩"_s));
        const QByteArray json = text::jsonLine(toJson(trace));
        QVERIFY(!json.contains('\x1b'));
        QVERIFY(json.contains("text_base64"));
    }

    void jsonHasItAll()
    {
        const auto answer
            = Tracer({indexOf(u"mx1"_s, delivered)}).trace(*TraceQuery::parse(u"AAAAA1"_s));
        const QJsonObject json = toJson(answer.traces.first());
        const QJsonObject hop = json[u"hops"].toArray().first().toObject();
        QCOMPARE(hop[u"queue_id"].toString(), u"AAAAA1"_s);
        QCOMPARE(hop[u"sasl_username"].toString(), u"jo"_s);
        QCOMPARE(hop[u"first"].toString(), u"2026-03-01T00:00:01.000000Z"_s);
        QCOMPARE(json[u"steps"].toArray().size(), 5);
        const QJsonObject step = json[u"steps"].toArray()[3].toObject();
        QCOMPARE(step[u"event"].toString(), u"delivery"_s);
        QCOMPARE(step[u"status"].toString(), u"sent"_s);
        const QJsonObject fate = json[u"recipients"].toArray().first().toObject();
        QCOMPARE(fate[u"address"].toString(), u"bob@a.example"_s);
        QCOMPARE(fate[u"fate"].toString(), u"sent"_s);
    }
};

QTEST_GUILESS_MAIN(TestTraceText)
#include "tst_tracetext.moc"
