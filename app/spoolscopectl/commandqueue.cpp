// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/base/textsafety.h"
#include "core/queue/queuelister.h"
#include "core/queue/queuesnapshot.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

#include <limits>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// Prints rows as they are published, up to the limit.
class RowPrinter final
{
public:
    RowPrinter(const Arguments &arguments, const ServerDefinition &server, const Instance &instance)
        : m_format(arguments.format)
        , m_left(arguments.limit.value_or(std::numeric_limits<qint64>::max()))
        , m_server(server.name)
        , m_instance(QString::fromUtf8(instance.name))
    {
    }

    static void printCsvHeader()
    {
        print("server,instance,queue_name,queue_id,arrival_time,message_size,sender,"
              "recipient_count,recipient,delay_reason\r\n");
    }

    void printUpTo(const QueueSnapshot &snapshot, qint64 rows)
    {
        for (; m_printed < rows && m_left > 0; ++m_printed, --m_left)
            printRow(snapshot, QueueSnapshot::Row(m_printed));
    }

private:
    void printRow(const QueueSnapshot &snapshot, QueueSnapshot::Row row)
    {
        switch (m_format) {
        case Format::Json:
            printJsonRow(snapshot, row);
            break;
        case Format::Csv:
            printCsvRow(snapshot, row);
            break;
        default:
            printTextRow(snapshot, row);
            break;
        }
    }

    void printJsonRow(const QueueSnapshot &snapshot, QueueSnapshot::Row row)
    {
        QJsonArray recipients;
        for (quint32 i = 0; i < snapshot.recipientCount(row); ++i) {
            const auto recipient = snapshot.recipient(row, i);
            QJsonObject object{{u"address"_s, text::exact(snapshot.text(recipient.address))}};
            if (recipient.reason)
                object.insert(u"delay_reason"_s, text::exact(snapshot.text(recipient.reason)));
            recipients.append(object);
        }
        printJson({{u"server"_s, m_server}, {u"instance"_s, m_instance},
            {u"queue_name"_s, toString(snapshot.queue(row))},
            {u"queue_id"_s, snapshot.id(row).toString()},
            {u"arrival_time"_s, snapshot.arrival(row)}, {u"message_size"_s, snapshot.size(row)},
            {u"sender"_s, text::exact(snapshot.sender(row))}, {u"recipients"_s, recipients}});
    }

    void printCsvRow(const QueueSnapshot &snapshot, QueueSnapshot::Row row)
    {
        const QByteArray recipient = snapshot.recipientCount(row)
            ? snapshot.text(snapshot.recipient(row, 0).address).toByteArray()
            : QByteArray();
        print(QByteArrayList{text::csvField(m_server.toUtf8()), text::csvField(m_instance.toUtf8()),
                  text::csvField(toBytes(snapshot.queue(row))),
                  text::csvField(snapshot.id(row).bytes()),
                  QDateTime::fromSecsSinceEpoch(snapshot.arrival(row), QTimeZone::UTC)
                      .toString(Qt::ISODate)
                      .toUtf8(),
                  QByteArray::number(snapshot.size(row)), text::csvField(snapshot.sender(row)),
                  QByteArray::number(snapshot.recipientCount(row)), text::csvField(recipient),
                  text::csvField(snapshot.reason(row))}
                  .join(',')
            + "\r\n");
    }

    void printTextRow(const QueueSnapshot &snapshot, QueueSnapshot::Row row)
    {
        const QString recipient = snapshot.recipientCount(row)
            ? text::exact(snapshot.text(snapshot.recipient(row, 0).address))
            : QString();
        const QString more = snapshot.recipientCount(row) > 1
            ? u" +"_s + QString::number(snapshot.recipientCount(row) - 1)
            : QString();
        printText(m_server + u"  "_s + toString(snapshot.queue(row)).leftJustified(9) + u' '
            + snapshot.id(row).toString().leftJustified(12) + u' '
            + QDateTime::fromSecsSinceEpoch(snapshot.arrival(row))
                .toString(u"yyyy-MM-dd HH:mm:ss"_s)
            + QString::number(snapshot.size(row)).rightJustified(10) + u"  <"_s
            + text::exact(snapshot.sender(row)) + u"> -> <"_s + recipient + u'>' + more + u"  "_s
            + text::exact(snapshot.reason(row)));
    }

    Format m_format;
    qint64 m_left;
    qint64 m_printed = 0;
    QString m_server;
    QString m_instance;
};

ExitCode listOne(const Call &call, const Target &target)
{
    const ServerDefinition &server = target.server;
    QueueSnapshot snapshot(
        {server.id, target.instance.configDirectory}, QDateTime::currentMSecsSinceEpoch());
    RowPrinter printer(call.arguments, server, target.instance);
    const auto listed = listQueue(*target.link.transport, target.instance, snapshot, call.stop,
        [&](qint64 rows) { printer.printUpTo(snapshot, rows); });
    if (const qint64 bad = snapshot.badLineCount(); bad > 0)
        note(u"spoolscopectl: %1: %2 lines of the listing could not be read"_s.arg(
            server.name, QString::number(bad)));
    if (listed)
        return ExitCode::Done;
    complain(server.name, listed.error());
    note(u"    The listing of %1 is incomplete: %2 messages were read."_s.arg(
        server.name, QString::number(snapshot.rowCount())));
    const ExitCode code = exitCodeFor(listed.error());
    return code == ExitCode::NotPermitted ? code : ExitCode::Incomplete;
}

}

ExitCode queue(const Call &call)
{
    if (call.arguments.format == Format::Csv)
        RowPrinter::printCsvHeader();
    return forEachTarget(call, [&](const Target &target) { return listOne(call, target); });
}

}
