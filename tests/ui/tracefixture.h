// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logparser.h"
#include "core/logs/tracer.h"

namespace spoolscope::tracefixture {

/// Of "SECOND DAEMON: TEXT", on 1 March 2026.
inline std::shared_ptr<const TraceIndex> indexOf(const QString &server, const QByteArrayList &lines)
{
    auto index = std::make_shared<TraceIndex>(server);
    LogParser parser;
    for (const QByteArray &line : lines) {
        const qsizetype blank = line.indexOf(' ');
        const auto second = line.first(blank).toDouble();
        const int whole = int(second);
        const QByteArray clock = QByteArray::number(whole / 60).rightJustified(2, '0') + ':'
            + QByteArray::number(whole % 60).rightJustified(2, '0') + '.'
            + QByteArray::number(int((second - whole) * 1000 + 0.5)).rightJustified(3, '0');
        const QByteArray all = "2026-03-01T11:" + clock + "+00:00 " + server.toLatin1()
            + " postfix/" + line.sliced(blank + 1);
        index->take(parser.parse(all));
    }
    return index;
}

/// From a client over mx1 and its filter to mx2, for three recipients with three fates, and a
/// notification; the end of the log of mx2 comes first.
inline Tracer::Logs logs()
{
    const QByteArray id = "message-id=<20260301110001.4F2A8@shop.example.com>";
    const QByteArray bob = "to=<bob@dest.example>, ";
    const auto mx1 = indexOf(QStringLiteral("mx1"),
        {"1.2 smtpd[11]: 4F2A81C09D: client=mail.shop.example.com[192.0.2.17], sasl_method=PLAIN, "
         "sasl_username=newsletter",
            "1.25 cleanup[12]: 4F2A81C09D: " + id,
            "1.26 cleanup[12]: 4F2A81C09D: warning: header Subject: Your order 4711 has been sent "
            "from mail.shop.example.com[192.0.2.17]; from=<news@shop.example.com> "
            "to=<bob@dest.example> proto=ESMTP helo=<mail.shop.example.com>",
            "1.4 qmgr[13]: 4F2A81C09D: from=<news@shop.example.com>, size=48213, nrcpt=3 "
            "(queue active)",
            "2.1 smtp[14]: 4F2A81C09D: " + bob
                + "relay=mx2.example.com[192.0.2.2]:25, delay=0.9, delays=0.2/0.01/0.19/0.5, "
                  "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 7B11A0C2F1)",
            "2.1 smtp[14]: 4F2A81C09D: to=<carol@dest.example>, relay=mx2.example.com[192.0.2.2]:25"
            ", delay=0.9, delays=0.2/0.01/0.19/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued "
            "as 7B11A0C2F1)",
            "2.1 smtp[14]: 4F2A81C09D: to=<dave@dest.example>, relay=mx2.example.com[192.0.2.2]:25"
            ", delay=0.9, delays=0.2/0.01/0.19/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued "
            "as 7B11A0C2F1)",
            "2.2 qmgr[13]: 4F2A81C09D: removed"});
    const auto mx2 = indexOf(QStringLiteral("mx2"),
        {"1.5 smtpd[21]: 7B11A0C2F1: client=mx1.example.com[192.0.2.1]",
            "1.6 cleanup[22]: 7B11A0C2F1: " + id,
            "1.7 qmgr[23]: 7B11A0C2F1: from=<news@shop.example.com>, size=48400, nrcpt=3 "
            "(queue active)",
            "3 smtp[24]: 7B11A0C2F1: " + bob
                + "relay=mx.dest.example[198.51.100.7]:25, delay=1.5, delays=0.2/0/0.9/0.4, "
                  "dsn=2.0.0, status=sent (250 2.0.0 Ok <b>x</b> \xe2\x80\xae accepted)",
            "4 smtp[24]: 7B11A0C2F1: to=<carol@dest.example>, relay=mx.dest.example[198.51.100.7]"
            ":25, delay=2.5, delays=0.2/0/0.9/1.4, dsn=4.2.2, status=deferred (host "
            "mx.dest.example[198.51.100.7] said: 452 4.2.2 The recipient's inbox is out of storage "
            "space. Please direct the recipient to https://support.dest.example/mail/?p=OverQuota "
            "(in reply to RCPT TO command))",
            "4.2 smtp[24]: 7B11A0C2F1: to=<dave@dest.example>, relay=mx.dest.example"
            "[198.51.100.7]:25, delay=2.7, delays=0.2/0/0.9/1.6, dsn=5.1.1, status=bounced (host "
            "mx.dest.example[198.51.100.7] said: 550 5.1.1 no such user (in reply to RCPT TO "
            "command))",
            "4.3 cleanup[22]: 9C00FFEE01: message-id=<n1@mx2.example.com>",
            "4.3 bounce[25]: 7B11A0C2F1: sender non-delivery notification: 9C00FFEE01",
            "4.31 qmgr[23]: 9C00FFEE01: from=<>, size=51000, nrcpt=1 (queue active)",
            "5 smtp[24]: 9C00FFEE01: to=<news@shop.example.com>, relay=mail.shop.example.com"
            "[192.0.2.17]:25, delay=0.7, delays=0/0/0.3/0.4, dsn=2.0.0, status=sent (250 Ok)",
            "5 qmgr[23]: 9C00FFEE01: removed"});
    return {mx1, mx2};
}

inline TraceAnswer answer(const Tracer::Logs &logs, const QString &query)
{
    return Tracer(logs).trace(*TraceQuery::parse(query));
}

}
