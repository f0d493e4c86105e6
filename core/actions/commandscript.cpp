// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/actions/commandscript.h"

#include "core/base/textsafety.h"
#include "core/transport/commandline.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace spoolscope {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(CommandScript)
};

constexpr QByteArrayView delimiter = "EOF"; ///< no queue ID: hexadecimal, or of ten characters up

/// A zsh at the prompt knows no comments and would run what stands behind a ';' in one, so a
/// comment is quoted like an argument.
QByteArray comment(const QString &text)
{
    const auto quoted = quoteForShell({text::visible(text).toUtf8()});
    return quoted ? "# " + *quoted + '\n' : QByteArray();
}

QByteArray wordFor(CopiedCommand command)
{
    switch (command) {
    case CopiedCommand::Hold:
        return "-h";
    case CopiedCommand::Release:
        return "-H";
    case CopiedCommand::Delete:
        return "-d";
    case CopiedCommand::Requeue:
        return "-r";
    case CopiedCommand::Read:
        break;
    }
    return "-q";
}

QString titleOf(const CommandPart &part)
{
    const QString name = part.instance.name.isEmpty() || part.instance.name == "-"
        ? part.serverName
        : Text::tr("%1, instance %2").arg(part.serverName, text::visible(part.instance.name));
    return Text::tr(
        "%1: %n message(s). To be run as root on that server.", nullptr, int(part.ids.size()))
        .arg(name);
}

QByteArray headOf(CopiedCommand command, const CommandPart &part)
{
    const QByteArray listed = QDateTime::fromMSecsSinceEpoch(part.listedAt, QTimeZone::UTC)
                                  .toString(Qt::ISODate)
                                  .toUtf8();
    const QString warning = command == CopiedCommand::Read
        ? Text::tr("Listed at %1.")
        : Text::tr("Listed at %1. Nothing is verified: an ID may name another message since.");
    return comment(titleOf(part)) + comment(warning.arg(QString::fromLatin1(listed)));
}

}

Result<QByteArray> commandScript(
    CopiedCommand command, std::span<const CommandPart> parts, qsizetype limit)
{
    QByteArray script;
    for (const CommandPart &part : parts) {
        if (part.ids.empty())
            continue;
        const bool reads = command == CopiedCommand::Read;
        QByteArrayList words{
            reads ? "postcat" : "postsuper", "-c", part.instance.configDirectory, wordFor(command)};
        if (!reads)
            words.append("-");
        const auto line = quoteForShell(words);
        if (!line)
            return std::unexpected(line.error());
        script += (script.isEmpty() ? QByteArray() : QByteArray("\n")) + headOf(command, part);
        if (!reads)
            script += *line + " <<'" + delimiter.toByteArray() + "'\n";
        for (const QueueId &id : part.ids) {
            script += (reads ? *line + ' ' : QByteArray()) + id.toByteArray() + '\n';
            if (script.size() > limit)
                return failure(ErrorKind::OutputTooLarge, Text::tr("That is too much text."));
        }
        if (!reads)
            script += delimiter.toByteArray() + '\n';
    }
    return script;
}

}
