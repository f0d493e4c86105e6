// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commandlog.h"
#include "targets.h"

#include "core/logs/logjson.h"
#include "core/logs/logparser.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

constexpr qsizetype printedAtOnce = 1 << 16;

/// Lines -> JSON on stdout. Memory stays the same, however long the log is.
class EventPrinter final
{
public:
    ~EventPrinter() { print(m_json); }

    void take(const LogEvent &event)
    {
        appendJson(m_json, event);
        if (m_json.size() < printedAtOnce)
            return;
        print(m_json);
        m_json.resize(0); // keeps its room
    }

private:
    QByteArray m_json;
};

/// "-" is stdin.
Result<void> parseFile(const QString &path, EventPrinter &printer, const std::stop_token &stop)
{
    QFile file(path);
    const bool isOpen = path == "-"_L1 ? file.open(0, QFile::ReadOnly) : file.open(QFile::ReadOnly);
    if (!isOpen)
        return failure(ErrorKind::NotFound, file.errorString());
    // Stamps without a zone are taken for this machine's local time.
    LogParser parser(
        LogClock(QTimeZone::systemTimeZone(), QFileInfo(file).lastModified().toSecsSinceEpoch()));
    constexpr qint64 longestLine = 1 << 20;
    while (!stop.stop_requested()) {
        QByteArray line = file.readLine(longestLine);
        if (line.isEmpty())
            return {};
        if (line.endsWith('\n'))
            line.chop(1);
        printer.take(parser.parse(line));
    }
    return failure(ErrorKind::Cancelled, u"stopped"_s);
}

}

ExitCode logParse(const Call &call)
{
    EventPrinter printer;
    ExitCode code = ExitCode::Done;
    for (const QString &path : call.arguments.logWords) {
        const auto parsed = parseFile(path, printer, call.stop);
        if (parsed)
            continue;
        complain(path, parsed.error());
        code = worse(code, exitCodeFor(parsed.error()));
    }
    return code;
}

}
