// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logparser.h"

#include "core/logs/logframe.h"
#include "core/logs/loglines.h"

namespace spoolscope {

using namespace std::string_view_literals;
using loglines::Kind;

namespace {

LogSeverity takeSeverity(LogWords &words)
{
    switch (words.front()) {
    case 'w':
        return words.take("warning: "sv) ? LogSeverity::Warning : LogSeverity::Info;
    case 'e':
        return words.take("error: "sv) ? LogSeverity::Error : LogSeverity::Info;
    case 'f':
        return words.take("fatal: "sv) ? LogSeverity::Fatal : LogSeverity::Info;
    case 'p':
        return words.take("panic: "sv) ? LogSeverity::Panic : LogSeverity::Info;
    default:
        return LogSeverity::Info;
    }
}

/// What the daemon itself says, and nobody else.
Kind ownLine(LogWords words, LogEvent &event)
{
    switch (event.line.daemon) {
    case LogDaemon::Smtpd:
        return loglines::smtpd(words, event);
    case LogDaemon::Smtp:
    case LogDaemon::Lmtp:
    case LogDaemon::Relay:
        return loglines::smtp(words, event);
    case LogDaemon::Cleanup:
        return loglines::cleanup(words, event);
    case LogDaemon::Qmgr:
    case LogDaemon::Oqmgr:
        return loglines::qmgr(words, event);
    case LogDaemon::Postscreen:
        return loglines::postscreen(words, event);
    case LogDaemon::Dnsblog:
        return loglines::dnsblog(words, event);
    case LogDaemon::Pickup:
        return loglines::pickup(words, event);
    case LogDaemon::Bounce:
        return loglines::bounce(words, event);
    case LogDaemon::Postsuper:
        return loglines::postsuper(words, event);
    case LogDaemon::Master:
        return loglines::master(words, event);
    case LogDaemon::Postfix:
    case LogDaemon::Postmulti:
        return loglines::script(words, event);
    case LogDaemon::Anvil:
        return loglines::anvil(words, event);
    case LogDaemon::Scache:
        return loglines::scache(words, event);
    case LogDaemon::Tlsproxy:
        return loglines::tlsproxy(words, event);
    case LogDaemon::Other: // qmqpd
        return event.line.daemonName == "qmqpd"sv ? loglines::smtpd(words, event) : Kind::Unparsed;
    default:
        return Kind::Unparsed;
    }
}

Kind read(LogWords words, LogEvent &event)
{
    if (!event.queueId.isEmpty() && words.startsWith("to=<"sv))
        return loglines::delivery(words, event);
    if (const Kind kind = ownLine(words, event); kind != Kind::Unparsed)
        return kind;
    return loglines::anyDaemon(words, event);
}

}

LogParser::LogParser(LogClock clock) : m_clock(std::move(clock))
{
}

const LogEvent &LogParser::parse(QByteArrayView line)
{
    m_event.clear();
    if (!readFrame(line, m_clock, m_event.line))
        return m_event;
    readMessage();
    return m_event;
}

const LogEvent &LogParser::parse(const LogLine &frame)
{
    m_event.clear();
    m_event.line = frame;
    readProgram(m_event.line);
    readMessage();
    return m_event;
}

void LogParser::readMessage()
{
    if (!m_event.line.isPostfix()) {
        m_event.kind = Kind::Foreign;
        return;
    }
    LogWords words(m_event.line.message);
    m_event.severity = takeSeverity(words);
    loglines::takeQueueId(words, m_event.queueId);
    m_event.kind = read(words, m_event);
    if (m_event.kind != Kind::Unparsed)
        return;
    // What a form had set before it did not fit tells nothing.
    m_event.forget();
    m_event.set(LogField::Text, words.rest());
    if (m_event.severity != LogSeverity::Info)
        m_event.kind = Kind::Trouble;
}

}
