// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QLatin1StringView>

namespace spoolscope {

/// Which program of Postfix's (postfix(1)) wrote a line, by the last part of its syslog tag.
enum class LogDaemon : quint8 {
    None, ///< not Postfix
    Other, ///< Postfix, but a program that is not named here
    Anvil,
    Bounce,
    Cleanup,
    Discard,
    Dnsblog,
    Error, ///< error(8), which is retry(8) as well
    Flush,
    Lmtp,
    Local,
    Master,
    Oqmgr,
    Pickup,
    Pipe,
    Postdrop,
    Postfix, ///< the command, its postfix-script and postlog
    Postlogd,
    Postmap, ///< postalias too
    Postmulti,
    Postqueue,
    Postscreen,
    Postsuper,
    Proxymap,
    Qmgr,
    Relay, ///< smtp(8) under the name of relay
    Scache,
    Sendmail,
    Showq,
    Smtp,
    Smtpd,
    Spawn,
    Tlsmgr,
    Tlsproxy,
    TrivialRewrite,
    Verify,
    Virtual,
};
QLatin1StringView nameOf(LogDaemon daemon); ///< "trivial-rewrite"; empty for None and Other

enum class LogSeverity : quint8 { Info, Warning, Error, Fatal, Panic };
QLatin1StringView nameOf(LogSeverity severity); ///< "warning"

/// The frame of a line: what syslog puts before the text. Views point into the line.
struct LogLine
{
    qint64 time = 0; ///< microseconds since 1970, UTC, by the server's clock; 0: none could be read
    QByteArrayView host;
    QByteArrayView program; ///< the tag as it stands: "postfix/submission/smtpd"
    QByteArrayView instance; ///< its first part, which is the instance's syslog_name: "postfix-out"
    QByteArrayView service; ///< what stands between: "submission"; mostly empty
    QByteArrayView daemonName; ///< its last part
    LogDaemon daemon = LogDaemon::None;
    quint32 pid = 0; ///< 0: none
    QByteArrayView message; ///< the text behind the tag
    QByteArrayView raw; ///< the whole line, without its end

    bool isPostfix() const { return daemon != LogDaemon::None; }
};

}
