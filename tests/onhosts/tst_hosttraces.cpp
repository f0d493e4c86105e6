// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ctlcall.h"
#include "labfixture.h"
#include "loggedlines.h"

#include "core/logs/logfollower.h"
#include "core/logs/tracer.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <map>

using namespace spoolscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int hosts = 2;
constexpr int ordinaryMessages = 800; ///< besides some 230 of every other kind
constexpr size_t most = 100'000; ///< traces of a question
constexpr qsizetype mostShown = 60; ///< complaints

/// A message as the ledger of the traffic has it.
struct Sent
{
    explicit Sent(const QJsonObject &json)
        : messageId(json[u"message_id"].toString())
        , sender(json[u"sender"].toString())
        , client(json[u"client"].toString())
        , saslUser(json[u"sasl_user"].toString())
        , queueId(json[u"queue_id"].toString())
        , reply(json[u"reply"].toString())
    {
        for (const QJsonValue &place : json[u"via"].toArray())
            via.insert(place[0].toString() + u' ' + place[1].toString());
        first = json[u"via"][0][0].toString();
        for (const QJsonValue &one : json[u"recipients"].toArray())
            recipients.emplace_back(one[u"address"].toString(), one[u"fate"].toString());
    }

    bool isAny(QLatin1StringView fate) const
    {
        return std::ranges::any_of(recipients, [&](const auto &one) { return one.second == fate; });
    }

    QString messageId, sender, client, saslUser, queueId, reply;
    QString first; ///< the host it was given to
    QSet<QString> via; ///< "mx1 postfix"
    std::vector<std::pair<QString, QString>> recipients; ///< address and fate
};

QString text(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes);
}

QString placeOf(const TraceHop &hop)
{
    return hop.server + u' ' + text(hop.instance);
}

QString nameOfHop(const TraceHop &hop)
{
    return placeOf(hop) + u' ' + (hop.queueId ? hop.queueId->toString() : u"-"_s);
}

/// "mx1 postfix A7CA9206 client>removed, 5 steps"
QString outline(const Trace &trace)
{
    QStringList hops;
    for (const TraceHop &hop : trace.hops)
        hops += u"%1 %2>%3"_s.arg(nameOfHop(hop), nameOf(hop.began), nameOf(hop.ended));
    return u"%1, %2 steps, %3 recipients"_s.arg(hops.join(u", "_s))
        .arg(trace.steps.size())
        .arg(trace.recipients.size());
}

QString joined(const QSet<QString> &texts)
{
    QStringList all(texts.begin(), texts.end());
    all.sort();
    return all.join(u", "_s);
}

bool has(const Trace &trace, const QString &server, const QString &queueId)
{
    return std::ranges::any_of(trace.hops, [&](const TraceHop &hop) {
        return hop.server == server && hop.queueId && hop.queueId->toString() == queueId;
    });
}

}

/// Mail of every kind through two real servers; what became of each message is known from its
/// client, its destination and the queue.
class TestHostTraces : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_lab = LabFixture::start(hosts, 20, {u"--log"_s, u"both"_s});
        m_since = QDateTime::currentSecsSinceEpoch() - 1;
        const auto ledger = m_lab->makeTraffic(0, 1, ordinaryMessages);
        QVERIFY2(ledger, ledger ? "" : ledger.error().detail.constData());
        for (const QByteArray &line : ledger->trimmed().split('\n'))
            m_sent.emplace_back(QJsonDocument::fromJson(line).object());
        QVERIFY2(m_sent.size() >= 1000, qPrintable(QString::number(m_sent.size())));
        for (int host = 0; host < hosts; ++host) {
            const QString log = m_lab->root(host) + u"/var/log/mail.log"_s;
            QVERIFY(m_lab->exec(host,
                {u"sh"_s, u"-c"_s,
                    u"logger -p mail.info the end; journalctl --sync; "
                    "until grep -q 'the end$' /var/log/mail.log; do sleep 0.1; done"_s}));
            m_lines.read(m_lab->name(host), log);
            for (int instance = 0; instance < m_lab->instanceCount(host); ++instance) {
                for (const QByteArray &file : m_lab->queueFiles(host, instance)) {
                    const QString id = text(file.sliced(file.lastIndexOf('/') + 1));
                    m_queues[{m_lab->name(host), id}] = file.first(file.indexOf('/'));
                }
            }
        }
    }

    void eachMessageIsCompleteAndRight_data()
    {
        QTest::addColumn<bool>("isJournal");
        QTest::newRow("files") << false;
        QTest::newRow("journals") << true;
    }
    void eachMessageIsCompleteAndRight()
    {
        QFETCH(const bool, isJournal);
        const Tracer tracer(read(isJournal));
        QStringList wrong;
        int queued = 0, refused = 0, overServers = 0, sampled = 0;
        for (const Sent &sent : m_sent) {
            if (sent.queueId.isEmpty() && !sent.client.isEmpty()) {
                ++refused;
                wrong += complaintsOfRefusal(tracer, sent);
                continue;
            }
            ++queued;
            const auto trace = traceOf(tracer, sent, wrong);
            if (!trace)
                continue;
            wrong += complaints(*trace, sent);
            overServers += std::ranges::any_of(
                trace->hops, [&](const TraceHop &hop) { return hop.server != sent.first; });
            if (queued % 7 == 0) {
                ++sampled;
                wrong += complaintsOfQuestions(tracer, *trace, sent);
            }
        }
        for (const QString &complaint : wrong.first(std::min<qsizetype>(wrong.size(), mostShown)))
            qWarning().noquote() << complaint;
        QCOMPARE(wrong.size(), 0);
        qInfo("%d messages with queue IDs, %d of them over both servers; %d refused; %d asked for "
              "in other ways",
            queued, overServers, refused, sampled);
        QVERIFY(overServers > 50 && refused > 30 && sampled > 100);
    }

    /// The command tells the same, of a few that went over both servers.
    void theCommandTellsTheSame()
    {
        const Tracer tracer(read(false));
        QStringList wrong;
        int asked = 0;
        for (const Sent &sent : m_sent) {
            if (sent.via.size() < 3 || ++asked > 3)
                continue;
            const auto trace = traceOf(tracer, sent, wrong);
            QVERIFY(trace);
            QStringList words{u"log"_s, u"trace"_s};
            for (int host = 0; host < hosts; ++host)
                words += u"ssh://root@"_s + m_lab->server(host).endpoint.host;
            const Outcome traced
                = CtlCaller(*m_lab).call(words + QStringList{sent.queueId, u"--json"_s});
            QVERIFY2(traced.exitCode == 0, traced.errors.constData());
            QCOMPARE(traced.objects().size(), 1);
            const QJsonObject json = traced.objects().first();
            QStringList hopsThere, hopsHere;
            for (const QJsonValue &hop : json[u"hops"].toArray())
                hopsThere += hop[u"queue_id"].toString() + u' ' + hop[u"ended"].toString();
            for (const TraceHop &hop : trace->hops)
                hopsHere += hop.queueId->toString() + u' ' + nameOf(hop.ended);
            QCOMPARE(hopsThere, hopsHere);
            QCOMPARE(json[u"steps"].toArray().size(), trace->steps.size());
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
        QVERIFY(asked >= 3);
    }

private:
    /// What the followers of the servers' logs hand over.
    Tracer::Logs read(bool isJournal) const
    {
        Tracer::Logs logs;
        for (int host = 0; host < hosts; ++host) {
            const auto link = connectServer(m_lab->server(host), {}, {});
            if (!link)
                qFatal() << link.error().error.message;
            const LogSource source
                = isJournal ? LogSource{LogSource::Kind::Journal} : logSources(link->facts).first();
            const auto index = std::make_shared<TraceIndex>(m_lab->name(host));
            const auto follower
                = makeLogFollower(source, logTimeZone(link->facts), {m_since, {}}, *index);
            if (const auto done = follower->catchUp(*link->transport, {}); !done)
                qFatal() << done.error().message << done.error().detail;
            logs.push_back(index);
        }
        return logs;
    }

    static QList<Trace> ask(const Tracer &tracer, const QString &question)
    {
        const auto query = TraceQuery::parse(question);
        return query ? tracer.trace(*query, most).traces : QList<Trace>();
    }

    static std::optional<Trace> traceOf(const Tracer &tracer, const Sent &sent, QStringList &wrong)
    {
        const QString question
            = sent.queueId.isEmpty() ? u"msgid:"_s + sent.messageId : u"id:"_s + sent.queueId;
        const QList<Trace> traces = ask(tracer, question);
        if (traces.size() == 1)
            return traces.first();
        wrong += u"%1: %2 traces of %3"_s.arg(sent.messageId).arg(traces.size()).arg(question);
        return {};
    }

    QStringList complaints(const Trace &trace, const Sent &sent) const
    {
        QStringList wrong;
        const auto check = [&](const QString &what, const auto &is, const auto &should) {
            if (is != should)
                wrong += u"%1: %2 is \"%3\", not \"%4\""_s.arg(sent.messageId, what, is, should);
        };
        const TraceHop &first = trace.hops.first();
        if (!sent.queueId.isEmpty())
            check(u"first queue ID"_s, first.queueId->toString(), sent.queueId);
        check(u"server"_s, first.server, sent.first);
        if (!text(first.originalClient).endsWith(u'[' + sent.client + u']')) // behind a filter
            check(u"client"_s, text(first.clientAddress), sent.client);
        check(u"SASL user"_s, text(first.saslUser), sent.saslUser);
        check(u"sender"_s, text(first.sender.value_or("unknown")), sent.sender);
        if (hasMessageId(first))
            check(u"Message-ID"_s, text(first.messageId), sent.messageId);
        if (sent.isAny("sent"_L1)) {
            QSet<QString> went;
            for (const TraceHop &hop : trace.hops) {
                if (!hop.isNotification())
                    went.insert(placeOf(hop));
            }
            check(u"way"_s, joined(went), joined(sent.via));
        }
        for (qsizetype i = 0; i < trace.hops.size(); ++i) {
            for (const QString &complaint : complaintsOfHop(trace, i, sent))
                wrong += sent.messageId + u": "_s + nameOfHop(trace.hops[i]) + u": "_s + complaint;
        }
        for (const QString &complaint : complaintsOfRecipients(trace, sent))
            wrong += sent.messageId + u": "_s + complaint;
        return wrong;
    }

    /// What is discarded before its header was read has none in the log.
    bool hasMessageId(const TraceHop &hop) const
    {
        const auto &lines = m_lines.of(hop.server, hop.instance, hop.queueId->toByteArray());
        return std::ranges::any_of(lines,
            [](const LoggedLines::Line &line) { return line.text.startsWith("message-id="); });
    }

    /// What a milter discards has no line that says to whom it was.
    bool isNamed(const Trace &trace, const QString &recipient) const
    {
        const QByteArray to = "to=<" + recipient.toLatin1() + '>';
        return std::ranges::any_of(trace.hops, [&](const TraceHop &hop) {
            return std::ranges::any_of(
                m_lines.of(hop.server, hop.instance, hop.queueId.value().toByteArray()),
                [&](const LoggedLines::Line &line) { return line.text.contains(to); });
        });
    }

    /// Every line is there, and its end is what the log and the queue say.
    QStringList complaintsOfHop(const Trace &trace, qsizetype number, const Sent &sent) const
    {
        QStringList wrong;
        const TraceHop &hop = trace.hops[number];
        const auto &lines = m_lines.of(hop.server, hop.instance, hop.queueId.value().toByteArray());
        std::map<QByteArray, int> missing;
        for (const LoggedLines::Line &line : lines)
            ++missing[line.daemon];
        for (const TraceStep &step : trace.steps) {
            if (step.hop == number)
                --missing[nameOf(step.daemon).toString().toLatin1()];
        }
        if (hop.isNotification())
            ++missing["bounce"]; // the line about the other message that tells of this one
        // So does pickup's, where the other one is what was requeued.
        missing["pickup"] += (hop.began == TraceBegin::Requeue) + (hop.ended == TraceEnd::Requeued);
        for (const auto &[daemon, count] : missing) {
            // What smtpd said before there was a queue ID is a step as well.
            if (count > 0 || (count < 0 && daemon != "smtpd"))
                wrong += u"%1 lines of %2 are missing"_s.arg(count).arg(text(daemon));
        }
        if (hop.beginDoubt != TraceDoubt::None || hop.endDoubt != TraceDoubt::None || hop.hasGap)
            wrong += u"doubts"_s;
        const TraceEnd end = endOf(hop, lines, sent);
        if (hop.ended != end)
            wrong += u"ended as %1, not %2"_s.arg(nameOf(hop.ended), nameOf(end));
        return wrong;
    }

    TraceEnd endOf(
        const TraceHop &hop, const std::vector<LoggedLines::Line> &lines, const Sent &sent) const
    {
        for (const LoggedLines::Line &line : lines) {
            if (line.text == "requeued")
                return TraceEnd::Requeued;
            if (line.text == "removed")
                return line.daemon == "postsuper" ? TraceEnd::Deleted : TraceEnd::Removed;
        }
        const auto queued = m_queues.find({hop.server, hop.queueId->toString()});
        if (queued != m_queues.end())
            return queued->second == "hold" ? TraceEnd::Held : TraceEnd::Waiting;
        return sent.isAny("discarded"_L1) ? TraceEnd::Discarded
            : sent.isAny("refused"_L1)    ? TraceEnd::Refused
                                          : TraceEnd::GivenUp;
    }

    /// Each recipient of the ledger has its fate, and its last line in the log says so.
    QStringList complaintsOfRecipients(const Trace &trace, const Sent &sent) const
    {
        QStringList wrong, found;
        QSet<QString> unnamed;
        for (const TraceRecipient &one : trace.recipients) {
            const QByteArray &asked = one.original.isEmpty() ? one.address : one.original;
            if (one.address.isEmpty())
                unnamed.insert(nameOf(one.fate));
            if (!one.ofNotification)
                found += text(asked).toLower() + u' ' + nameOf(one.fate);
            if (const QString complaint = contradiction(trace.hops[one.hop], one);
                !complaint.isEmpty())
                wrong += complaint;
        }
        for (const auto &[address, fate] : sent.recipients) {
            // The second server has no way to that domain, which the ledger does not know.
            const QString right = address.endsWith("@out.example"_L1) ? u"deferred"_s : fate;
            // No line may tell to whom something was discarded.
            if (!found.contains(address.toLower() + u' ' + right)
                && !(fate == "discarded"_L1 && unnamed.contains(fate)))
                wrong += u"%1 is not %2 in: %3"_s.arg(address, right, found.join(u", "_s));
        }
        return wrong;
    }

    /// Of a recipient's status and attempts and the log's lines.
    QString contradiction(const TraceHop &hop, const TraceRecipient &one) const
    {
        if (one.attempts == 0)
            return {};
        const QByteArray to = "to=<" + one.address + ">, ";
        QByteArray last;
        int attempts = 0;
        for (const auto &line : m_lines.of(hop.server, hop.instance, hop.queueId->toByteArray())) {
            if (line.text.startsWith(to) && line.text.contains("status=")) {
                last = line.text;
                ++attempts;
            }
        }
        if (attempts != one.attempts)
            return u"%1 was tried %2 times, not %3"_s.arg(text(one.address))
                .arg(attempts)
                .arg(one.attempts);
        if (!last.contains("dsn=" + one.dsn + ", "))
            return u"%1 has not %2 but: %3"_s.arg(text(one.address), text(one.dsn), text(last));
        return {};
    }

    /// By everything else that a person may know of the message.
    QStringList complaintsOfQuestions(
        const Tracer &tracer, const Trace &trace, const Sent &sent) const
    {
        QStringList questions{u"from:"_s + (sent.sender.isEmpty() ? u"<>"_s : sent.sender)};
        if (const QString &to = sent.recipients.front().first; isNamed(trace, to))
            questions += u"to:"_s + to;
        if (hasMessageId(trace.hops.first()))
            questions += u"msgid:"_s + sent.messageId;
        if (!sent.client.isEmpty())
            questions += u"client:"_s + sent.client;
        if (!sent.saslUser.isEmpty())
            questions += u"sasl:"_s + sent.saslUser;
        const TraceHop &first = trace.hops.first();
        QStringList wrong;
        for (const QString &question : questions) {
            const QList<Trace> traces = ask(tracer, question);
            const auto same = std::ranges::find_if(traces, [&](const Trace &other) {
                return has(other, first.server, first.queueId->toString());
            });
            if (same == traces.end())
                wrong += sent.messageId + u": not found by "_s + question;
            else if (same->hops.size() != trace.hops.size()
                || same->steps.size() != trace.steps.size()
                || same->recipients.size() != trace.recipients.size())
                wrong += u"%1: by %2 \"%3\", not \"%4\""_s.arg(
                    sent.messageId, question, outline(*same), outline(trace));
        }
        return wrong;
    }

    /// A refused message has no queue ID that its client knows: the client must lead to it, or the
    /// sender, where the line has no client (proxy-reject).
    static QStringList complaintsOfRefusal(const Tracer &tracer, const Sent &sent)
    {
        for (const QString &question : {u"client:"_s + sent.client, u"from:"_s + sent.sender}) {
            for (const Trace &trace : ask(tracer, question)) {
                const TraceHop &hop = trace.hops.first();
                const bool isRefused
                    = hop.began == TraceBegin::Refusal || hop.ended == TraceEnd::Refused;
                if (isRefused && hop.server == sent.first
                    && (!hop.sender || text(*hop.sender) == sent.sender))
                    return {};
            }
        }
        return {sent.messageId + u": no refusal of "_s + sent.client + u": "_s + sent.reply};
    }

    std::unique_ptr<LabFixture> m_lab;
    qint64 m_since = 0; ///< seconds since 1970
    std::vector<Sent> m_sent;
    LoggedLines m_lines;
    std::map<std::pair<QString, QString>, QByteArray> m_queues; ///< of host and queue ID
};

QTEST_GUILESS_MAIN(TestHostTraces)
#include "tst_hosttraces.moc"
