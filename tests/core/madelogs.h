// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logparser.h"
#include "core/logs/logreader.h"
#include "core/logs/logstore.h"
#include "core/logs/logtime.h"

#include <QRandomGenerator>

namespace spoolscope::made {

inline constexpr qint64 logStart = 1'795'000'000'000'000; ///< microseconds since 1970

/// Gives lines to a store as whoever reads a log does.
class LogFiller final
{
public:
    explicit LogFiller(LogStore &store) : m_store(store) { }

    void line(const QByteArray &line) { m_store.take(m_parser.parse(line)); }
    void lineAt(qint64 time, const QByteArray &rest) { line(logStampOf(time) + ' ' + rest); }

private:
    LogStore &m_store;
    LogParser m_parser;
};

/// What Postfix and others write, from a few names, so that filters find some of it.
class LogTalk final
{
public:
    explicit LogTalk(quint32 seed) : m_random(seed) { }

    /// Without its stamp.
    QByteArray next()
    {
        const QByteArray id = "4F2A81C0" + QByteArray::number(10 + below(30));
        const QByteArray sender
            = pick({"ann@one.example", "BOB@two.example", "", "list@sub.one.example"});
        const QByteArray to = pick({"x@gmail.com", "y@gmx.net", "z@d1.example", "ann@one.example"});
        const QByteArray client = pick(
            {"mail.one.example[192.0.2.1]", "unknown[192.0.2.10]", "v6.two.example[2001:db8::1]"});
        switch (below(9)) {
        case 0:
            return "mx1 postfix/smtpd[11]: connect from " + client;
        case 1:
            return "mx1 postfix/submission/smtpd[12]: " + id + ": client=" + client
                + ", sasl_method=PLAIN, sasl_username=" + pick({"ann", "bob"});
        case 2:
            return "mx1 postfix-out/qmgr[13]: " + id + ": from=<" + sender
                + ">, size=1234, nrcpt=1 (queue active)";
        case 3:
            return "mx1 postfix/smtp[14]: " + id + ": to=<" + to
                + ">, relay=mx.example[192.0.2.77]:25, delay=1.5, delays=0.1/0/1/0.4, dsn=2.0.0, "
                  "status=sent (250 2.0.0 Ok: queued as 5E6F7A8B)";
        case 4:
            return "mx1 postfix/smtp[14]: " + id + ": to=<" + to
                + ">, relay=none, delay=99, delays=99/0/0/0, dsn=4.4.1, status=deferred (connect "
                  "to "
                  "mx.example[192.0.2.77]:25: Connection timed out)";
        case 5:
            return "mx1 postfix/smtpd[11]: NOQUEUE: reject: RCPT from " + client + ": 554 5.7.1 <"
                + to + ">: Relay access denied; from=<" + sender + "> to=<" + to
                + "> proto=ESMTP helo=<h.example>";
        case 6:
            return "mx1 postfix/smtpd[11]: warning: hostname caf\xc3\xa9.example does not resolve "
                   "to "
                   "address 192.0.2.1";
        case 7:
            return "mx1 dovecot: imap-login: Login: user=<ann>, method=PLAIN, rip=192.0.2.1";
        default:
            return "mx1 postfix/qmgr[13]: " + id + ": removed";
        }
    }
    quint32 below(quint32 limit) { return m_random.bounded(limit); }

private:
    QByteArray pick(std::initializer_list<const char *> words)
    {
        return *(words.begin() + below(quint32(words.size())));
    }

    QRandomGenerator m_random;
};

}
