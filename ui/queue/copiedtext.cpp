// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/queue/copiedtext.h"

#include "core/base/textsafety.h"
#include "core/servers/fleet.h"
#include "ui/queue/chosenrows.h"
#include "ui/queue/messageselection.h"
#include "ui/queue/queuemodel.h"

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

constexpr qint64 shortestId = 6; ///< with its line break; longer than no ID there is
constexpr qint64 shortestRow = 2; ///< of a column

/// What the table shows holds no tab and no line break; csvField() knows what a formula is.
QString field(const QString &shown)
{
    const bool isFormula
        = text::csvField(shown.toUtf8()).startsWith("\"'"_ba) && !shown.startsWith(u'\'');
    return isFormula ? u'\'' + shown : shown;
}

bool concerns(CopiedCommand command, QueueName queue)
{
    switch (command) {
    case CopiedCommand::Hold:
        return queue != QueueName::Hold;
    case CopiedCommand::Release:
        return queue == QueueName::Hold;
    default:
        return true;
    }
}

}

std::optional<QString> selectedIds(const MessageSelection &selection)
{
    if (isTooLongForIds(selection.count()))
        return std::nullopt;
    return idsOf(selection.sources(), chosenRows(selection));
}

bool isTooLongForIds(qint64 messages)
{
    return messages * shortestId > clipboardLimit;
}

std::optional<QString> idsOf(const QueueSources &sources, const ChosenRows &rows)
{
    QString ids;
    for (size_t source = 0; source < rows.size(); ++source) {
        for (const QueueSnapshot::Row row : rows[source]) {
            if (!ids.isEmpty())
                ids += u'\n';
            ids += sources[source].snapshot->id(row).toString();
            if (ids.size() > clipboardLimit)
                return std::nullopt;
        }
    }
    return ids;
}

std::optional<QString> selectedRows(const QueueModel &model, const MessageSelection &selection,
    const std::vector<QueueColumn> &columns)
{
    if (selection.count() * shortestRow * qint64(columns.size()) > copiedRowsLimit)
        return std::nullopt;
    QString lines;
    const auto end = [&lines] {
        lines.chop(1);
        lines += u'\n';
    };
    for (const QueueColumn column : columns)
        lines += model.headerData(int(column), Qt::Horizontal, Qt::DisplayRole).toString() + u'\t';
    end();
    for (const RowRef ref : inTableOrder(model.arrangement().rows, chosenRows(selection))) {
        for (const QueueColumn column : columns)
            lines += field(model.text(column, ref)) + u'\t';
        end();
        if (lines.size() > copiedRowsLimit)
            return std::nullopt;
    }
    return lines;
}

Result<QString> selectedAsCommands(
    CopiedCommand command, const Fleet &fleet, const MessageSelection &selection)
{
    std::vector<CommandPart> parts;
    qint64 messages = 0;
    for (quint32 source = 0; source < selection.sources().size(); ++source) {
        const QueueSource &from = selection.sources()[source];
        const Server *server = fleet.server(from.key.server);
        const InstanceStatus *status = fleet.instance(from.key);
        if (selection.count(source) == 0 || !server || !status)
            continue;
        messages += selection.count(source);
        if (isTooLongForIds(messages))
            return failure(ErrorKind::OutputTooLarge, {});
        CommandPart part{server->name(), status->instance, from.snapshot->startedAt(), {}};
        for (const QueueSnapshot::Row row : selection.rows(source)) {
            if (concerns(command, from.snapshot->queue(row)))
                part.ids.push_back(from.snapshot->id(row));
        }
        parts.push_back(std::move(part));
    }
    return commandScript(command, parts, clipboardLimit).transform([](const QByteArray &script) {
        return QString::fromUtf8(script);
    });
}

}
