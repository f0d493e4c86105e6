// SPDX-FileCopyrightText: The Spoolscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "commands.h"
#include "targets.h"

#include "core/actions/actionplan.h"
#include "core/base/textsafety.h"

#include <QDateTime>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace spoolscope::ctl {

namespace {

QString word(const std::optional<Privilege> &right)
{
    if (!right)
        return u"no"_s;
    switch (*right) {
    case Privilege::Direct:
        return u"yes"_s;
    case Privilege::Sudo:
        return u"sudo"_s;
    case Privilege::SudoPassword:
        return u"password"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

QString word(SudoAnswer answer)
{
    switch (answer) {
    case SudoAnswer::NotAsked:
        return u"not needed"_s;
    case SudoAnswer::Missing:
        return u"missing"_s;
    case SudoAnswer::Refused:
        return u"refused"_s;
    case SudoAnswer::NeedsTerminal:
        return u"needs a terminal"_s;
    case SudoAnswer::NeedsPassword:
        return u"asks for a password"_s;
    case SudoAnswer::Answers:
        return u"answers"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

QJsonObject toJson(const Instance &instance, const InstanceRights &rights)
{
    QJsonObject object{{u"name"_s, QString::fromUtf8(instance.name)},
        {u"config_directory"_s, QString::fromUtf8(instance.configDirectory)},
        {u"count"_s, rights.countQueues ? u"yes"_s : u"no"_s}};
    for (const Right right : everyRight)
        object.insert(nameOf(right), word(rights.of(right)));
    return object;
}

QString readable(const LogFile &file)
{
    return text::exact(file.path) + (file.isReadable ? u" (readable)"_s : u" (not readable)"_s);
}

void printFacts(const ServerDefinition &server, const ServerLink &link)
{
    const HostFacts &facts = link.facts;
    printText(u"server    "_s + server.address());
    printText(u"host      "_s + text::exact(facts.hostName));
    printText(u"postfix   "_s + text::exact(facts.mailVersion));
    printText(u"account   "_s + text::exact(facts.account));
    printText(u"clock     "_s + QString::number(link.clockOffset) + u" s ahead"_s);
    printText(u"sudo      "_s + word(facts.sudo));
    for (const LogFile &file : facts.logs)
        printText(u"log       "_s + readable(file));
    printText(u"journal   "_s + (facts.canReadJournal ? u"readable"_s : u"not readable"_s));
    for (qsizetype i = 0; i < facts.instances.size(); ++i) {
        const InstanceRights &rights = facts.offered[i];
        printText(u"instance  "_s + text::exact(facts.instances[i].name) + u"  "_s
            + text::exact(facts.instances[i].configDirectory));
        QStringList words;
        for (const Right right : everyRight)
            words.append(nameOf(right) + u' ' + word(rights.of(right)));
        words.append(rights.countQueues ? u"count yes"_s : u"count no"_s);
        printText(u"    "_s + words.join(u", "_s));
    }
    for (const SshConfig::Unfollowed &one : link.unfollowed)
        printText(u"ignored   ssh_config: %1 %2 (%3)"_s.arg(
            text::exact(one.directive), text::exact(one.value), one.consequence));
    for (const QByteArray &instance : facts.leftOut)
        printText(u"left out  "_s + text::exact(instance)
            + u"  (the name of its configuration directory cannot be used in commands)"_s);
}

}

ExitCode probe(const Call &call)
{
    const ServerDefinition &server = call.servers.first();
    const auto link = connectTo(server, call);
    if (!link)
        return link.error();
    if (call.arguments.format != Format::Json) {
        printFacts(server, *link);
        return ExitCode::Done;
    }
    QJsonArray instances;
    for (qsizetype i = 0; i < link->facts.instances.size(); ++i)
        instances.append(toJson(link->facts.instances[i], link->facts.offered[i]));
    QJsonArray logs;
    for (const LogFile &file : link->facts.logs)
        logs.append(QJsonObject{
            {u"path"_s, QString::fromUtf8(file.path)}, {u"readable"_s, file.isReadable}});
    QJsonArray leftOut;
    for (const QByteArray &instance : link->facts.leftOut)
        leftOut.append(QString::fromUtf8(instance));
    QJsonArray ignored;
    for (const SshConfig::Unfollowed &one : link->unfollowed)
        ignored.append(QJsonObject{{u"directive"_s, QString::fromUtf8(one.directive)},
            {u"value"_s, QString::fromUtf8(one.value)}, {u"consequence"_s, one.consequence}});
    printJson({{u"server"_s, server.name}, {u"address"_s, server.address()},
        {u"hostname"_s, QString::fromUtf8(link->facts.hostName)},
        {u"mail_version"_s, QString::fromUtf8(link->facts.mailVersion)},
        {u"account"_s, QString::fromUtf8(link->facts.account)},
        {u"clock_offset"_s, link->clockOffset}, {u"sudo"_s, word(link->facts.sudo)},
        {u"logs"_s, logs}, {u"journal"_s, link->facts.canReadJournal}, {u"instances"_s, instances},
        {u"left_out"_s, leftOut}, {u"ignored_ssh_config"_s, ignored}});
    return ExitCode::Done;
}

}
