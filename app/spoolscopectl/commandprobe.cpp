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
    return *right == Privilege::Sudo ? u"sudo"_s : u"yes"_s;
}

QJsonObject toJson(const Instance &instance, const InstanceRights &rights)
{
    return {{u"name"_s, QString::fromUtf8(instance.name)},
        {u"config_directory"_s, QString::fromUtf8(instance.configDirectory)},
        {u"hold"_s, word(rights.hold)}, {u"release"_s, word(rights.release)},
        {u"delete"_s, word(rights.deleteHeld)}, {u"requeue"_s, word(rights.requeueHeld)},
        {u"read"_s, word(rights.readMessage)},
        {u"count"_s, rights.countQueues ? u"yes"_s : u"no"_s}};
}

void printFacts(const ServerDefinition &server, const ServerLink &link)
{
    const HostFacts &facts = link.facts;
    printText(u"server    "_s + server.address());
    printText(u"host      "_s + text::exact(facts.hostName));
    printText(u"postfix   "_s + text::exact(facts.mailVersion));
    printText(u"account   "_s + text::exact(facts.account));
    printText(u"clock     "_s + QString::number(link.clockOffset) + u" s ahead"_s);
    for (qsizetype i = 0; i < facts.instances.size(); ++i) {
        const InstanceRights &rights = facts.rights[i];
        printText(u"instance  "_s + text::exact(facts.instances[i].name) + u"  "_s
            + text::exact(facts.instances[i].configDirectory));
        printText(u"    hold %1, release %2, delete %3, requeue %4, read %5, count %6"_s.arg(
            word(rights.hold), word(rights.release), word(rights.deleteHeld),
            word(rights.requeueHeld), word(rights.readMessage),
            rights.countQueues ? u"yes"_s : u"no"_s));
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
        instances.append(toJson(link->facts.instances[i], link->facts.rights[i]));
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
        {u"clock_offset"_s, link->clockOffset}, {u"instances"_s, instances},
        {u"left_out"_s, leftOut}, {u"ignored_ssh_config"_s, ignored}});
    return ExitCode::Done;
}

}
