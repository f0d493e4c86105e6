// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/queue/queueexport.h"
#include "tests/hostile/corpus.h"

#include <QBuffer>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QTimeZone>

#include <algorithm>
#include <limits>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 arrival = 1'763'784'900; // 2025-11-22T04:15:00Z

std::shared_ptr<QueueSnapshot> snapshotOf(
    const std::vector<std::pair<QByteArray, std::vector<ListedRecipient>>> &messages)
{
    auto snapshot = std::make_shared<QueueSnapshot>(InstanceKey{u"id"_s, "/etc/postfix"}, 0);
    int number = 0;
    for (const auto &[sender, recipients] : messages) {
        const auto id = QueueId::parse("A" + QByteArray::number(0x100000 + number++, 16).toUpper());
        snapshot->add({*id, QueueName::Deferred, arrival, 1234, number == 1, sender, recipients});
    }
    snapshot->end(ListingState::Complete, 0, {});
    return snapshot;
}

QByteArray exported(ExportFormat format, const std::shared_ptr<QueueSnapshot> &snapshot,
    const ExportOrigin &origin = {u"mx1"_s, "-"})
{
    const std::array parts{ExportPart{snapshot, origin}};
    std::vector<ExportRow> rows;
    for (quint32 row = 0; row < snapshot->rowCount(); ++row)
        rows.push_back({0, row});
    QBuffer buffer;
    buffer.open(QBuffer::WriteOnly);
    if (!exportQueue(buffer, format, parts, rows, {}))
        qFatal("the export failed");
    return buffer.data();
}

/// The fields of each record (RFC 4180); none where the text breaks its rules.
QList<QByteArrayList> recordsOf(QByteArrayView csv)
{
    QList<QByteArrayList> records;
    QByteArrayList record;
    QByteArray field;
    bool isQuoted = false, wasQuoted = false;
    for (qsizetype i = 0; i < csv.size(); ++i) {
        const char c = csv[i];
        if (isQuoted && c == '"' && i + 1 < csv.size() && csv[i + 1] == '"') {
            field += csv[++i];
        } else if (c == '"') {
            if (!isQuoted && (!field.isEmpty() || wasQuoted))
                return {};
            isQuoted = !isQuoted;
            wasQuoted = true;
        } else if (isQuoted || (c != ',' && c != '\r')) {
            if (!isQuoted && (wasQuoted || c == '\n'))
                return {};
            field += c;
        } else {
            record.append(std::exchange(field, {}));
            wasQuoted = false;
            if (c == ',')
                continue;
            if (++i >= csv.size() || csv[i] != '\n')
                return {};
            records.append(std::exchange(record, {}));
        }
    }
    return isQuoted || !field.isEmpty() || !record.isEmpty() ? QList<QByteArrayList>() : records;
}

/// What JSON says of a text, from its bytes where they are given.
QByteArray bytesOf(const QJsonObject &object, const QString &member)
{
    const QJsonValue bytes = object.value(member + u"_base64"_s);
    return bytes.isUndefined() ? object.value(member).toString().toUtf8()
                               : QByteArray::fromBase64(bytes.toString().toLatin1());
}

/// A device that takes a number of bytes, as a full disk does.
class FullDevice final : public QIODevice
{
public:
    explicit FullDevice(qint64 room) : m_room(room) { open(WriteOnly | Unbuffered); }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64 size) override
    {
        if (m_room <= 0) {
            setErrorString(u"no space"_s);
            return -1;
        }
        const qint64 taken = std::min(size, m_room);
        m_room -= taken;
        return taken;
    }

private:
    qint64 m_room;
};

}

class TestQueueExport : public QObject
{
    Q_OBJECT

private slots:
    void csvHasOneRowAMessage()
    {
        const auto snapshot = snapshotOf({{"a@b.example",
                                              {{"x@y.example", "first, \"quoted\""},
                                                  {"z@y.example", "second"}, {"q@y.example", {}}}},
            {"", {}}});
        const QByteArray csv = exported(ExportFormat::Csv, snapshot, {u"mx1"_s, "postfix-out"});
        QVERIFY(csv.endsWith("\r\n"));
        const auto records = recordsOf(csv);
        QCOMPARE(records.size(), 3);
        QCOMPARE(records[0],
            (QByteArrayList{"server", "instance", "queue_name", "queue_id", "arrival_time",
                "message_size", "sender", "recipient_count", "recipients", "delay_reason",
                "next_try_estimate", "expires_estimate", "client_name", "client_address",
                "sasl_username", "subject"}));
        QCOMPARE(records[1],
            (QByteArrayList{"mx1", "postfix-out", "deferred", "A100000", "2025-11-22T04:15:00Z",
                "1234", "a@b.example", "3", "x@y.example; z@y.example; q@y.example",
                "first, \"quoted\"", "", "", "", "", "", ""}));
        QCOMPARE(records[2],
            (QByteArrayList{"mx1", "postfix-out", "deferred", "A100001", "2025-11-22T04:15:00Z",
                "1234", "", "0", "", "", "", "", "", "", "", ""}));
    }

    void originsAreWrittenWhereTheyAreKnown()
    {
        const auto snapshot = snapshotOf({{"a@b.example", {}}, {"c@d.example", {}}, {"", {}}});
        const auto lookup = [&](const QueueId &id, qint64) -> std::optional<MessageFacts> {
            if (id == snapshot->id(2))
                return {};
            const bool isFirst = id == snapshot->id(0);
            return MessageFacts{.isOriginKnown = true,
                .client = isFirst ? "mx.example" : "",
                .clientAddress = isFirst ? "192.0.2.7" : "",
                .saslUser = isFirst ? "=cmd\xff" : "",
                .isSubjectKnown = isFirst,
                .subject = isFirst ? "Hello, you" : ""};
        };
        ExportOrigin origin{u"mx1"_s, "-"};
        origin.facts = *SnapshotFacts::make(*snapshot, lookup);
        const auto records = recordsOf(exported(ExportFormat::Csv, snapshot, origin));
        QCOMPARE(records.size(), 4);
        QCOMPARE(records[1].sliced(12, 2), (QByteArrayList{"mx.example", "192.0.2.7"}));
        QVERIFY(!records[1][14].startsWith('=')); // no formula
        QCOMPARE(records[1][15], "Hello, you");
        QCOMPARE(records[2].sliced(12), (QByteArrayList{"", "", "", ""}));
        const auto lines = exported(ExportFormat::JsonLines, snapshot, origin).split('\n');
        const auto object = [&](qsizetype i) { return QJsonDocument::fromJson(lines[i]).object(); };
        QCOMPARE(object(0)["client_name"_L1].toString(), u"mx.example"_s);
        QCOMPARE(object(0)["client_address"_L1].toString(), u"192.0.2.7"_s);
        QCOMPARE(bytesOf(object(0), u"sasl_username"_s), "=cmd\xff");
        QCOMPARE(object(0)["subject"_L1].toString(), u"Hello, you"_s);
        QCOMPARE(object(1)["sasl_username"_L1], QJsonValue(QString()));
        QVERIFY(!object(1).contains("subject"_L1));
        QVERIFY(!object(2).contains("client_name"_L1) && !object(2).contains("subject"_L1));
    }

    void jsonIsThatOfPostqueue()
    {
        const auto snapshot = snapshotOf(
            {{"a@b.example", {{"x@y.example", "why \\ \"so\""}, {"z@y.example", {}}}}});
        const QByteArray json = exported(ExportFormat::JsonLines, snapshot, {u"m\"x1"_s, "-"});
        QVERIFY(json.endsWith("}\n"));
        QCOMPARE(json.count('\n'), 1);
        QJsonParseError error;
        const QJsonObject object = QJsonDocument::fromJson(json, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QJsonObject expected{{u"server"_s, u"m\"x1"_s}, {u"instance"_s, u"-"_s},
            {u"queue_name"_s, u"deferred"_s}, {u"queue_id"_s, u"A100000"_s},
            {u"arrival_time"_s, arrival}, {u"message_size"_s, 1234}, {u"forced_expire"_s, true},
            {u"sender"_s, u"a@b.example"_s},
            {u"recipients"_s,
                QJsonArray{QJsonObject{{u"address"_s, u"x@y.example"_s},
                               {u"delay_reason"_s, u"why \\ \"so\""_s}},
                    QJsonObject{{u"address"_s, u"z@y.example"_s}}}}};
        QCOMPARE(object, expected);
    }

    void estimatesWhereTheSettingsAreKnown()
    {
        const auto snapshot = snapshotOf({{"first@is.marked", {}}, {"a@b.example", {}}, {"", {}}});
        const ExportOrigin origin{u"mx1"_s, "-",
            RetrySettings{.maximalLifetime = 7200, .bounceLifetime = 3600}, arrival + 600};
        const auto records = recordsOf(exported(ExportFormat::Csv, snapshot, origin));
        const auto estimates = [&records](int row) { return records.value(row).sliced(10, 2); };
        QCOMPARE(estimates(1), (QByteArrayList{"2025-11-22T04:32:30Z", "2025-11-22T04:25:00Z"}));
        QCOMPARE(estimates(2), (QByteArrayList{"2025-11-22T04:32:30Z", "2025-11-22T06:15:00Z"}));
        QCOMPARE(estimates(3), (QByteArrayList{"2025-11-22T04:32:30Z", "2025-11-22T05:15:00Z"}));
        const QByteArrayList lines
            = exported(ExportFormat::JsonLines, snapshot, origin).split('\n');
        const QJsonObject object = QJsonDocument::fromJson(lines[1]).object();
        QCOMPARE(object.value("next_try_estimate"_L1).toInteger(), arrival + 1050);
        QCOMPARE(object.value("expires_estimate"_L1).toInteger(), arrival + 7200);
    }

    void bytesThatAreNoTextSurvive()
    {
        const QByteArray odd = "caf\xe9 \xff\xc3"_ba;
        const auto snapshot = snapshotOf({{odd, {{odd + "@y.example", odd}}}});
        const QJsonObject object
            = QJsonDocument::fromJson(exported(ExportFormat::JsonLines, snapshot)).object();
        QVERIFY(object.value("sender"_L1).isString()); // filters of jq go on working
        QCOMPARE(bytesOf(object, u"sender"_s), odd);
        const QJsonObject recipient = object.value("recipients"_L1)[0].toObject();
        QCOMPARE(bytesOf(recipient, u"address"_s), odd + "@y.example");
        QCOMPARE(bytesOf(recipient, u"delay_reason"_s), odd);
        const auto records = recordsOf(exported(ExportFormat::Csv, snapshot));
        QVERIFY(QByteArrayView(records.value(1).value(6)).isValidUtf8());
    }

    void hostileTextStaysData()
    {
        int checked = 0;
        for (const hostile::Entry &entry : hostile::corpus()) {
            if (entry.bytes.size() > 100'000)
                continue;
            ++checked;
            const auto snapshot = snapshotOf({{entry.bytes, {{entry.bytes, entry.bytes}}}});
            const ExportOrigin origin{QString::fromUtf8(entry.bytes), entry.bytes};
            const QByteArray json = exported(ExportFormat::JsonLines, snapshot, origin);
            QCOMPARE(json.count('\n'), 1);
            const QJsonObject object = QJsonDocument::fromJson(json).object();
            QVERIFY2(bytesOf(object, u"sender"_s) == snapshot->sender(0), entry.name().constData());
            const QJsonObject recipient = object.value("recipients"_L1)[0].toObject();
            QVERIFY2(bytesOf(recipient, u"address"_s) == entry.bytes, entry.name().constData());
            QVERIFY(std::ranges::none_of(
                json, [](char c) { return (quint8(c) < 0x20 && c != '\n') || c == 0x7f; }));

            const auto records = recordsOf(exported(ExportFormat::Csv, snapshot, origin));
            QVERIFY2(records.size() == 2, entry.name().constData());
            QVERIFY2(records[1].size() == records[0].size(), entry.name().constData());
            for (const QByteArray &field : records[1])
                QVERIFY2(field.isEmpty() || !QByteArrayView("=+-@\t\r").contains(field.front()),
                    entry.name().constData());
        }
        QVERIFY(checked > 500);
    }

    void timesAreThoseOfQDateTime()
    {
        for (const qint64 time :
            {qint64(0), qint64(86'399), qint64(951'782'400), arrival, qint64(4'107'542'399),
                latestTime, latestTime + 1, std::numeric_limits<qint64>::max()}) {
            QueueSnapshot snapshot({u"id"_s, "/etc/postfix"}, 0);
            snapshot.add(
                {*QueueId::parse("4F2A81C09D"), QueueName::Deferred, time, 1, false, "a@b", {}});
            snapshot.publish();
            QByteArray line;
            QueueWriter(ExportFormat::Csv, {u"mx1"_s, "-"}).write(snapshot, 0, line);
            const QString expected = time > latestTime
                ? QString()
                : QDateTime::fromSecsSinceEpoch(time, QTimeZone::UTC).toString(Qt::ISODate);
            QCOMPARE(QString::fromUtf8(line.split(',')[4]), expected);
        }
    }

    void takesRowsInTheGivenOrder()
    {
        const std::array parts{ExportPart{snapshotOf({{"a", {}}, {"b", {}}}), {u"one"_s, "-"}},
            ExportPart{snapshotOf({{"c", {}}}), {u"two"_s, "-"}}};
        const std::array rows{ExportRow{1, 0}, ExportRow{0, 1}, ExportRow{0, 0}};
        QBuffer buffer;
        QVERIFY(buffer.open(QBuffer::WriteOnly));
        QVERIFY(exportQueue(buffer, ExportFormat::Csv, parts, rows, {}));
        const auto records = recordsOf(buffer.data());
        QCOMPARE(records.size(), 4);
        QCOMPARE(records[1][0] + records[1][6], "twoc");
        QCOMPARE(records[2][0] + records[2][6], "oneb");
        QCOMPARE(records[3][0] + records[3][6], "onea");
    }

    void nothingIsAHeader()
    {
        QBuffer buffer;
        QVERIFY(buffer.open(QBuffer::WriteOnly));
        QVERIFY(exportQueue(buffer, ExportFormat::Csv, {}, {}, {}));
        QCOMPARE(buffer.data(), QueueWriter::header(ExportFormat::Csv));
        QVERIFY(QueueWriter::header(ExportFormat::JsonLines).isEmpty());
    }

    void stopsAndFails()
    {
        const std::array parts{ExportPart{snapshotOf({{"a", {}}}), {u"one"_s, "-"}}};
        const std::vector<ExportRow> rows(5000);
        std::stop_source stop;
        QBuffer buffer;
        QVERIFY(buffer.open(QBuffer::WriteOnly));
        qint64 done = 0;
        const auto stopped = exportQueue(
            buffer, ExportFormat::JsonLines, parts, rows, stop.get_token(), [&](qint64 count) {
                done = count;
                stop.request_stop();
            });
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        QCOMPARE(buffer.data().count('\n'), done);
        QVERIFY(done > 0 && done < 5000);

        for (const qint64 room : {0, 10, 200'000}) {
            FullDevice device(room);
            const auto full = exportQueue(device, ExportFormat::JsonLines, parts, rows, {});
            QCOMPARE(full.error().kind, ErrorKind::Io);
        }
    }
};

QTEST_GUILESS_MAIN(TestQueueExport)
#include "tst_queueexport.moc"
