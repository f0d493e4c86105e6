// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logparser.h"
#include "ui/logs/shownlog.h"

#include <QDateTime>

#include <cmath>

namespace spoolscope::made {

/// A log that lines are given to, as a page is told of it.
class TrafficLog final
{
public:
    explicit TrafficLog(const QString &name)
        : m_shown{.server = name, .name = name, .store = m_store, .counters = m_counters}
    {
    }

    void line(qint64 time, const QByteArray &rest) ///< seconds since 1970
    {
        const QByteArray stamp = QDateTime::fromSecsSinceEpoch(time, QTimeZone::UTC)
                                     .toString(u"yyyy-MM-ddTHH:mm:ss")
                                     .toLatin1();
        const QByteArray whole = stamp + "+00:00 " + m_shown.name.toLatin1() + ' ' + rest;
        const LogEvent &event = m_parser.parse(whole);
        m_store->take(event);
        m_counters->take(event);
    }
    const ShownLog &shown() const { return m_shown; }

private:
    std::shared_ptr<LogStore> m_store = std::make_shared<LogStore>();
    std::shared_ptr<LiveCounters> m_counters = std::make_shared<LiveCounters>();
    ShownLog m_shown;
    LogParser m_parser;
};

/// Two days of a busy server: more by day than by night, and a quarter of an hour in which a
/// destination puts mail off; and of a quiet one with another instance.
class TwoDays final
{
public:
    /// Where it ends, at a whole minute, seconds since 1970.
    static constexpr qint64 end = 1'700'006'400; ///< 2023-11-15T00:00:00Z
    static constexpr qint64 peak = end - 6 * 3600; ///< where the deferrals begin
    static constexpr int peakMinutes = 15;
    static constexpr int peakDeferrals = 40; ///< a minute

    explicit TwoDays(qint64 until = end) : m_end(until)
    {
        for (qint64 minute = m_end - 2 * 86400; minute < m_end; minute += 60)
            addMinute(minute);
        for (qint64 minute = m_end - 86400; minute < m_end; minute += 600)
            addMessage(m_quiet, "postfix-out", minute);
    }

    ShownLogs logs() const { return {m_busy.shown(), m_quiet.shown()}; }
    /// Made once.
    static const TwoDays &once()
    {
        static const TwoDays traffic;
        return traffic;
    }

private:
    void addMessage(TrafficLog &log, const QByteArray &instance, qint64 time)
    {
        const QByteArray number = QByteArray::number(m_number++ % 40);
        const QByteArray id = "A" + QByteArray::number(0x100000 + m_number, 16).toUpper();
        const QByteArray delay
            = m_number % 20 ? "0." + QByteArray::number(1 + m_number % 9) : QByteArray("14");
        const auto line = [&](const QByteArray &text) { log.line(time, instance + '/' + text); };
        line("smtpd[7]: " + id + ": client=mx" + number + ".example.net[192.0.2." + number + "]");
        line("qmgr[5]: " + id + ": from=<user" + number
            + "@example.net>, size=4000, nrcpt=1 (queue active)");
        line("smtp[9]: " + id + ": to=<to" + number
            + "@example.com>, relay=mx.example.com[198.51.100.1]:25, delay=" + delay
            + ", delays=0.1/0/0.1/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok)");
        line("qmgr[5]: " + id + ": removed");
    }

    void addMinute(qint64 minute)
    {
        const double hour = double(minute % 86400) / 3600;
        const double busy = 6 + 5 * std::sin((hour - 8) / 24 * 2 * 3.14159265);
        for (int i = 0; i < int(busy) + int(m_number % 3); ++i)
            addMessage(m_busy, "postfix", minute + i);
        addBadClient(minute);
        if (minute < m_end - end + peak || minute >= m_end - end + peak + peakMinutes * 60)
            return;
        for (int i = 0; i < peakDeferrals; ++i)
            m_busy.line(minute,
                "postfix/smtp[9]: B" + QByteArray::number(0x100000 + i, 16).toUpper()
                    + ": to=<u@slow.example>, relay=none, delay=30, delays=1/0/29/0, dsn=4.4.1, "
                      "status=deferred (connect to mx.slow.example[198.51.100.7]:25: Connection "
                      "timed out)");
    }

    void addBadClient(qint64 minute)
    {
        const QByteArray bad = "bad.example[203.0.113.9]";
        const auto line
            = [&](const QByteArray &text) { m_busy.line(minute, "postfix/smtpd[8]: " + text); };
        line("connect from " + bad);
        for (int i = 0; i < 2 + int(m_number % 4); ++i)
            line("NOQUEUE: reject: RCPT from " + bad
                + ": 554 5.7.1 <x@y.example>: Relay access denied; from=<a@bad.example> "
                  "to=<x@y.example> proto=ESMTP helo=<b>");
        if (m_number % 3 == 0)
            line("NOQUEUE: reject: CONNECT from " + bad + ": 554 5.7.1 <" + bad
                + ">: Client host rejected: Access denied; proto=SMTP");
        line("warning: " + bad
            + ": SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=root");
        line("disconnect from " + bad
            + (m_number % 4 ? " ehlo=2 starttls=1 quit=1 commands=4"
                            : " ehlo=1 quit=1 commands=2"));
    }

    const qint64 m_end;
    TrafficLog m_busy{QStringLiteral("mx1")};
    TrafficLog m_quiet{QStringLiteral("mx2")};
    quint32 m_number = 0;
};

}
