// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logcounters.h"
#include "core/logs/logparser.h"

#include <QDateTime>

#include <cmath>

namespace spoolscope::made {

/// Two days of a busy server: more by day than by night, and a quarter of an hour in which a
/// destination puts mail off. Ends at a whole minute, seconds since 1970.
class Traffic final
{
public:
    static constexpr qint64 end = 1'700'006'400; ///< 2023-11-15T00:00:00Z
    static constexpr qint64 peak = end - 6 * 3600; ///< where the deferrals begin
    static constexpr int peakDeferrals = 40; ///< a minute

    static std::shared_ptr<const CountedTraffic> counted()
    {
        Traffic traffic;
        for (qint64 minute = end - 2 * 86400; minute < end; minute += 60)
            traffic.addMinute(minute);
        return traffic.m_counters.snapshot();
    }

private:
    void line(qint64 time, const QByteArray &text)
    {
        const QByteArray stamp = QDateTime::fromSecsSinceEpoch(time, QTimeZone::utc())
                                     .toString(Qt::ISODate)
                                     .chopped(1)
                                     .toLatin1();
        const QByteArray line = stamp + "+00:00 mx1 postfix/" + text;
        m_counters.add(m_parser.parse(line));
    }

    void addMessage(qint64 time)
    {
        const QByteArray number = QByteArray::number(m_number++ % 40);
        const QByteArray id = "A" + QByteArray::number(0x100000 + m_number, 16).toUpper();
        line(time, "smtpd[7]: " + id + ": client=mx" + number + ".example.net[192.0.2." + number + "]");
        line(time, "qmgr[5]: " + id + ": from=<user" + number + "@example.net>, size=4000, nrcpt=1 (queue active)");
        line(time, "smtp[9]: " + id + ": to=<to" + number + "@example.com>, relay=mx.example.com[198.51.100.1]:25, delay=" + (m_number % 20 ? "0." + QByteArray::number(1 + m_number % 9) : QByteArray("14")) + ", delays=0.1/0/0.1/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok)");
        line(time, "qmgr[5]: " + id + ": removed");
    }

    void addMinute(qint64 minute)
    {
        const double hour = double(minute % 86400) / 3600;
        const double busy = 6 + 5 * std::sin((hour - 8) / 24 * 2 * 3.14159265);
        for (int i = 0; i < int(busy) + int(m_number % 3); ++i)
            addMessage(minute + i);
        line(minute, "smtpd[8]: connect from bad.example[203.0.113.9]");
        for (int i = 0; i < 2 + int(m_number % 4); ++i)
            line(minute, "smtpd[8]: NOQUEUE: reject: RCPT from bad.example[203.0.113.9]: 554 5.7.1 <x@y.example>: Relay access denied; from=<a@bad.example> to=<x@y.example> proto=ESMTP helo=<b>");
        if (m_number % 3 == 0)
            line(minute, "smtpd[8]: NOQUEUE: reject: CONNECT from bad.example[203.0.113.9]: 554 5.7.1 <bad.example[203.0.113.9]>: Client host rejected: Access denied; proto=SMTP");
        line(minute, "smtpd[8]: warning: bad.example[203.0.113.9]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=root");
        line(minute + 2, m_number % 4 ? "smtpd[8]: disconnect from bad.example[203.0.113.9] ehlo=2 starttls=1 quit=1 commands=4" : "smtpd[8]: disconnect from bad.example[203.0.113.9] ehlo=1 quit=1 commands=2");
        if (minute >= peak && minute < peak + 15 * 60)
            for (int i = 0; i < peakDeferrals; ++i)
                line(minute, "smtp[9]: B" + QByteArray::number(0x100000 + i, 16).toUpper() + ": to=<u@slow.example>, relay=none, delay=30, delays=1/0/29/0, dsn=4.4.1, status=deferred (connect to mx.slow.example[198.51.100.7]:25: Connection timed out)");
    }

    LogCounters m_counters;
    LogParser m_parser;
    quint32 m_number = 0;
};

}
