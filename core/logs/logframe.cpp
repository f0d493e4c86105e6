// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logframe.h"

#include "core/logs/logwords.h"

#include <algorithm>
#include <array>

namespace spoolscope {

using namespace std::string_view_literals;

namespace {

struct Named
{
    std::string_view name;
    LogDaemon daemon;
};

/// By size; of one size those first that have the most lines.
constexpr std::array daemons = {
    Named{"smtp"sv, LogDaemon::Smtp},
    Named{"qmgr"sv, LogDaemon::Qmgr},
    Named{"lmtp"sv, LogDaemon::Lmtp},
    Named{"pipe"sv, LogDaemon::Pipe},
    Named{"smtpd"sv, LogDaemon::Smtpd},
    Named{"local"sv, LogDaemon::Local},
    Named{"error"sv, LogDaemon::Error},
    Named{"retry"sv, LogDaemon::Error},
    Named{"relay"sv, LogDaemon::Relay},
    Named{"anvil"sv, LogDaemon::Anvil},
    Named{"flush"sv, LogDaemon::Flush},
    Named{"oqmgr"sv, LogDaemon::Oqmgr},
    Named{"showq"sv, LogDaemon::Showq},
    Named{"spawn"sv, LogDaemon::Spawn},
    Named{"bounce"sv, LogDaemon::Bounce},
    Named{"pickup"sv, LogDaemon::Pickup},
    Named{"scache"sv, LogDaemon::Scache},
    Named{"master"sv, LogDaemon::Master},
    Named{"tlsmgr"sv, LogDaemon::Tlsmgr},
    Named{"verify"sv, LogDaemon::Verify},
    Named{"cleanup"sv, LogDaemon::Cleanup},
    Named{"virtual"sv, LogDaemon::Virtual},
    Named{"dnsblog"sv, LogDaemon::Dnsblog},
    Named{"discard"sv, LogDaemon::Discard},
    Named{"postmap"sv, LogDaemon::Postmap},
    Named{"postfix"sv, LogDaemon::Postfix},
    Named{"tlsproxy"sv, LogDaemon::Tlsproxy},
    Named{"proxymap"sv, LogDaemon::Proxymap},
    Named{"sendmail"sv, LogDaemon::Sendmail},
    Named{"postdrop"sv, LogDaemon::Postdrop},
    Named{"postlogd"sv, LogDaemon::Postlogd},
    Named{"postsuper"sv, LogDaemon::Postsuper},
    Named{"postqueue"sv, LogDaemon::Postqueue},
    Named{"postmulti"sv, LogDaemon::Postmulti},
    Named{"postalias"sv, LogDaemon::Postmap},
    Named{"postscreen"sv, LogDaemon::Postscreen},
    Named{"proxywrite"sv, LogDaemon::Proxymap},
    Named{"post-install"sv, LogDaemon::Postfix},
    Named{"postfix-script"sv, LogDaemon::Postfix},
    Named{"trivial-rewrite"sv, LogDaemon::TrivialRewrite},
    Named{"postfix-wrapper"sv, LogDaemon::Postfix},
    Named{"postmulti-script"sv, LogDaemon::Postmulti},
    Named{"postfix-tls-script"sv, LogDaemon::Postfix},
};
constexpr size_t longestName = daemons.back().name.size();
static_assert(
    std::ranges::is_sorted(daemons, {}, [](const Named &one) { return one.name.size(); }));

/// Where the names of each size begin; those of the next size are where they end.
constexpr auto beginnings = [] {
    std::array<quint8, longestName + 2> at = {};
    for (size_t size = 0; size < at.size(); ++size)
        at[size] = quint8(std::ranges::count_if(
            daemons, [size](const Named &one) { return one.name.size() < size; }));
    return at;
}();

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
    const auto size = size_t(name.size());
    if (size > longestName)
        return LogDaemon::Other;
    for (size_t i = beginnings[size]; i < beginnings[size + 1]; ++i)
        if (name == daemons[i].name)
            return daemons[i].daemon;
    return LogDaemon::Other;
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
