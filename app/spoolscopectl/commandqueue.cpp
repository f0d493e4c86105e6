// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "groupprinter.h"
#include "rowsieve.h"
#include "targets.h"
#include "where.h"

#include "core/base/textsafety.h"
#include "core/queue/queueexport.h"

#include <QDateTime>

#include <limits>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

ExportFormat exportFormat(Format format)
{
    return format == Format::Csv ? ExportFormat::Csv : ExportFormat::JsonLines;
}

using Facts = std::shared_ptr<const SnapshotFacts>;

ExportOrigin originOf(const Target &target, const Facts &origins)
{
    const HostFacts &facts = target.link.facts;
    return {target.server.name, target.instance.name,
        facts.retries.value(facts.instances.indexOf(target.instance)),
        QDateTime::currentSecsSinceEpoch() + target.link.clockOffset, origins};
}

/// "  mail.example.com[192.0.2.7] ann "Subject""; a dash for what there is not, "?" for what is not
/// known.
QString originText(const MessageFacts &facts)
{
    const auto orDash
        = [](const QByteArray &text) { return text.isEmpty() ? u"-"_s : text::exact(text); };
    const QString client = !facts.isOriginKnown ? u"?"_s
        : facts.clientAddress.isEmpty()
        ? orDash(facts.client)
        : text::exact(facts.client) + u'[' + text::exact(facts.clientAddress) + u']';
    const QString user = facts.isOriginKnown ? orDash(facts.saslUser) : u"?"_s;
    const QString subject = facts.isSubjectKnown ? text::exact(facts.subject) : u"?"_s;
    return u"  "_s + client + u"  "_s + user + u"  \""_s + subject + u'"';
}

/// Prints rows up to the limit.
class RowPrinter final : public RowSink
{
public:
    RowPrinter(const Arguments &arguments, const Target &target, const Facts &facts)
        : m_format(arguments.format)
        , m_left(arguments.limit.value_or(std::numeric_limits<qint64>::max()))
        , m_server(target.server.name)
        , m_facts(facts)
        , m_writer(exportFormat(m_format), originOf(target, facts))
    {
    }

    void take(const QueueSnapshot &snapshot, QueueSnapshot::Row row) override
    {
        if (m_left <= 0)
            return;
        --m_left;
        if (m_format != Format::Json && m_format != Format::Csv) {
            printTextRow(snapshot, row);
            return;
        }
        m_line.resize(0); // keeps its room
        m_writer.write(snapshot, row, m_line);
        print(m_line);
    }

private:
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
            + text::exact(snapshot.reason(row))
            + (m_facts ? originText(m_facts->facts(row)) : QString()));
    }

    Format m_format;
    qint64 m_left;
    QString m_server;
    Facts m_facts;
    QueueWriter m_writer;
    QByteArray m_line;
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
        print(QueueWriter::header(ExportFormat::Csv));
    const ExitCode code = forEachTarget(call, [&](const Target &target) {
        return listInto(call, target,
            [&](const QueueSnapshot &snapshot, const Facts &facts) -> std::unique_ptr<RowSink> {
                if (groups)
                    return std::make_unique<RowCounter>(*groups,
                        CountedSnapshot{
                            snapshot, target.server.name, filterContext(target).now, facts});
                return std::make_unique<RowPrinter>(call.arguments, target, facts);
            });
    });
    if (groups)
        printGroups(call.arguments, *groups);
    return code;
}

}
