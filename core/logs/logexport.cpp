// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/logs/logexport.h"

#include "core/base/textsafety.h"
#include "core/logs/logjson.h"
#include "core/logs/logparser.h"
#include "core/logs/logreader.h"
#include "core/logs/logtime.h"

#include <QCoreApplication>
#include <QIODevice>
#include <QJsonObject>

namespace spoolscope {

using namespace Qt::StringLiterals;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(LogExport)
};

constexpr qsizetype bufferSize = 1 << 20;

/// Makes the lines of an export, one after another.
class LogWriter final
{
public:
    LogWriter(LogFormat format, const LogOrder &order, const QStringList &servers)
        : m_format(format), m_order(order), m_servers(servers), m_readers(order.readers())
    {
    }

    void append(QByteArray &to, size_t place)
    {
        if (m_format == LogFormat::Text)
            to.append(logTextLine(m_order, m_readers, place, m_servers).toUtf8()).append('\n');
        else
            appendJsonLine(to, place);
    }

private:
    void appendJsonLine(QByteArray &to, size_t place)
    {
        const LogRef ref = m_order.at(place);
        LogReader &reader = m_readers[ref.source()];
        if (const LogRecord &record = reader.record(ref.row()); record.isGap()) {
            QJsonObject gap{{u"event"_s, u"gap"_s},
                {u"server"_s, m_servers.value(qsizetype(ref.source()))},
                {u"why"_s, text::exact(reader.text(ref.row()))}};
            if (record.time != 0)
                gap[u"time"_s] = QString::fromLatin1(logStampOf(record.time));
            to.append(text::jsonLine(gap)).append('\n');
            return;
        }
        to += "{\"server\":";
        text::appendJsonString(to, m_servers.value(qsizetype(ref.source())).toUtf8());
        const qsizetype brace = to.size();
        appendJson(to, reader.event(ref.row(), m_parser));
        to[brace] = ','; // the two objects become one
    }

    LogFormat m_format;
    const LogOrder &m_order;
    const QStringList &m_servers;
    std::vector<LogReader> m_readers;
    LogParser m_parser;
};

}

QString logTextLine(const LogOrder &order, std::vector<LogReader> &readers, size_t place,
    const QStringList &servers)
{
    const LogRef ref = order.at(place);
    LogReader &reader = readers[ref.source()];
    QString line = text::visible(reader.text(ref.row()));
    const LogRecord &record = reader.record(ref.row());
    if (record.isGap())
        line.prepend("# "_L1);
    if (record.flags & LogRecord::Cut)
        line += Words::tr("… (truncated)");
    if (servers.size() > 1)
        line.prepend(text::visible(servers.value(qsizetype(ref.source()))) + u": "_s);
    return line;
}

Result<void> exportLog(QIODevice &to, LogFormat format, const LogOrder &order, LogStretch range,
    const QStringList &servers, const std::stop_token &stop,
    const std::function<void(qint64)> &report)
{
    LogWriter writer(format, order, servers);
    QByteArray buffer;
    const auto flush = [&] {
        const bool isWritten = to.write(buffer) == buffer.size();
        buffer.clear();
        return isWritten;
    };
    for (size_t place = range.begin; place < range.end; ++place) {
        writer.append(buffer, place);
        if (buffer.size() < bufferSize)
            continue;
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Words::tr("The export was stopped."));
        if (!flush())
            break;
        if (report)
            report(qint64(place - range.begin));
    }
    if (!flush())
        return failure(
            ErrorKind::Io, Words::tr("The lines could not be written: %1.").arg(to.errorString()));
    return {};
}

}
