// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "mademail.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <functional>
#include <random>

using namespace Qt::StringLiterals;

namespace spoolscope::mademail {

namespace {

constexpr qint64 second = 1'000'000;

class Maker final
{
public:
    explicit Maker(quint32 seed) : m_random(seed) { }

    Traffic make(int count)
    {
        static constexpr std::array scenarios{&Maker::straight, &Maker::deferredFirst,
            &Maker::bounced, &Maker::overTwoServers, &Maker::throughFilter, &Maker::deleted,
            &Maker::requeued, &Maker::expired, &Maker::waiting, &Maker::held,
            &Maker::mixedOverTwoServers};
        Traffic traffic;
        for (int i = 0; i < count; ++i) {
            m_time = i * second + below(second);
            m_expected = {};
            m_expected.messageId = "m" + QByteArray::number(i) + "@example.com";
            m_number = QByteArray::number(i);
            std::invoke(scenarios[size_t(below(scenarios.size()))], this);
            std::ranges::sort(m_expected.fates);
            std::ranges::sort(m_expected.hops);
            traffic.messages.append(m_expected);
        }
        traffic.mx1 = sorted(0);
        traffic.mx2 = sorted(1);
        return traffic;
    }

private:
    struct Line
    {
        qint64 time;
        QByteArray text;
    };
    struct Freed
    {
        qint64 since;
        QByteArray id;
    };

    qint64 below(qint64 limit)
    {
        return std::uniform_int_distribution<qint64>(0, limit - 1)(m_random);
    }
    QByteArrayList sorted(size_t server)
    {
        std::ranges::stable_sort(m_lines[server], {}, &Line::time);
        QByteArrayList texts;
        for (const Line &line : m_lines[server])
            texts.append(line.text);
        return texts;
    }

    /// One that is free again, or a new one.
    QByteArray newId(size_t server)
    {
        const auto free = std::ranges::find_if(
            m_freed[server], [this](const Freed &freed) { return freed.since < m_time; });
        QByteArray id;
        if (free != m_freed[server].end() && below(3) > 0) {
            id = free->id;
            m_freed[server].erase(free);
        } else {
            id = QByteArray::number(0xA0000 + ++m_ids, 16).toUpper() + "F1";
        }
        m_expected.hops.append("mx" + QByteArray::number(server + 1) + '/' + id);
        return id;
    }
    /// A line a little later than the one before.
    void say(size_t server, const QByteArray &daemon, const QByteArray &text)
    {
        m_time += 1 + below(second / 4);
        m_lines[server].push_back({m_time,
            stamp(m_time) + " mx" + QByteArray::number(server + 1) + " postfix/" + daemon + "["
                + QByteArray::number(100 + below(900)) + "]: " + text});
        ++m_expected.lines;
    }
    void fate(const QByteArray &recipient, const QByteArray &fate)
    {
        m_expected.fates.append(recipient + '=' + fate);
    }

    QByteArray begin(size_t server, const QByteArray &client, int recipients = 1)
    {
        const QByteArray id = newId(server);
        say(server, "smtpd", id + ": client=" + client);
        say(server, "cleanup", id + ": message-id=<" + m_expected.messageId + '>');
        queue(server, id, "s" + m_number + "@example.com", recipients);
        return id;
    }
    void queue(size_t server, const QByteArray &id, const QByteArray &sender, int recipients = 1)
    {
        say(server, "qmgr",
            id + ": from=<" + sender + ">, size=" + QByteArray::number(300 + below(9000))
                + ", nrcpt=" + QByteArray::number(recipients) + " (queue active)");
    }
    QByteArray recipient(int number = 0) const
    {
        return "r" + m_number + '-' + QByteArray::number(number) + "@dest.example";
    }
    void deliver(size_t server, const QByteArray &id, const QByteArray &to, const QByteArray &dsn,
        const QByteArray &status, const QByteArray &text,
        const QByteArray &relay = "mx.dest.example[192.0.2.80]:25")
    {
        say(server, "smtp",
            id + ": to=<" + to + ">, relay=" + relay + ", delay=1.2, delays=0.1/0.1/0.5/0.5, dsn="
                + dsn + ", status=" + status + " (" + text + ')');
    }
    void send(size_t server, const QByteArray &id, const QByteArray &to)
    {
        deliver(server, id, to, "2.0.0", "sent", "250 2.0.0 Ok: queued as 99FF99AA");
        fate(to, "sent");
    }
    void defer(size_t server, const QByteArray &id, const QByteArray &to)
    {
        deliver(server, id, to, "4.7.1", "deferred",
            "host mx.dest.example[192.0.2.80] said: 450 4.7.1 later (in reply to RCPT TO command)");
    }
    void remove(size_t server, const QByteArray &id)
    {
        say(server, "qmgr", id + ": removed");
        m_freed[server].push_back({m_time, id});
    }
    void notify(size_t server, const QByteArray &about)
    {
        const QByteArray id = newId(server);
        const QByteArray sender = "s" + m_number + "@example.com";
        say(server, "cleanup", id + ": message-id=<bounce" + m_number + "@mx.example.com>");
        say(server, "bounce", about + ": sender non-delivery notification: " + id);
        ++m_expected.lines; // it is told in both
        queue(server, id, {});
        deliver(server, id, sender, "2.0.0", "sent", "250 2.0.0 Ok");
        m_expected.fates.append(sender + "=sent!");
        remove(server, id);
    }

    void straight()
    {
        const QByteArray id = begin(0, "client.example[192.0.2.7]");
        send(0, id, recipient());
        remove(0, id);
    }
    void deferredFirst()
    {
        const size_t server = size_t(below(2));
        const QByteArray id = begin(server, "client.example[192.0.2.7]");
        for (qint64 attempts = 1 + below(5); attempts > 0; --attempts) {
            defer(server, id, recipient());
            m_time += below(600 * second);
            queue(server, id, "s" + m_number + "@example.com");
        }
        send(server, id, recipient());
        remove(server, id);
    }
    void bounced()
    {
        const QByteArray id = begin(0, "unknown[192.0.2.7]");
        deliver(0, id, recipient(), "5.1.1", "bounced",
            "host mx.dest.example[192.0.2.80] said: 550 5.1.1 status=sent (250 queued as "
                + QByteArray::number(0xA0001 + below(m_ids), 16).toUpper() + "F1)");
        fate(recipient(), "bounced");
        notify(0, id);
        remove(0, id);
    }
    QByteArray goOn(const QByteArray &from, const QByteArray &to, int recipients = 1)
    {
        const QByteArray next = begin(1, "mx1.example.com[192.0.2.1]", recipients);
        for (int i = 0; i < recipients; ++i) {
            deliver(0, from, recipients == 1 ? to : recipient(i), "2.0.0", "sent",
                "250 2.0.0 Ok: queued as " + next, "mx2.example.com[192.0.2.2]:25");
        }
        remove(0, from);
        return next;
    }
    void overTwoServers()
    {
        const QByteArray id = goOn(begin(0, "client.example[192.0.2.7]"), recipient());
        send(1, id, recipient());
        remove(1, id);
    }
    void throughFilter()
    {
        const QByteArray first = begin(0, "client.example[192.0.2.7]");
        const QByteArray second = begin(0, "localhost[127.0.0.1]");
        deliver(0, first, recipient(), "2.0.0", "sent",
            "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as " + second,
            "127.0.0.1[127.0.0.1]:10024");
        remove(0, first);
        const QByteArray third = goOn(second, recipient());
        defer(1, third, recipient());
        fate(recipient(), "deferred");
    }
    void mixedOverTwoServers()
    {
        const QByteArray id = goOn(begin(0, "client.example[192.0.2.7]", 3), {}, 3);
        send(1, id, recipient(0));
        deliver(1, id, recipient(1), "5.1.1", "bounced", "host said: 550 no");
        fate(recipient(1), "bounced");
        defer(1, id, recipient(2));
        fate(recipient(2), "deferred");
        notify(1, id);
    }
    void deleted()
    {
        const QByteArray id = begin(0, "client.example[192.0.2.7]");
        defer(0, id, recipient());
        say(0, "postsuper", id + ": removed");
        m_freed[0].push_back({m_time, id});
        fate(recipient(), "deleted");
    }
    void requeued()
    {
        const QByteArray id = begin(0, "client.example[192.0.2.7]");
        defer(0, id, recipient());
        say(0, "postsuper", id + ": requeued");
        m_freed[0].push_back({m_time + 60 * second, id});
        const QByteArray next = newId(0);
        say(0, "pickup",
            next + ": uid=101 from=<s" + m_number + "@example.com>"
                + (below(2) ? " orig_id=" + id : QByteArray()));
        say(0, "cleanup", next + ": message-id=<" + m_expected.messageId + '>');
        m_expected.lines += 2; // what joins them stands in both
        queue(0, next, "s" + m_number + "@example.com");
        send(0, next, recipient());
        remove(0, next);
    }
    void expired()
    {
        const QByteArray id = begin(0, "client.example[192.0.2.7]", 2);
        defer(0, id, recipient(0));
        defer(0, id, recipient(1));
        say(0, "qmgr",
            id + ": from=<s" + m_number + "@example.com>, status=expired, returned to sender");
        fate(recipient(0), "expired");
        fate(recipient(1), "expired");
        notify(0, id);
        remove(0, id);
    }
    void waiting()
    {
        defer(1, begin(1, "client.example[192.0.2.7]"), recipient());
        fate(recipient(), "deferred");
    }
    void held()
    {
        const QByteArray id = begin(0, "client.example[192.0.2.7]");
        defer(0, id, recipient());
        say(0, "postsuper", id + ": placed on hold");
        fate(recipient(), "held");
    }

    std::mt19937 m_random;
    std::array<std::vector<Line>, 2> m_lines;
    std::array<std::vector<Freed>, 2> m_freed;
    qint64 m_time = 0;
    qint64 m_ids = 0;
    QByteArray m_number;
    Expected m_expected;
};

}

QByteArray stamp(qint64 time)
{
    static const QDateTime day(QDate(2026, 3, 1), QTime(0, 0), QTimeZone::UTC);
    return day.addSecs(time / second).toString(u"yyyy-MM-ddTHH:mm:ss"_s).toLatin1() + '.'
        + QByteArray::number(time % second).rightJustified(6, '0') + "+00:00";
}

Traffic make(quint32 seed, int messages)
{
    return Maker(seed).make(messages);
}

}
