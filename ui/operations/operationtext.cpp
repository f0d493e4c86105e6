// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/operations/operationtext.h"

#include "core/base/textsafety.h"
#include "core/journal/recovery.h"
#include "ui/actions/plantext.h"
#include "ui/fleet/servernames.h"
#include "ui/style/humanize.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace spoolscope::operationtext {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(OperationText)
};

QString messages(qint64 count)
{
    return count == 1 ? Text::tr("1 message") : Text::tr("%1 messages").arg(humanize::count(count));
}

QString relationName(Relation relation)
{
    switch (relation) {
    case Relation::None:
        return {};
    case Relation::Undo:
        return Text::tr("Undo");
    case Relation::Purge:
        return Text::tr("Purge");
    case Relation::Finish:
        return Text::tr("Finish");
    case Relation::Release:
        return Text::tr("Release what was left");
    }
    Q_UNREACHABLE_RETURN({});
}

}

QString serverName(const OperationHeader &header)
{
    return instanceLabel(header.serverName, header.instanceName);
}

QString title(const OperationHeader &header)
{
    if (header.request)
        return displayName(header.request->kind);
    return header.relation == Relation::None ? displayName(header.action)
                                             : relationName(header.relation);
}

QString heading(const Operation &operation)
{
    const OperationHeader &header = operation.header;
    if (header.request) {
        const QString subject = text::visible(header.request->subject);
        return subject.isEmpty()
            ? Text::tr("%1: %2").arg(title(header), serverName(header))
            : Text::tr("%1: %2 on %3").arg(title(header), subject, serverName(header));
    }
    return Text::tr("%1: %2 on %3")
        .arg(title(header), messages(header.messages), serverName(header));
}

QString outcome(const Operation &operation)
{
    switch (operation.state) {
    case OperationState::Running:
        return Text::tr("running");
    case OperationState::Interrupted:
        return Text::tr("interrupted: no account yet");
    case OperationState::Ended:
    case OperationState::Reported:
        break;
    }
    if (operation.header.request)
        return operation.error.isEmpty() ? text::visible(operation.note)
                                         : text::visible(operation.error);
    return plantext::headline(operation.header.action, operation.header.relation, operation.counts);
}

QString time(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    const QLocale locale;
    return local.date() == QDate::currentDate()
        ? Text::tr("Today %1").arg(locale.toString(local.time(), QLocale::ShortFormat))
        : locale.toString(local, QLocale::ShortFormat);
}

QString exactTime(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    return QLocale().toString(time.toLocalTime(), QLocale::LongFormat) + u'\n'
        + time.toUTC().toString(Qt::ISODate);
}

QString advice(const Operation &operation)
{
    switch (operation.state) {
    case OperationState::Running:
        return Text::tr("A program is carrying this out just now.");
    case OperationState::Interrupted:
        if (operation.header.request)
            return Text::tr("The program ended before the server answered, so whether it was done "
                            "is not known. Report ends it.");
        return Text::tr("The program ended before this did. Messages may be on hold. Finish it, "
                        "release what it has held, or report: write down what is found and change "
                        "nothing.");
    case OperationState::Reported:
        return Text::tr("It was interrupted; its outcome was looked up later.");
    case OperationState::Ended:
        return text::visible(operation.error);
    }
    Q_UNREACHABLE_RETURN({});
}

QList<Fact> facts(const Operation &operation)
{
    const OperationHeader &header = operation.header;
    const QString account = text::visible(header.account);
    QList<Fact> facts{
        {Text::tr("Outcome"), outcome(operation)},
        {Text::tr("Reason"),
            header.reason.isEmpty() ? Text::tr("none given") : text::visible(header.reason)},
        {Text::tr("Begun"), exactTime(header.time).replace(u'\n', u" · "_s)},
        {Text::tr("Ended"), exactTime(operation.endedAt).replace(u'\n', u" · "_s)},
        {Text::tr("By"),
            Text::tr("%1 with %2").arg(text::visible(header.user), text::visible(header.program))},
        {Text::tr("Server"),
            account.isEmpty() ? text::visible(header.address)
                              : Text::tr("%1, as %2").arg(text::visible(header.address), account)},
        {Text::tr("Host key"), text::visible(header.hostKey)},
        {Text::tr("Instance"), text::visible(header.key.configDirectory)},
        {Text::tr("Size"), header.request ? QString() : humanize::size(header.bytes)},
        {Text::tr("Operation"), text::visible(header.id)},
        {Text::tr("Follows up"), text::visible(header.of)},
    };
    facts.removeIf([](const Fact &fact) { return fact.second.isEmpty(); });
    return facts;
}

QString obstacle(Relation relation, const Operation &operation, qint64 rows)
{
    if (rows > 0)
        return {};
    if (operation.state == OperationState::Running)
        return Text::tr("It is still being carried out.");
    if (operation.header.request)
        return Text::tr("It was done to no chosen messages.");
    const Action action = operation.header.action;
    switch (relation) {
    case Relation::Undo:
        if (operation.state == OperationState::Interrupted)
            return Text::tr("It was interrupted: finish, release or report it first.");
        return isHoldAll(action) ? Text::tr("None of its messages is left that could be released.")
                                 : Text::tr("Only a hold or a trashing can be taken back.");
    case Relation::Purge:
        return action == Action::Trash ? Text::tr("None of its messages is in the trash any more.")
                                       : Text::tr("It has put nothing into the trash.");
    case Relation::Finish:
        return Text::tr("It has ended: nothing is left to be done.");
    case Relation::Release:
        return Text::tr("It has left nothing on hold by mistake.");
    case Relation::None:
        return {};
    }
    Q_UNREACHABLE_RETURN({});
}

}
