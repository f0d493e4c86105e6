// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole corpus through every parser and every export. The window has tst_hostilewindow.

#include "app/spoolscopectl/actinput.h"
#include "core/base/domainnote.h"
#include "core/base/textsafety.h"
#include "core/logs/logjson.h"
#include "core/logs/logparser.h"
#include "core/message/headertext.h"
#include "core/message/messagesummary.h"
#include "core/postfix/hostfacts.h"
#include "core/postfix/messagecontent.h"
#include "core/postfix/queuecommand.h"
#include "core/postfix/queuedepth.h"
#include "core/postfix/queuelisting.h"
#include "core/servers/serverstore.h"
#include "core/transport/commandline.h"
#include "core/transport/knownhosts.h"
#include "core/transport/markerfilter.h"
#include "core/transport/sshconfig.h"
#include "core/transport/sshhosts.h"
#include "tests/hostile/clean.h"
#include "tests/hostile/corpus.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <functional>
#include <map>

using namespace spoolscope;
using namespace spoolscope::hostile;
using namespace Qt::StringLiterals;

namespace {

const QByteArray nonce = "0123456789abcdef";
const QByteArray goodKey = QByteArray::fromBase64("AAAAC3NzaC1lZDI1NTE5Z29vZA==");
const SshConfigTokens tokens{
    "mx", "jo", "1000", u"/home/jo"_s, "desk.example.com", u"/run/agent"_s};

qint64 messagesIn(const QByteArray &bytes, qsizetype chunk)
{
    qint64 messages = 0;
    QueueListParser parser([&](const ListedMessage &message) {
        if (QueueId::parse(message.id.bytes()) != message.id || message.size < 0)
            qFatal("a message that cannot be");
        ++messages;
    });
    for (qsizetype i = 0; i < bytes.size(); i += chunk)
        parser.feed(QByteArrayView(bytes).sliced(i, std::min(chunk, bytes.size() - i)));
    parser.finish();
    return messages;
}

bool isFramed(const QByteArray &bytes, qsizetype chunk)
{
    MarkerFilter filter(nonce);
    for (qsizetype i = 0; i < bytes.size(); i += chunk)
        filter.feed(bytes.sliced(i, std::min(chunk, bytes.size() - i)));
    return filter.stage() == MarkerFilter::Stage::Tail && filter.exitCode();
}

bool isUnderstood(const LogEvent &event)
{
    return event.kind != LogEventKind::NoLine && event.kind != LogEventKind::Foreign
        && event.kind != LogEventKind::Unparsed;
}

MessageContent contentOf(const QByteArray &bytes)
{
    MessageContent content;
    content.content = bytes;
    const qsizetype blank = bytes.indexOf("\n\n");
    content.headerSize = blank < 0 ? bytes.size() : blank + 1;
    return content;
}

/// Whether each parser takes the bytes, by the category that is written for it.
const std::map<QByteArray, std::function<bool(const QByteArray &)>> parsers{
    {"ids", [](const QByteArray &bytes) { return QueueId::parse(bytes).has_value(); }},
    {"json",
        [](const QByteArray &bytes) {
            const qint64 messages = messagesIn(bytes, std::max<qsizetype>(bytes.size(), 1));
            if (bytes.size() < 10'000 && messagesIn(bytes, 1) != messages)
                qFatal("chunks make a difference");
            return messages == 1;
        }},
    {"postcat", [](const QByteArray &bytes) { return parseMessage(bytes, {}, 0).has_value(); }},
    {"postsuper",
        [](const QByteArray &bytes) {
            return !parseQueueCommandReport(QueueCommand::DeleteHeld, bytes, 0).done.isEmpty();
        }},
    {"probe", [](const QByteArray &bytes) { return parseProbe(bytes).has_value(); }},
    {"depths", [](const QByteArray &bytes) { return parseDepths(bytes).has_value(); }},
    {"knownhosts",
        [](const QByteArray &bytes) {
            return knownhosts::checkText(bytes, "mx", goodKey).verdict == HostKeyVerdict::Known;
        }},
    {"sshconfig",
        [](const QByteArray &bytes) { return parseSshConfig(bytes, tokens).has_value(); }},
    {"sshtexts",
        [](const QByteArray &bytes) {
            const bool framed = isFramed(bytes, std::max<qsizetype>(bytes.size(), 1));
            if (bytes.size() < 10'000 && isFramed(bytes, 1) != framed)
                qFatal("chunks make a difference");
            return framed;
        }},
    {"servers",
        [](const QByteArray &bytes) {
            return parseServerAddress(QString::fromUtf8(bytes)).has_value();
        }},
    {"loglines",
        [](const QByteArray &bytes) {
            LogParser parser(LogClock(QTimeZone::utc(), 1'795'000'000));
            return isUnderstood(parser.parse(bytes));
        }},
    {"ctlids", [](const QByteArray &bytes) { return ctl::parseWantedMessages(bytes).has_value(); }},
};

/// Fields of one CSV record as RFC 4180 has them; nothing if it is broken.
std::optional<QByteArrayList> readCsv(QByteArrayView record)
{
    QByteArrayList fields;
    for (qsizetype i = 0;;) {
        QByteArray field;
        if (i < record.size() && record[i] == '"') {
            for (++i; i < record.size(); ++i) {
                if (record[i] != '"')
                    field += record[i];
                else if (i + 1 < record.size() && record[i + 1] == '"')
                    field += record[i++];
                else
                    break;
            }
            if (i++ >= record.size())
                return {};
        } else {
            while (i < record.size() && record[i] != ',') {
                if (QByteArrayView("\"\r\n").contains(record[i]))
                    return {};
                field += record[i++];
            }
        }
        fields.append(field);
        if (i >= record.size())
            return fields;
        if (record[i++] != ',')
            return {};
    }
}

void everyEntry()
{
    QTest::addColumn<QByteArray>("bytes");
    for (const Entry &entry : corpus())
        QTest::newRow(entry.name().constData()) << entry.bytes;
}

}

class TestHostileInput : public QObject
{
    Q_OBJECT

private slots:
    void theCorpusIsWhole()
    {
        QVERIFY2(corpus().size() >= 500, QByteArray::number(corpus().size()).constData());
        for (const auto &[name, parser] : parsers) {
            const auto entries = category(name);
            // A category that is only taken or only refused tests nothing.
            QVERIFY(std::ranges::contains(entries, Verdict::Take, &Entry::verdict));
            QVERIFY(std::ranges::contains(entries, Verdict::Refuse, &Entry::verdict));
        }
        for (const char *name : {"addresses", "reasons", "subjects", "times", "uitexts"})
            QVERIFY(category(name).size() >= 50);
    }

    void isTakenOrRefused_data()
    {
        QTest::addColumn<QByteArray>("parser");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isTaken");
        for (const Entry &entry : corpus())
            if (entry.verdict != Verdict::Survive)
                QTest::newRow(entry.name().constData())
                    << entry.category << entry.bytes << (entry.verdict == Verdict::Take);
    }
    void isTakenOrRefused()
    {
        QFETCH(QByteArray, parser);
        QFETCH(QByteArray, bytes);
        QTEST(parsers.at(parser)(bytes), "isTaken");
    }

    void passesEveryParser_data() { everyEntry(); }
    void passesEveryParser()
    {
        QFETCH(QByteArray, bytes);
        for (const auto &[name, parser] : parsers)
            parser(bytes);
        for (const auto command : {QueueCommand::Hold, QueueCommand::Release,
                 QueueCommand::DeleteHeld, QueueCommand::RequeueHeld}) {
            const auto report = parseQueueCommandReport(command, bytes, 1);
            for (const QueueId &id : report.done)
                QVERIFY(bytes.contains(id.bytes()));
        }
        for (const int status : {1, 64, 69, 70, 74, 77, 126, 127, 255})
            QVERIFY(!checkListingExit(status, bytes));
        QVERIFY(!parseMessage({}, bytes, 1));
        parseSshHostNames(bytes);
        const auto quoted = quoteForShell({"echo", bytes});
        if (quoted)
            QVERIFY(!quoted->contains('\n') && !quoted->contains('\0'));
        QVERIFY(!isUsableConfigDirectory(bytes) || bytes.startsWith('/'));
    }

    void becomesACleanSummary_data() { everyEntry(); }
    void becomesACleanSummary()
    {
        QFETCH(QByteArray, bytes);
        const QByteArray line = QByteArray(bytes).replace('\n', ' ');
        for (const QByteArray &message : {bytes,
                 "Subject: " + line + "\nFrom: " + line + "\nTo: " + line + "\nDate: " + line
                     + "\nMessage-ID: " + line + "\nReceived: from " + line + " by " + line + "; "
                     + line + "\nContent-Type: text/plain; name=\"" + line + "\"\n\n" + bytes}) {
            const MessageSummary summary = summarize(contentOf(message));
            for (const QString &text : {summary.subject, summary.from, summary.to, summary.cc,
                     summary.messageId, summary.dateText, summary.textType})
                QCOMPARE(fault(text, Lines::One), QString());
            QCOMPARE(fault(summary.text), QString());
            QVERIFY(summary.parts.size() <= summarizedParts);
            QVERIFY(summary.hops.size() <= mostHops);
            for (const MessagePart &part : summary.parts)
                QCOMPARE(fault(part.name + part.type + part.disposition, Lines::One), QString());
            for (const Hop &hop : summary.hops)
                QCOMPARE(fault(hop.from + hop.by + hop.protocol + hop.id, Lines::One), QString());
        }
    }

    void isShownClean_data() { everyEntry(); }
    void isShownClean()
    {
        QFETCH(QByteArray, bytes);
        const QString line = text::visible(bytes);
        QCOMPARE(fault(line, Lines::One), QString());
        QVERIFY(!line.contains(QChar(0x2068)));
        QCOMPARE(fault(text::visibleLines(bytes)), QString());
        QCOMPARE(fault(text::isolated(line), Lines::One), QString());
        QCOMPARE(fault(cleanServerName(text::exact(bytes)), Lines::One), QString());
        QVERIFY(cleanServerName(text::exact(bytes)).size() <= 100);
        for (const QString &note : text::domainNotes(line))
            QCOMPARE(fault(note, Lines::One), QString());
        // What is shown can be told from what is not there: only ASCII text stays as it is.
        if (std::ranges::all_of(bytes, [](char c) { return c >= ' ' && c < 0x7f; }))
            QCOMPARE(line, QString::fromLatin1(bytes));
    }

    void isExportedSafely_data() { everyEntry(); }
    void isExportedSafely()
    {
        QFETCH(QByteArray, bytes);
        const QByteArray field = text::csvField(bytes);
        const auto record = readCsv(field + ',' + field);
        QVERIFY(record && record->size() == 2 && record->first() == record->last());
        QString cell = QString::fromUtf8(record->first());
        QVERIFY(QByteArrayView(record->first()).isValidUtf8());
        while (cell.startsWith(u' ') || cell.startsWith(u'\u00a0') || cell.startsWith(u'\u3000'))
            cell.slice(1);
        QVERIFY(cell.isEmpty() || !u"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"_s.contains(cell[0]));
        QVERIFY(!record->first().contains('\0') && !record->first().contains('\033'));

        // JSON gives back every byte of what is text.
        const QJsonObject object{{u"x"_s, text::exact(bytes)}};
        const QByteArray json = text::jsonLine(object);
        QVERIFY(std::ranges::none_of(QString::fromUtf8(json).toUcs4(), isInvisible));
        if (QByteArrayView(bytes).isValidUtf8()) {
            const QString back = QJsonDocument::fromJson(json)["x"_L1].toString();
            QCOMPARE(back.toUtf8(), bytes);
        }
    }

    /// As a line of its own, and in each place of one where others choose the text.
    void becomesACleanLogEvent_data() { everyEntry(); }
    void becomesACleanLogEvent()
    {
        QFETCH(QByteArray, bytes);
        bytes.truncate(5000); // each is put into a line several times
        const QByteArray frame = "Nov 28 11:20:28 mx1 postfix/";
        LogParser parser(LogClock(QTimeZone::utc(), 1'795'000'000));
        for (const QByteArray &line : {bytes, frame + bytes, frame + "smtpd[7]: " + bytes,
                 frame + "cleanup[7]: 4F2A81C09D: message-id=" + bytes,
                 frame + "cleanup[7]: 4F2A81C09D: hold: header " + bytes
                     + " from x[192.0.2.1]; from=<" + bytes + "> to=<" + bytes
                     + "> proto=ESMTP helo=<" + bytes + ">: " + bytes,
                 frame + "smtpd[7]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 550 5.1.1 <" + bytes
                     + ">: " + bytes + "; from=<" + bytes + "> to=<" + bytes
                     + "> proto=ESMTP helo=<" + bytes + ">",
                 frame + "smtp[7]: 4F2A81C09D: to=<" + bytes
                     + ">, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred ("
                     + bytes + ")"}) {
            QByteArray json;
            appendJson(json, parser.parse(line));
            QVERIFY(json.endsWith('\n') && json.count('\n') == 1);
            json.chop(1);
            QVERIFY(std::ranges::none_of(QString::fromUtf8(json).toUcs4(), isInvisible));
            QJsonParseError error;
            const QJsonObject object = QJsonDocument::fromJson(json, &error).object();
            QCOMPARE(error.error, QJsonParseError::NoError);
            // Nothing is lost of what was not understood.
            if (!isUnderstood(parser.parse(line))) {
                const QJsonValue exact = object["raw_base64"_L1];
                QCOMPARE(exact.isString() ? QByteArray::fromBase64(exact.toString().toLatin1())
                                          : object["raw"_L1].toString().toUtf8(),
                    line);
            }
        }
    }

    void serversFileIsTakenOrRefused_data() { everyEntry(); }
    void serversFileIsTakenOrRefused()
    {
        QFETCH(QByteArray, bytes);
        if (bytes.size() > 100'000)
            return; // the limit of the file is another test's
        const QTemporaryDir directory;
        const QString name = directory.filePath(u"servers.json"_s);
        const QString text = text::exact(bytes);
        const QJsonObject server{{u"id"_s, u"1"_s}, {u"name"_s, text},
            {u"address"_s, u"ssh://mx1"_s}, {u"identityFile"_s, text}, {u"proxyJump"_s, text}};
        const QByteArray valid
            = QJsonDocument({{u"version"_s, 1}, {u"servers"_s, QJsonArray{server}}}).toJson();
        for (const QByteArray &content : {bytes, valid}) {
            QFile file(name);
            QVERIFY(file.open(QFile::WriteOnly) && file.write(content) == content.size());
            file.close();
            const auto servers = ServerStore(name).load();
            if (!servers)
                continue;
            for (const ServerDefinition &one : *servers) {
                QCOMPARE(fault(one.name, Lines::One), QString());
                QVERIFY(checkEndpoint(one.endpoint));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestHostileInput)
#include "tst_hostileinput.moc"
