// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tracedlines.h"

#include "core/logs/logparser.h"
#include "mademail.h"

namespace spoolscope::tracedlines {

std::shared_ptr<const TraceIndex> indexOf(
    const QString &server, const QByteArrayList &lines, size_t bound)
{
    auto index = std::make_shared<TraceIndex>(server, bound);
    LogParser parser;
    for (const QByteArray &line : lines) {
        if (line == "GAP") {
            index->gap({});
            continue;
        }
        const qsizetype blank = line.indexOf(' ');
        const QByteArray stamp = mademail::stamp(line.first(blank).toLongLong() * 1'000'000);
        QByteArray rest = line.sliced(blank + 1);
        if (!rest.startsWith("postfix-") && !rest.startsWith("opendkim"))
            rest.prepend("postfix/");
        const QByteArray whole = stamp + ' ' + server.toLatin1() + ' ' + rest;
        index->take(parser.parse(whole));
    }
    return index;
}

const QByteArrayList delivered{
    "1 smtpd[11]: AAAAA1: client=mail.example.com[192.0.2.1], sasl_method=PLAIN, sasl_username=jo",
    "1 cleanup[12]: AAAAA1: message-id=<one@example.com>",
    "1 qmgr[13]: AAAAA1: from=<jo@example.com>, size=420, nrcpt=1 (queue active)",
    "2 smtp[14]: AAAAA1: to=<bob@a.example>, relay=mx.a.example[192.0.2.9]:25, delay=1, "
    "delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as FFFFF9)",
    "2 qmgr[13]: AAAAA1: removed",
};

}
