// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/actions/actionplan.h"
#include "core/actions/planexecutor.h"
#include "core/journal/request.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <span>
#include <vector>

namespace spoolscope {

/// Who does what, where and why: what the journal says of an operation before anything is sent.
/// An operation is one part of a plan: one instance of one server. Or it is a request, which has no
/// messages.
struct OperationHeader
{
    QString id; ///< unique; names it on the command line
    QString plan; ///< the same for all parts of one plan
    QDateTime time; ///< UTC
    QString user; ///< "name@host" on this machine
    QString program; ///< "spoolscope 0.1.0"
    Action action = Action::Hold; ///< of a plan
    std::optional<Request> request = {}; ///< instead of an action
    Relation relation = Relation::None;
    QString of; ///< the earlier operation's id
    QString reason; ///< as the administrator gave it
    InstanceKey key;
    QString serverName;
    QString address; ///< "ssh://root@mx1:22"
    QByteArray account; ///< on the server
    QByteArray hostKey; ///< "SHA256:..."; empty for this machine
    QByteArray instanceName;
    qint64 messages = 0;
    qint64 bytes = 0;
    QStringList commands; ///< as an administrator would type them
};

enum class OperationState {
    Running, ///< a program is at it
    Interrupted, ///< its program ended before it did: what was sent has no account yet
    Ended, ///< every message has its verdict
    Reported, ///< it was interrupted and the present state was written down in its place
};

/// An operation as the journal has it.
struct Operation
{
    OperationHeader header;
    OperationState state = OperationState::Interrupted;
    QDateTime endedAt;
    std::array<qint64, verdictCount> counts = {}; ///< once it has ended
    QString error; ///< what stopped it early
    QString note; ///< what a request came to
    bool isUnknown = false; ///< of a request: it may have been done or not
};

/// The same with all that is known of each message; as large as the operation was.
struct OperationRecord
{
    Operation operation;
    std::vector<PlannedMessage> messages; ///< in the plan's order
    std::vector<std::optional<Verdict>> verdicts; ///< nullopt before it has ended
    std::vector<PriorFate> fates; ///< as far as commands were sent or were about to be
    QByteArrayList unexpected;
};

/// "delete", "flush"; stable.
QString actionName(const OperationHeader &header);

/// Sets of rows as JSON: [3, [5, 900]] is row 3 and rows 5 to 900.
QJsonArray rowsToJson(std::span<const size_t> ascendingRows);
/// In the file's order, each once. `limit`: rows from there on are left out, whatever the file
/// says.
std::vector<size_t> rowsFromJson(const QJsonArray &json, size_t limit);

/// Bytes as JSON: a string where they are valid UTF-8, else {"base64": "..."}; nothing is lost.
QJsonValue bytesToJson(const QByteArray &bytes);
QByteArray bytesFromJson(const QJsonValue &json);

QString toString(Relation relation); ///< stable: "", undo, purge, finish, release
QString toString(OperationState state); ///< stable: running, interrupted, ended, reported

}
