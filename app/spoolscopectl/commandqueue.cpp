// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "groupprinter.h"
#include "rowsieve.h"
#include "targets.h"
#include "where.h"

#include "core/base/textsafety.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimeZone>

#include <limits>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

/// Prints rows up to the limit.
class RowPrinter final : public RowSink
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

    void take(const QueueSnapshot &snapshot, QueueSnapshot::Row row) override
    {
        if (m_left > 0) {
            --m_left;
            printRow(snapshot, row);
        }
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
    QString m_server;
    QString m_instance;
};

class RowCounter final : public RowSink
{
public:
    RowCounter(QueueGroups &groups, const CountedSnapshot &counted) : m_adder(groups.adder(counted))
    {
    }

    void take(const QueueSnapshot &, QueueSnapshot::Row row) override { m_adder->add(row); }

private:
    std::unique_ptr<QueueGroups::Adder> m_adder;
};

}

ExitCode queue(const Call &call)
{
    std::optional<QueueGroups> groups;
    if (call.arguments.groupBy)
        groups.emplace(*call.arguments.groupBy);
    else if (call.arguments.format == Format::Csv)
        RowPrinter::printCsvHeader();
    const ExitCode code = forEachTarget(call, [&](const Target &target) {
        return listInto(
            call, target, [&](const QueueSnapshot &snapshot) -> std::unique_ptr<RowSink> {
                if (groups)
                    return std::make_unique<RowCounter>(*groups,
                        CountedSnapshot{snapshot, target.server.name, filterContext(target).now});
                return std::make_unique<RowPrinter>(call.arguments, target.server, target.instance);
            });
    });
    if (groups)
        printGroups(call.arguments, *groups);
    return code;
}

}
