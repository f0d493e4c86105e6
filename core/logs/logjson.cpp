// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logjson.h"

#include "core/base/isotime.h"
#include "core/base/textsafety.h"

namespace spoolscope {

namespace {

/// Writes members with commas between them.
class Members final
{
public:
    explicit Members(QByteArray &to) : m_to(to) { m_to += '{'; }

    void add(QByteArrayView name, QByteArrayView value)
    {
        separate();
        text::appendJsonMember(m_to, name, value);
    }
    void addIfThere(QByteArrayView name, QByteArrayView value)
    {
        if (!value.isEmpty())
            add(name, value);
    }
    void addName(QByteArrayView name) ///< its value is written by the caller
    {
        separate();
        (m_to += '"').append(name).append("\":");
    }
    void end() { m_to += '}'; }

private:
    void separate()
    {
        if (m_hasAny)
            m_to += ',';
        m_hasAny = true;
    }

    QByteArray &m_to;
    bool m_hasAny = false;
};

QByteArrayView view(QLatin1StringView name)
{
    return {name.data(), name.size()};
}

void addFrame(Members &members, QByteArray &to, const LogEvent &event)
{
    const LogLine &line = event.line;
    if (line.time > 0) {
        members.addName("time");
        to += '"';
        appendIsoMicroseconds(to, line.time);
        to += '"';
    }
    members.addIfThere("host", line.host);
    members.addIfThere("program", line.program);
    if (line.pid != 0) {
        members.addName("pid");
        to += QByteArray::number(line.pid);
    }
    if (!line.isPostfix())
        return;
    members.addIfThere("instance", line.instance);
    members.addIfThere("service", line.service);
    members.addIfThere("daemon", line.daemonName);
    members.addIfThere("queue_id", event.queueId);
    members.add("severity", view(nameOf(event.severity)));
}

bool isUnderstood(LogEventKind kind)
{
    return kind != LogEventKind::NoLine && kind != LogEventKind::Foreign
        && kind != LogEventKind::Unparsed;
}

}

void appendJson(QByteArray &to, const LogEvent &event)
{
    Members members(to);
    addFrame(members, to, event);
    members.add("event", view(nameOf(event.kind)));
    members.addIfThere("phase", event.value(LogField::Phase));
    members.addIfThere("status", event.value(LogField::Status));
    members.addIfThere("dsn", event.value(LogField::Dsn));
    members.addName("fields");
    Members fields(to);
    event.forEachField(
        [&](LogField field, QByteArrayView value) { fields.add(view(nameOf(field)), value); });
    fields.end();
    if (!isUnderstood(event.kind))
        members.add("raw", event.line.raw.isNull() ? event.line.message : event.line.raw);
    members.end();
    to += '\n';
}

}
