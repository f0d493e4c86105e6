// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logframe.h"

#include "core/logs/logwords.h"

namespace spoolscope {

using namespace std::string_view_literals;

namespace {

LogDaemon daemonIf(QByteArrayView name, std::string_view wanted, LogDaemon daemon)
{
    return name == wanted ? daemon : LogDaemon::Other;
}

LogDaemon daemonOfFour(QByteArrayView name)
{
    switch (name.front()) {
    case 's':
        return daemonIf(name, "smtp"sv, LogDaemon::Smtp);
    case 'q':
        return daemonIf(name, "qmgr"sv, LogDaemon::Qmgr);
    case 'l':
        return daemonIf(name, "lmtp"sv, LogDaemon::Lmtp);
    default:
        return daemonIf(name, "pipe"sv, LogDaemon::Pipe);
    }
}

LogDaemon daemonOfFive(QByteArrayView name)
{
    switch (name.back()) {
    case 'd':
        return daemonIf(name, "smtpd"sv, LogDaemon::Smtpd);
    case 'l':
        return name == "local"sv ? LogDaemon::Local : daemonIf(name, "anvil"sv, LogDaemon::Anvil);
    case 'r':
        return name == "error"sv ? LogDaemon::Error : daemonIf(name, "oqmgr"sv, LogDaemon::Oqmgr);
    case 'y':
        return name == "retry"sv ? LogDaemon::Error : daemonIf(name, "relay"sv, LogDaemon::Relay);
    case 'h':
        return daemonIf(name, "flush"sv, LogDaemon::Flush);
    case 'q':
        return daemonIf(name, "showq"sv, LogDaemon::Showq);
    case 'n':
        return daemonIf(name, "spawn"sv, LogDaemon::Spawn);
    default:
        return LogDaemon::Other;
    }
}

LogDaemon daemonOfSix(QByteArrayView name)
{
    switch (name.front()) {
    case 'b':
        return daemonIf(name, "bounce"sv, LogDaemon::Bounce);
    case 'm':
        return daemonIf(name, "master"sv, LogDaemon::Master);
    case 'p':
        return daemonIf(name, "pickup"sv, LogDaemon::Pickup);
    case 's':
        return daemonIf(name, "scache"sv, LogDaemon::Scache);
    case 't':
        return daemonIf(name, "tlsmgr"sv, LogDaemon::Tlsmgr);
    default:
        return daemonIf(name, "verify"sv, LogDaemon::Verify);
    }
}

LogDaemon daemonOfSeven(QByteArrayView name)
{
    switch (name.front()) {
    case 'c':
        return daemonIf(name, "cleanup"sv, LogDaemon::Cleanup);
    case 'd':
        return name == "discard"sv ? LogDaemon::Discard
                                   : daemonIf(name, "dnsblog"sv, LogDaemon::Dnsblog);
    case 'v':
        return daemonIf(name, "virtual"sv, LogDaemon::Virtual);
    case 'p':
        return name == "postmap"sv ? LogDaemon::Postmap
                                   : daemonIf(name, "postfix"sv, LogDaemon::Postfix);
    default:
        return LogDaemon::Other;
    }
}

LogDaemon daemonOfEight(QByteArrayView name)
{
    switch (name[4]) {
    case 'd':
        return daemonIf(name, "postdrop"sv, LogDaemon::Postdrop);
    case 'l':
        return daemonIf(name, "postlogd"sv, LogDaemon::Postlogd);
    case 'm':
        return daemonIf(name, "sendmail"sv, LogDaemon::Sendmail);
    case 'y':
        return daemonIf(name, "proxymap"sv, LogDaemon::Proxymap);
    default:
        return daemonIf(name, "tlsproxy"sv, LogDaemon::Tlsproxy);
    }
}

LogDaemon daemonOfMore(QByteArrayView name)
{
    constexpr std::pair<std::string_view, LogDaemon> others[] = {
        {"postscreen"sv, LogDaemon::Postscreen}, {"postsuper"sv, LogDaemon::Postsuper},
        {"trivial-rewrite"sv, LogDaemon::TrivialRewrite}, {"postqueue"sv, LogDaemon::Postqueue},
        {"postfix-script"sv, LogDaemon::Postfix}, {"postmulti"sv, LogDaemon::Postmulti},
        {"postmulti-script"sv, LogDaemon::Postmulti}, {"postalias"sv, LogDaemon::Postmap},
        {"proxywrite"sv, LogDaemon::Proxymap}, {"post-install"sv, LogDaemon::Postfix},
        {"postfix-wrapper"sv, LogDaemon::Postfix}, {"postfix-tls-script"sv, LogDaemon::Postfix}};
    for (const auto &[known, daemon] : others)
        if (name == known)
            return daemon;
    return LogDaemon::Other;
}

/// Programs that tag their lines as Postfix does, with names of their own for the same parts.
bool isForeign(QByteArrayView instance)
{
    return instance == "cyrus"sv || instance == "dovecot"sv || instance == "exim"sv;
}

/// Where the tag ends: at "[123]: ", or ": ". -1 where there is none before the first blank.
qsizetype tagSize(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '[' || c == ':')
            return i;
        if (c == ' ')
            return -1;
    }
    return -1;
}

/// "[123]:" or ":", with the blank behind it.
bool takePid(LogWords &words, quint32 &pid)
{
    if (words.take('[')) {
        quint64 number = 0;
        const QByteArrayView digits = words.takeDigits();
        for (const char digit : digits)
            number = std::min<quint64>(number * 10 + quint64(digit - '0'), UINT32_MAX);
        if (digits.isEmpty() || !words.take("]:"sv))
            return false;
        pid = quint32(number);
    } else if (!words.take(':')) {
        return false;
    }
    words.take(' ');
    return true;
}

}

LogDaemon daemonNamed(QByteArrayView name)
{
    switch (name.size()) {
    case 0:
    case 1:
    case 2:
    case 3:
        return LogDaemon::Other;
    case 4:
        return daemonOfFour(name);
    case 5:
        return daemonOfFive(name);
    case 6:
        return daemonOfSix(name);
    case 7:
        return daemonOfSeven(name);
    case 8:
        return daemonOfEight(name);
    default:
        return daemonOfMore(name);
    }
}

void readProgram(LogLine &line)
{
    const QByteArrayView program = line.program;
    line.daemon = LogDaemon::None;
    line.instance = line.service = {};
    line.daemonName = program;
    const auto first = static_cast<const char *>(
        program.isEmpty() ? nullptr : std::memchr(program.data(), '/', size_t(program.size())));
    if (!first)
        return;
    const qsizetype start = first - program.data();
    const qsizetype last = program.lastIndexOf('/');
    const QByteArrayView instance = program.first(start);
    const QByteArrayView name = program.sliced(last + 1);
    if (instance.isEmpty() || isForeign(instance))
        return;
    const LogDaemon daemon = daemonNamed(name);
    // A syslog_name may be anything, so it is the daemon's name that tells; one that is not known
    // is Postfix's where the syslog_name is as Postfix and its instances come.
    if (daemon == LogDaemon::Other && !(instance == "postfix"sv || instance.startsWith("postfix-")))
        return;
    line.daemon = daemon;
    line.instance = instance;
    line.daemonName = name;
    if (last > start)
        line.service = program.sliced(start + 1, last - start - 1);
}

bool readFrame(QByteArrayView bytes, LogClock &clock, LogLine &line)
{
    line.raw = line.message = bytes;
    const qsizetype stamp = clock.read(bytes, line.time);
    if (stamp == 0)
        return false;
    LogWords words(bytes.sliced(stamp));
    if (!words.takeUntil(' ', line.host) || line.host.isEmpty()) {
        line.host = {};
        return false;
    }
    const qsizetype tag = tagSize(words.rest());
    LogWords behind = words;
    if (tag > 0) {
        behind.skip(tag);
        if (takePid(behind, line.pid)) {
            line.program = words.rest().first(tag);
            words = behind;
            readProgram(line);
        }
    }
    line.message = words.rest();
    return true;
}

}
