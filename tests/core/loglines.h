// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/logs/logparser.h"

#include <QByteArrayList>
#include <QDir>
#include <QFile>

namespace spoolscope {

/// What an event says, on a line that a person can compare:
/// "reject warning 4F2A81C09D | client=mail.example.com | phase=RCPT".
inline QByteArray describe(const LogEvent &event)
{
    QByteArray text = nameOf(event.kind).toString().toLatin1();
    if (event.severity != LogSeverity::Info)
        text += ' ' + nameOf(event.severity).toString().toLatin1();
    if (!event.queueId.isEmpty())
        text += ' ' + event.queueId.toByteArray();
    event.forEachField([&](LogField field, QByteArrayView value) {
        text += " | " + nameOf(field).toString().toLatin1() + '=' + value.toByteArray();
    });
    return text;
}

/// The lines of a file under tests/data/logs.
inline QByteArrayList logLines(const QString &path)
{
    QFile file(QStringLiteral(SPOOLSCOPE_TEST_DATA "/logs/") + path);
    if (!file.open(QFile::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    QByteArray all = file.readAll();
    if (all.endsWith('\n'))
        all.chop(1);
    return all.split('\n');
}

/// "postfix/smtpd" and a text, as a journal has them apart.
inline LogLine barePostfixLine(const QByteArray &program, const QByteArray &message)
{
    LogLine line;
    line.program = program;
    line.pid = 7;
    line.message = message;
    return line;
}

}
