// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// master(8), postfix-script, anvil(8), scache(8), and what any daemon may say; Postfix 3.4 to 3.11.

#include "core/logs/loglines.h"

namespace spoolscope::loglines {

using namespace std::string_view_literals;

namespace {

/// "... -- version 3.10.5, configuration /etc/postfix"
void readVersion(LogWords words, LogEvent &event)
{
    QByteArrayView version;
    if (!words.take("version "sv) || !words.takeUntil(", configuration "sv, version))
        return;
    event.set(LogField::Version, version);
    event.set(LogField::Configuration, words.takeAll());
}

/// "process /usr/lib/postfix/sbin/smtpd pid 4711 exit status 1"
Kind processEnded(LogWords words, LogEvent &event)
{
    QByteArrayView process;
    if (!words.take("process "sv) || !words.takeUntil(" pid "sv, process))
        return Kind::Unparsed;
    event.set(LogField::Process, process);
    event.set(LogField::ProcessId, words.takeDigits());
    if (words.take(" exit status "sv))
        event.set(LogField::ExitStatus, words.takeDigits());
    else if (words.take(" killed by signal "sv) || words.take(" stopped by signal "sv))
        event.set(LogField::Signal, words.takeDigits());
    else
        return Kind::Unparsed;
    return Kind::ProcessEnd;
}

/// "/usr/lib/postfix/sbin/smtpd: bad command startup -- throttling"
Kind throttled(LogWords words, LogEvent &event)
{
    QByteArrayView process;
    if (!words.takeUntil(": bad command startup -- throttling"sv, process))
        return Kind::Unparsed;
    event.set(LogField::Process, process);
    return Kind::Throttle;
}

/// "service "smtp" (25) has reached its process limit "100": new clients may experience ..."
Kind processLimit(LogWords words, LogEvent &event)
{
    QByteArrayView service;
    QByteArrayView port;
    if (!words.take("service \""sv) || !words.takeUntil('"', service)
        || !words.takeUntil(" has reached its process limit \""sv, port))
        return Kind::Unparsed;
    event.set(LogField::Process, service);
    event.set(LogField::Count, words.takeDigits());
    event.set(LogField::Check, "process limit");
    return Kind::RateLimit;
}

/// "connection rate 12/60s for (smtp:192.0.2.1) at Nov 28 11:20:28"
void readMaximum(LogWords words, LogEvent &event)
{
    QByteArrayView what;
    if (!words.take("max "sv) || !words.takeUntil(" for ("sv, what))
        return;
    const qsizetype blank = what.lastIndexOf(' ');
    event.set(LogField::Check, what.first(std::max<qsizetype>(blank, 0)));
    event.set(LogField::Count, LogWords(what.sliced(blank + 1)).takeDigits());
    QByteArrayView who;
    if (!words.takeUntil(')', who))
        return;
    // "smtp:192.0.2.1", "10025:2001:db8::1"
    event.set(LogField::ClientAddress, who.sliced(who.indexOf(':') + 1));
}

}

Kind master(LogWords words, LogEvent &event)
{
    LogWords at = words;
    if (at.take("daemon started -- "sv)) {
        readVersion(at, event);
        return Kind::Start;
    }
    if (at.take("reload -- "sv)) {
        readVersion(at, event);
        return Kind::Reload;
    }
    if (at.take("terminating on signal "sv)) {
        event.set(LogField::Signal, at.takeDigits());
        return Kind::Stop;
    }
    if (words.startsWith("master exit time has arrived"sv))
        return Kind::Stop;
    if (words.startsWith("ignoring status update from child "sv))
        return Kind::Housekeeping;
    for (const auto read : {processEnded, throttled, processLimit})
        if (const Kind kind = read(words, event); kind != Kind::Unparsed)
            return kind;
    return Kind::Unparsed;
}

Kind script(LogWords words, LogEvent &event)
{
    event.set(LogField::Text, words.rest());
    if (words.startsWith("starting the Postfix mail system"sv))
        return Kind::Start;
    if (words.startsWith("stopping the Postfix mail system"sv)
        || words.startsWith("aborting the Postfix mail system"sv)
        || words.startsWith("waiting for the Postfix mail system to terminate"sv))
        return Kind::Stop;
    if (words.startsWith("refreshing the Postfix mail system"sv))
        return Kind::Reload;
    // What is left are the results of "postfix check", "status" and "upgrade-configuration".
    return event.severity == LogSeverity::Info ? Kind::Housekeeping : Kind::Unparsed;
}

Kind anvil(LogWords words, LogEvent &event)
{
    if (!words.take("statistics: "sv))
        return Kind::Unparsed;
    event.set(LogField::Text, words.rest());
    readMaximum(words, event);
    return Kind::Statistics;
}

Kind scache(LogWords words, LogEvent &event)
{
    if (!words.take("statistics: "sv))
        return Kind::Unparsed;
    event.set(LogField::Text, words.takeAll());
    return Kind::Statistics;
}

Kind anyDaemon(LogWords words, LogEvent &event)
{
    // "cache btree:/var/lib/postfix/verify full cleanup: retained=3 dropped=1 entries"
    if (words.startsWith("cache "sv) && words.find(" cleanup: retained="sv) > 0) {
        event.set(LogField::Text, words.takeAll());
        return Kind::Statistics;
    }
    for (const auto beginning : {"table "sv, "using backwards-compatible default setting "sv,
             "exiting to reopen external entropy source "sv, "ignoring DNS RR: "sv,
             "mapping DSN status "sv, "skipping address family "sv, "passing <"sv,
             "TLS support is not compiled in"sv, "lost connection to EGD server"sv})
        if (words.startsWith(beginning)) {
            event.set(LogField::Text, words.takeAll());
            return Kind::Housekeeping;
        }
    // "status=deferred (bounce failed)", of abounce.c and bounce.c
    if (words.startsWith("status=deferred ("sv)) {
        event.set(LogField::Text, words.takeAll());
        return Kind::Trouble;
    }
    return Kind::Unparsed;
}

}
